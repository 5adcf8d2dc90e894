// `hero job …` on jobs that are open, running in another process, and ended.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ended, jsonLines, Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** Starts a run, waits until its first job runs, and gives the guids by label. */
async function startRun(script: string) {
  const { end, events } = await workplace.startRun(script);
  const guids = new Map(events.filter(({ type }) => type === 'job').map(({ label, guid }) => [label, String(guid)]));
  return { end, guid: (label: string) => guids.get(label) ?? '', run: String(events[0]?.run) };
}

describe('a job that another process runs', () => {
  test('why says what each waits for', async () => {
    const { end, guid } = await startRun(`!!core.sleep duration:60s job.name:slow\n!!core.echo text:b job.name:next\n`);
    const slow = await workplace.hero(['job', 'why', guid('slow')]);
    expect(slow.stdout).toMatch(/running/);
    const next = await workplace.hero(['job', 'why', guid('next'), '--json']);
    expect(JSON.parse(next.stdout)).toMatchObject({
      guid: guid('next'),
      sentence: expect.stringContaining('wait'),
      wait: { kind: 'needs', open: [{ state: 'running' }], more: 0 },
    });
    await workplace.hero(['job', 'cancel', guid('slow')]);
    await end;
    expect((await workplace.hero(['job', 'why', guid('slow')])).stdout).toMatch(/ended: cancelled/);
  });

  test('an empty name is not that of the only job', async () => {
    const { end, guid } = await startRun(`!!core.sleep duration:30s job.name:slow\n`);
    const { code, stderr } = await workplace.hero(['job', 'cancel', '']);
    expect(code).toBe(2);
    expect(stderr).toContain('an empty name is that of no job');
    expect((await workplace.hero(['job', 'cancel', guid('slow')])).stdout).toContain('it was told to stop');
    await end;
  });

  test('cancel reaches it, and its run says so', async () => {
    const { end, guid } = await startRun(`!!core.sleep duration:30s job.name:slow\n`);
    const answer = await workplace.hero(['job', 'cancel', guid('slow'), '--json']);
    expect(JSON.parse(answer.stdout)).toEqual([{ guid: guid('slow'), answer: 'requested' }]);
    const { code, stdout } = await end;
    expect(code).toBe(1);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ cancelled: 1 });
    const again = await workplace.hero(['job', 'cancel', guid('slow'), '--json']);
    expect(JSON.parse(again.stdout)).toEqual([{ guid: guid('slow'), answer: 'final' }]);
  });

  test('of several that are to be cancelled, one that there is not spares no other', async () => {
    const { end, guid } = await startRun(
      `!!core.sleep duration:30s job.name:slow\n!!core.sleep duration:30s job.name:next\n`,
    );
    const { code, stdout, stderr } = await workplace.hero(['job', 'cancel', guid('next'), 'nope', '', guid('slow')]);
    expect(code).toBe(2);
    expect(stdout).toBe(`${guid('next')} cancelled\n${guid('slow')} is running; it was told to stop\n`);
    expect(stderr).toContain('there is no job nope');
    expect(stderr).toContain('an empty name is that of no job');
    await end;
    const again = await workplace.hero(['job', 'cancel', 'nope', guid('slow'), '--json']);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([2, [{ guid: guid('slow'), answer: 'final' }]]);
  });

  test('watch and logs -f end when nobody reads them any more', async () => {
    const pieces = '!!core.sleep duration:300ms\n'.repeat(20);
    const { end, guid, run } = await startRun(
      `!!osal.exec cmd:'for i in $(seq 300); do echo $i; sleep 0.2; done' job.name:talk\n!!core.sleep duration:300ms job.after:''\n${pieces}`,
    );
    for (const command of [
      ['logs', '-f', guid('talk')],
      ['watch', run],
    ]) {
      const reader = workplace.start(['job', ...command]);
      const [code] = await new Promise<unknown[]>((resolve) => {
        reader.stdout?.once('data', () => reader.stdout?.destroy());
        reader.once('exit', (...how) => resolve(how));
      });
      expect(code).toBe(0);
    }
    const open = JSON.parse((await workplace.hero(['job', 'ls', '--json'])).stdout) as unknown[];
    expect(open.length).toBeGreaterThan(0);
    await workplace.hero(['job', 'cancel', guid('talk')]);
    await end;
  });

  test('watch follows the run to its end, logs -f the job', async () => {
    const { end, guid, run } = await startRun(
      `!!osal.exec cmd:'for i in 1 2 3; do echo line $i; sleep 0.3; done' job.name:talk\n!!core.echo text:b\n`,
    );
    const [watched, logs] = await Promise.all([
      workplace.hero(['job', 'watch', run]),
      workplace.hero(['job', 'logs', '-f', guid('talk')]),
    ]);
    expect(watched.code).toBe(0);
    expect(watched.stdout).toContain('talk');
    expect(logs.stdout.match(/line \d/g)).toEqual(['line 1', 'line 2', 'line 3']);
    expect((await end).code).toBe(0);
  });
});

