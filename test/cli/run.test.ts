// `hero run` from the outside: what it prints, how it ends, what it leaves in the store.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ended, isGone, jsonLines, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

async function runJson(script: string, ...flags: string[]) {
  workplace.write('x.hero', script);
  const { code, stdout, stderr } = await workplace.hero(['run', '--json', ...flags, 'x.hero']);
  const events = jsonLines(stdout);
  const lasts = new Map<unknown, Record<string, unknown>>();
  for (const event of events) if (event.type === 'job') lasts.set(event.label, { ...lasts.get(event.label), ...event });
  return { code, stderr, events, job: (label: string) => lasts.get(label), end: events.at(-1) };
}

describe('events', () => {
  test('are numbered, versioned and complete', async () => {
    const { events, code, stderr } = await runJson(`!!core.echo text:'hello' job.name:one\n!!core.echo text:two\n`);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(events[0]).toMatchObject({ v: 1, seq: 1, type: 'run_start', files: ['x.hero'], jobs: 2, circle: 'default' });
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    const states = events.filter((event) => event.type === 'job' && event.label === 'one').map((event) => event.state);
    expect(states).toEqual(['scheduled', 'running', 'ok']);
    expect(events.find((event) => event.label === 'one')).toMatchObject({
      file: 'x.hero',
      line: 1,
      actor: 'core',
      action: 'echo',
      params: { text: 'hello' },
    });
    expect(events.filter((event) => event.label === '#2').at(-1)).toMatchObject({
      state: 'ok',
      result: 'two',
      outcome: 'ok',
    });
    expect(events.at(-1)).toMatchObject({ type: 'run_end', exit: 0, ok: 2, failed: 0, ignored: 0, skipped: 0 });
  });

  test('log lines of a job come as they are written', async () => {
    const { events } = await runJson(`!!osal.exec cmd:'echo out; echo err >&2'\n`);
    const logs = events.filter((event) => event.type === 'log');
    expect(logs).toContainEqual(expect.objectContaining({ stream: 'stdout', line: 'out', n: 1 }));
    expect(logs).toContainEqual(expect.objectContaining({ stream: 'stderr', line: 'err', n: 1 }));
  });
});