describe('a job that has ended', () => {
  test('is found by the last digits of its guid', async () => {
    const { end, guid } = await startRun(`!!core.sleep duration:100ms job.name:one\n`);
    await end;
    const { stdout } = await workplace.hero(['job', 'get', guid('one').slice(-8), '--json']);
    expect(JSON.parse(stdout).guid).toBe(guid('one'));
  });

  test('retry makes a new job that names the old one', async () => {
    workplace.write('x.hero', `!!osal.exec cmd:'test -e there || exit 9' job.name:check\n`);
    expect((await workplace.hero(['run', 'x.hero'])).code).toBe(1);
    const [old] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout);
    workplace.write('there', '');
    const { code, stdout } = await workplace.hero(['job', 'retry', old.guid, '--json']);
    const { outcome, ...record } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(record.guid).not.toBe(old.guid);
    expect(record).toMatchObject({ params: old.params, status: { status: 'ok' } });
    expect(outcome.retry_of).toBe(old.guid);
    const [, kept] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout);
    expect(kept).toMatchObject({ guid: old.guid, status: { status: 'error' } });
  });

  test('retry shows lines as they come, and Ctrl-C cancels it', async () => {
    workplace.write('x.hero', `!!osal.exec cmd:'test -e there || exit 9; echo begun; exec sleep 60'\n`);
    expect((await workplace.hero(['run', 'x.hero'])).code).toBe(1);
    const [old] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout);
    workplace.write('there', '');
    const child = workplace.start(['job', 'retry', old.guid]);
    const end = ended(child);
    await new Promise<void>((resolve) => child.stdout?.on('data', (text) => /begun/.test(String(text)) && resolve()));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    const [, guid] = /^job (\S+)\ncancelling 1 running job /.exec(stderr) ?? [];
    expect(stdout).toMatch(/^begun\n.* cancelled /);
    const { outcome } = JSON.parse((await workplace.hero(['job', 'get', guid ?? '', '--json'])).stdout);
    expect(outcome).toMatchObject({ outcome: 'cancelled', message: 'interrupted', retry_of: old.guid });
  });

  test('an unknown one is told', async () => {
    expect((await workplace.hero(['run', '-e', '!!core.echo text:a'])).code).toBe(0);
    const { stderr, code } = await workplace.hero(['job', 'get', 'ffffffff-none']);
    expect(stderr).toContain('error[HS0604]');
    expect(code).toBe(2);
  });
});

test('one whose record another program has broken is told, and the others are shown', async () => {
  await workplace.hero(['run', '-q', '-e', '!!core.echo text:broken\n!!core.echo text:whole']);
  const database = new DatabaseSync(workplace.storePath);
  const [first] = database.prepare('select guid from job order by id').all();
  const guid = String(first?.guid);
  database.exec("update spec set json = 'no json' where job = (select min(id) from job)");
  database.close();
  for (const command of ['get', 'why', 'retry']) {
    const { code, stderr } = await workplace.hero(['job', command, guid]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`error[HS0604]: the record of job ${guid} is not JSON\n`),
    });
  }
  const { code, stdout } = await workplace.hero(['job', 'ls', '--all']);
  expect(code).toBe(0);
  expect(stdout).toContain('whole');
  expect(stdout).not.toContain('broken');
});

test('ls shows open jobs, --all and --state the others', async () => {
  const { end, guid } = await startRun(`!!core.sleep duration:60s job.name:slow\n!!core.echo text:b job.name:next\n`);
  const open = JSON.parse((await workplace.hero(['job', 'ls', '--json'])).stdout) as { guid: string }[];
  expect(open.map((job) => job.guid).toSorted()).toEqual([guid('slow'), guid('next')].toSorted());
  const running = JSON.parse((await workplace.hero(['job', 'ls', '--state', 'running', '--json'])).stdout);
  expect(running).toMatchObject([{ guid: guid('slow'), status: { status: 'running' } }]);
  await workplace.hero(['job', 'cancel', guid('slow')]);
  await end;
  expect(JSON.parse((await workplace.hero(['job', 'ls', '--json'])).stdout)).toEqual([]);
  expect((await workplace.hero(['job', 'ls', '--state', 'flying'])).code).toBe(2);
});