describe('order', () => {
  test('script order by default, side by side with an empty job.after', async () => {
    const { code } = await runJson(
      [
        `!!osal.exec cmd:'echo 1 >> order'`,
        `!!osal.exec cmd:'echo 2 >> order'`,
        `!!osal.exec cmd:'until [ -e fast ]; do sleep 0.05; done; echo slow >> order' job.after:'' job.name:slow`,
        `!!osal.exec cmd:'echo fast >> order; touch fast' job.after:''`,
        `!!osal.exec cmd:'echo last >> order' job.after:'slow,#4,#2'`,
      ].join('\n'),
    );
    expect(code).toBe(0);
    const lines = readFileSync(join(workplace.dir, 'order'), 'utf8').trim().split('\n');
    expect(lines.indexOf('1')).toBeLessThan(lines.indexOf('2'));
    expect(lines.indexOf('fast')).toBeLessThan(lines.indexOf('slow'));
    expect(lines.at(-1)).toBe('last');
  });

  test('a result of one job is a value of another', async () => {
    const { job, code } = await runJson(
      [
        `!!osal.exec cmd:'echo 42' job.name:answer`,
        `!!core.echo text:'it is \${job.answer.stdout}, \${job.answer.status}' job.name:told`,
        `!!core.echo text:'\${job.told.result}!'`,
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(job('told')).toMatchObject({ result: 'it is 42, ok' });
    expect(job('#3')).toMatchObject({ result: 'it is 42, ok!' });
  });

  test('a whole number in a result keeps its digits, however many', async () => {
    workplace.write('actors/ids/next', '#!/bin/sh\necho \'{"id": 12345678901234567890}\'\n', 0o755);
    const { job, code } = await runJson("!!ids.next job.name:a\n!!core.echo text:'${job.a.id} of ${job.a.result}'\n");
    expect(code).toBe(0);
    expect(job('#2')).toMatchObject({ result: '12345678901234567890 of {"id":12345678901234567890}' });
  });

  test('a result that is not there ends the job with a diagnostic', async () => {
    const { events, code, job } = await runJson(
      `!!osal.exec cmd:'echo 42' job.name:answer\n!!core.echo text:'\${job.answer.stdot}'\n!!core.echo text:after\n`,
    );
    expect(code).toBe(1);
    expect(events.find((event) => event.type === 'diagnostic')).toMatchObject({ code: 'HS0406', line: 2 });
    expect(job('#2')).toMatchObject({ state: 'error', outcome: 'failed', error: 'the result of answer has no stdot' });
    expect(events.at(-1)).toMatchObject({ ok: 1, failed: 1, skipped: 1 });
  });

  test('a result that does not fit ends the job where it is used', async () => {
    const { events, code } = await runJson(
      `!!osal.exec cmd:'echo soon' job.name:when\n!!core.fail message:never code:'\${job.when.stdout}'\n`,
    );
    expect(code).toBe(1);
    const { col } = events.find((event) => event.code === 'HS0406') ?? {};
    expect(col).toBe('!!core.fail message:never code:'.length + 1);
  });

  test('a result cannot become a param or another placeholder', async () => {
    const { job, code } = await runJson(
      `!!core.echo text:"a' job.retry:9 $\${job.x.status}" job.name:x\n!!core.echo text:'\${job.x.result}' job.name:y\n`,
    );
    expect(code).toBe(0);
    expect(job('y')?.result).toBe(job('x')?.result);
  });
});

describe('failures', () => {
  test('stop the run, skip what follows, exit 1', async () => {
    const { code, end, job, events } = await runJson(
      `!!core.echo text:a\n!!core.fail code:12 message:'no kernel'\n!!core.echo text:b\n!!core.echo text:c\n`,
    );
    expect(code).toBe(1);
    expect(job('#2')).toMatchObject({ state: 'error', outcome: 'failed', code: 12, error: 'no kernel' });
    expect(job('#4')).toMatchObject({ state: 'error', outcome: 'dependency' });
    expect(end).toMatchObject({ exit: 1, ok: 1, failed: 1, skipped: 2 });
    expect(events.find((event) => event.type === 'diagnostic')).toMatchObject({
      code: 'HS0401',
      file: 'x.hero',
      line: 2,
    });
  });

  test('say how to begin again there, where that would work', async () => {
    const told = async (text: string) => {
      workplace.write('deploy.hero', text);
      return (await workplace.hero(['run', 'deploy.hero'])).stderr;
    };
    const first = '!!core.echo text:a job.name:a\n';
    const again = await told(`${first}!!core.fail job.name:b\n`);
    expect(again).toContain('hero run deploy.hero --from b  begins again here\n');
    expect(await told(`${first}// which has no name\n!!core.fail\n`)).toContain('deploy.hero --from 3  begins');
    expect(await told(`${first}!!core.fail\n!!core.echo text:'\${job.a.result}'\n`)).not.toContain('--from');
    expect(await told(`!!core.fail\n${first}`)).not.toContain('--from');
    const other = await workplace.hero(['run', '-e', first, '-e', '!!core.fail']);
    expect(other.stderr).not.toContain('--from');
    workplace.write('deploy.hero', `${first}!!core.echo text:b job.name:b\n`);
    const part = await workplace.hero(['run', '--quiet', 'deploy.hero', '--from', '#2']);
    expect([part.code, part.stdout]).toEqual([0, 'b\n']);
  });

  test('independent jobs are not begun without --keep-going, and are with it', async () => {
    const script = `!!core.fail code:1 message:x job.name:bad\n!!core.echo text:a job.after:'' job.start:1s job.name:free\n`;
    const stopped = await runJson(script);
    expect(stopped.end).toMatchObject({ failed: 1, skipped: 1, ok: 0 });
    const going = await runJson(script, '--keep-going');
    expect(going.end).toMatchObject({ exit: 1, failed: 1, skipped: 0, ok: 1 });
  });

  test('are tried again with job.retry', async () => {
    const { code, job } = await runJson(
      `!!osal.exec cmd:'test -e marker || { touch marker; exit 3; }' job.retry:2 job.name:flaky\n`,
    );
    expect(code).toBe(0);
    expect(job('flaky')).toMatchObject({ state: 'ok', try: 2 });
  });

  test('with an ignored code do not count', async () => {
    const { code, end, job } = await runJson(
      `!!core.fail code:17 message:x job.ignore_error_codes:'17' job.name:soft\n!!core.echo text:after job.name:next\n`,
    );
    expect(code).toBe(0);
    expect(job('soft')).toMatchObject({ state: 'error', ignored: true, code: 17 });
    expect(job('next')).toMatchObject({ state: 'ok' });
    expect(end).toMatchObject({ exit: 0, ok: 1, ignored: 1, failed: 0 });
  });

  test('of several, the first in script order gives the exit code', async () => {
    const { code, job, stderr } = await runJson(
      [
        `!!core.sleep duration:60s job.timeout:1s job.after:'' job.name:late`,
        `!!core.fail code:1 message:x job.after:''`,
      ].join('\n'),
      '--keep-going',
    );
    expect([job('late')?.outcome, job('#2')?.outcome], stderr).toEqual(['timeout', 'failed']);
    expect(code).toBe(124);
  });
});

describe('time', () => {
  test('a job over its timeout is ended with everything it started, exit 124', async () => {
    const { code, job, events } = await runJson(
      `!!osal.exec cmd:'sh -c "sleep 30 & echo \\$! > pid; wait"' job.timeout:1s job.name:slow\n!!core.echo text:b\n`,
    );
    expect(code).toBe(124);
    expect(job('slow')).toMatchObject({ state: 'error', outcome: 'timeout' });
    expect(job('#2')).toMatchObject({ outcome: 'dependency' });
    expect(events.find((event) => event.type === 'diagnostic')).toMatchObject({ code: 'HS0402' });
    expect(isGone(Number(readFileSync(join(workplace.dir, 'pid'), 'utf8')))).toBe(true);
  });

  test('--timeout ends the whole run', async () => {
    const { code, end } = await runJson(`!!core.sleep duration:30s\n!!core.echo text:b\n`, '--timeout', '1s');
    expect(code).toBe(124);
    expect(end).toMatchObject({ exit: 124, cancelled: 1, skipped: 1 });
  });

  test('a --timeout of more days than a timer can wait ends nothing', async () => {
    expect((await runJson('!!core.sleep duration:300ms\n', '--timeout', '30d')).code).toBe(0);
  });

  test('job.start delays', async () => {
    const began = Date.now();
    const { job, code } = await runJson(`!!core.echo text:a job.start:1s job.name:later\n`);
    expect(code).toBe(0);
    const stored = JSON.parse((await workplace.hero(['job', 'get', String(job('later')?.guid), '--json'])).stdout);
    // From when the script was read, which is some time before the job is there.
    expect(stored.status.start * 1000).toBeGreaterThanOrEqual(began + 1_000);
    expect(stored.outcome.started_ms).toBeGreaterThanOrEqual(stored.status.start * 1000);
  });
});

describe('interruption', () => {
  test('Ctrl-C cancels running jobs, skips the others, exit 130', async () => {
    const { child, end } = await workplace.startRun(`!!osal.exec cmd:'echo $$ > pid; sleep 30'\n!!core.echo text:b\n`);
    const pid = () => Number(readFileSync(join(workplace.dir, 'pid'), 'utf8'));
    await until('its pid is written', () => existsSync(join(workplace.dir, 'pid')) && pid() > 0);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ exit: 130, cancelled: 1, skipped: 1 });
    expect(isGone(pid())).toBe(true);
    expect(JSON.parse((await workplace.hero(['job', 'ls', '--json'])).stdout)).toEqual([]);
  });

  test('SIGTERM does the same with exit 143', async () => {
    const { child, end } = await workplace.startRun(`!!core.sleep duration:30s\n`);
    child.kill('SIGTERM');
    expect((await end).code).toBe(143);
  });

  test('Ctrl-C while the actors are loaded lets nothing begin', async () => {
    const slow = [
      "import { existsSync, writeFileSync } from 'node:fs';",
      "import { setTimeout as delay } from 'node:timers/promises';",
      "import { defineAction, defineActor } from 'herorunner';",
      "writeFileSync('loading', '');",
      "while (!existsSync('go')) await delay(20);",
      "const run = () => writeFileSync('ran', '');",
      "const actions = { work: defineAction({ description: 'works', params: {}, run }) };",
      "export default defineActor({ name: 'slow', description: 'takes its time', actions });",
    ];
    workplace.write('actors/slow.ts', slow.join('\n'));
    const child = workplace.start(['run', '--json', '-e', '!!slow.work\n!!core.echo text:b']);
    const end = ended(child);
    await until('the actors are loaded', () => existsSync(join(workplace.dir, 'loading')));
    child.kill('SIGINT');
    workplace.write('go', '');
    const { code, stdout, stderr } = await end;
    expect(code, stdout + stderr).toBe(130);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'run_end', exit: 130, skipped: 2, ok: 0 });
    expect(existsSync(join(workplace.dir, 'ran'))).toBe(false);
    expect(JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout)).toEqual([]);
  });

  test('the second Ctrl-C leaves what does not end to the background, and counts it', async () => {
    const script = `!!osal.exec cmd:'trap "" TERM INT; echo ready >> log; sleep 3'\n!!core.echo text:b\n`;
    const { child, end, says } = await workplace.startRun(script);
    await until('the command is ready', () => existsSync(join(workplace.dir, 'log')));
    child.kill('SIGINT');
    await says(({ n, state }) => n === 2 && state === 'error');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    const last = jsonLines(stdout).at(-1) ?? {};
    expect(last).toMatchObject({ exit: 130, skipped: 1, detached: 1 });
    expect(stderr).toMatch(/^cancelling the jobs of this run {2}\(\^C again: do not wait for the end\)\n/);
    expect(stderr).toContain(`not waiting until they have ended; hero job watch ${last.run} shows it\n`);
    await expect.poll(() => openJobs(), { interval: 100, timeout: 20_000 }).toBe(0);
    const [first] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout) as [
      { outcome: unknown },
    ];
    expect(first.outcome).toMatchObject({ outcome: 'cancelled' });
  });

  test('a hang-up leaves the jobs to the background', async () => {
    workplace.write('x.hero', `!!osal.exec cmd:'trap "" TERM INT; sleep 1; echo done >> result'\n`);
    const child = workplace.start(['run', 'x.hero']);
    const end = ended(child);
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
    });
    await until('the job is running', () => text.includes('running'));
    child.kill('SIGHUP');
    expect([0, 130]).toContain((await end).code);
    await expect.poll(() => openJobs(), { interval: 100 }).toBe(0);
    expect(readFileSync(join(workplace.dir, 'result'), 'utf8')).toContain('done');
  });
});

async function openJobs(): Promise<number> {
  return (JSON.parse((await workplace.hero(['job', 'ls', '--json'])).stdout) as unknown[]).length;
}

describe('--detach', () => {
  test('returns at once; the jobs are executed in the background', async () => {
    workplace.write('x.hero', `!!core.sleep duration:500ms\n!!osal.exec cmd:'echo done > result'\n`);
    const run = await workplace.hero(['run', '--detach', '--json', 'x.hero']);
    expect(run.code).toBe(0);
    expect(jsonLines(run.stdout).at(-1)).toMatchObject({ type: 'run_end', detached: 2 });
    await expect.poll(() => openJobs(), { interval: 100 }).toBe(0);
    expect(readFileSync(join(workplace.dir, 'result'), 'utf8')).toBe('done\n');
  });

  test('quietly prints what the run is called', async () => {
    workplace.write('x.hero', '!!core.echo text:a\n');
    const { stdout, stderr } = await workplace.hero(['run', '--detach', '--quiet', 'x.hero']);
    expect(stderr).toBe('');
    const watch = await workplace.hero(['job', 'watch', stdout.trim(), '--json']);
    expect(watch.code).toBe(0);
    expect(jsonLines(watch.stdout).at(-1)).toMatchObject({ outcome: { run: stdout.trim(), outcome: 'ok' } });
  });

  test('has no report', async () => {
    workplace.write('x.hero', '!!core.echo text:a\n');
    const { code, stderr } = await workplace.hero(['run', '--detach', '--format', 'junit', 'x.hero']);
    expect(code).toBe(2);
    expect(stderr).toContain('a run that nobody waits for has no report; leave out --detach or --format junit');
    expect(await openJobs()).toBe(0);
  });

  test('is refused when results are to be filled in', async () => {
    workplace.write('x.hero', "!!core.echo text:a job.name:x\n!!core.echo text:'${job.x.result}'\n");
    const run = await workplace.hero(['run', '--detach', 'x.hero']);
    expect(run.stderr).toContain('${job.x.result}');
    expect(run.code).toBe(3);
    expect(await openJobs()).toBe(0);
  });
});

describe('--dry-run', () => {
  test('shows the jobs, submits nothing, makes no store', async () => {
    const { code, events, end } = await runJson(`!!core.echo text:a\n!!core.echo text:b job.after:''\n`, '--dry-run');
    expect(code).toBe(0);
    expect(events[0]).toMatchObject({ type: 'run_start', dry: true });
    expect(events.filter((event) => event.type === 'job').map((event) => event.state)).toEqual([
      'planned_only',
      'planned_only',
    ]);
    expect(end).toMatchObject({ exit: 0, ok: 0 });
    expect(() => readFileSync(workplace.storePath)).toThrow();
    const text = await workplace.hero(['run', '--dry-run', 'x.hero']);
    expect(text.stdout + text.stderr).toContain('nothing was submitted');
  });
});

describe('inputs', () => {
  test('several files, a folder, standard input, text in a flag', async () => {
    workplace.write('a.hero', '!!core.echo text:a\n');
    workplace.write('dir/b.hero', '!!core.echo text:b\n');
    workplace.write('dir/c/d.md', '# notes\n\n!!core.echo text:d\n');
    const results = (text: string) =>
      jsonLines(text)
        .filter((event) => event.state === 'ok')
        .map((event) => event.result);
    const files = await workplace.hero(['run', '--json', 'a.hero', 'dir', '-', '-e', '!!core.echo text:e'], {
      input: '!!core.echo text:stdin\n',
    });
    expect(files.code).toBe(0);
    expect(results(files.stdout).toSorted()).toEqual(['a', 'b', 'd', 'e', 'stdin']);
    const implied = await workplace.hero(['a.hero', '--json']);
    expect(results(implied.stdout)).toEqual(['a']);
  });

  test('--set and --var fill variables, --only chooses actions', async () => {
    const set = await runJson("!!core.echo text:'${WHO}'\n", '--set', 'WHO=ann');
    expect(set.job('#1')?.result).toBe('ann');
    const only = await runJson("!!core.echo text:a\n!!osal.exec cmd:'echo b'\n", '--only', 'osal.*');
    expect(only.end).toMatchObject({ ok: 1 });
  });
});

describe('the record', () => {
  test('has exactly the fields of the contract, and the outcome beside them', async () => {
    const { job } = await runJson(`!!core.echo text:hello job.name:one\n`);
    const { stdout } = await workplace.hero(['job', 'get', String(job('one')?.guid), '--json']);
    const { outcome, ...record } = JSON.parse(stdout);
    expect(Object.keys(record)).toEqual([
      'guid',
      'agents',
      'source',
      'circle',
      'context',
      'actor',
      'action',
      'params',
      'timeout_schedule',
      'timeout',
      'log',
      'ignore_error',
      'ignore_error_codes',
      'debug',
      'retry',
      'dependencies',
      'status',
    ]);
    expect(Object.keys(record.status)).toEqual(['guid', 'created', 'start', 'end', 'status']);
    expect(record).toMatchObject({
      actor: 'core',
      action: 'echo',
      params: { text: 'hello' },
      timeout: 3600,
      timeout_schedule: 60,
    });
    expect(record.source).toMatch(/^[0-9a-f]{64}$/);
    expect(record.status.status).toBe('ok');
    expect(outcome).toMatchObject({ outcome: 'ok', result: 'hello', label: 'one', line: 1, attempt: 1 });
    const list = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json', '--limit', '5'])).stdout);
    expect(list).toHaveLength(1);
    expect(list[0].guid).toBe(record.guid);
  });
});

test('an actor that was here once and is gone is told before anything runs', async () => {
  workplace.write('actors/disk/usage', '#!/bin/sh\necho 1\n', 0o755);
  expect((await workplace.hero(['run', '-e', '!!disk.usage'])).code).toBe(0);
  rmSync(join(workplace.dir, 'actors'), { recursive: true });
  const { stderr, code } = await workplace.hero(['run', '-e', '!!disk.usage']);
  expect(stderr).toContain('HS0304');
  expect(code).toBe(3);
});
