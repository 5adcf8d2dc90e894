// osal.exec with real shells: what it gives, what it logs, and that nothing is left when it is stopped.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { osalActor } from '../../src/actors/builtin/osal.ts';
import { until } from '../setup/until.ts';
import { failureOf, startTrial } from './context.ts';

const exec = osalActor.actions.get('exec');
if (exec === undefined) throw new Error('no osal.exec');

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'hero-osal-')));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (params: Record<string, string>, trial = startTrial()) => exec.execute(params, trial.context);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that nobody waited for is dead all the same.
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

/** Waits until the file is there and has a whole line; the numbers in it. */
async function numbersIn(file: string): Promise<number[]> {
  const text = await until(`${file} has a line`, () => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.endsWith('\n') && text;
  });
  return text.trim().split(/\s+/).map(Number);
}

describe('a command', () => {
  test('gives its output, each line logged as it comes', async () => {
    const trial = startTrial();
    const running = run(
      { cmd: `echo one; echo two >&2; while [ ! -e ${dir}/go ]; do sleep 0.01; done; printf three` },
      trial,
    );
    await trial.said('one');
    expect(trial.lines).not.toContain('stdout: three');
    await run({ cmd: `touch ${dir}/go` });
    expect(await running).toEqual({ exit_code: 0, stdout: 'one\nthree' });
    expect(trial.lines.sort()).toEqual(['stderr: two', 'stdout: one', 'stdout: three']);
  });

  test('has its exit status as code and the last line of its errors as message', async () => {
    const failed = await failureOf(
      run({ cmd: 'echo partly; echo first >&2; echo no such disk >&2; echo >&2; exit 17' }),
    );
    expect(failed).toMatchObject({
      message: 'exit status 17: no such disk',
      code: 17,
      result: { exit_code: 17, stdout: 'partly' },
    });
    expect(await failureOf(run({ cmd: 'exit 3' }))).toMatchObject({ message: 'exit status 3', code: 3 });
  });

  test('that a signal ends has 128 and its number', async () => {
    expect(await failureOf(run({ cmd: 'kill -KILL $$' }))).toMatchObject({ message: 'ended by SIGKILL', code: 137 });
    expect(await failureOf(run({ cmd: 'kill -USR1 $$' }))).toMatchObject({ code: 138 });
  });

  test('says when it may be tried again', async () => {
    const busy = 'echo busy >&2; echo "#: @retry after 1m30s" >&2; exit 75';
    const failed = { message: 'exit status 75: busy', code: 75, retry: { afterSeconds: 90 } };
    expect(await failureOf(run({ cmd: busy }))).toMatchObject(failed);
    expect(await failureOf(run({ cmd: `echo '#: @retry never' >&2; exit 2` }))).toMatchObject({ retry: 'never' });
    const trial = startTrial();
    const unread = await failureOf(run({ cmd: `echo no >&2; echo '#: @retry soon' >&2; exit 1` }, trial));
    expect(unread).toMatchObject({ message: 'exit status 1: no', retry: undefined });
    expect(trial.lines).toContain(
      'log: "@retry soon" is not heeded: it is `#: @retry never`, or `#: @retry after 30s`',
    );
  });

  test('gets folder, environment and input', async () => {
    const params = { cmd: 'pwd; echo "$A-$B"; cat', cwd: dir, env: 'A=1,"B=x, y"', stdin: 'é\nend' };
    expect(await run(params)).toEqual({ exit_code: 0, stdout: `${dir}\n1-x, y\né\nend` });
    expect(await run({ cmd: 'wc -c' })).toMatchObject({ stdout: expect.stringMatching(/^\s*0$/) });
  });

  test('knows the job it belongs to', async () => {
    expect(await run({ cmd: 'echo $HERO_FENCE $HERO_ATTEMPT $HERO_CIRCLE $HERO_CONTEXT ${HERO_DEBUG-none}' })).toEqual({
      exit_code: 0,
      stdout: '7 2 prod web none',
    });
    const debugged = await run({ cmd: 'echo $HERO_DEBUG $HERO_JOB' }, startTrial({ debug: true, guid: 'g1' }));
    expect(debugged).toMatchObject({ stdout: '1 g1' });
  });

  test('need not read its input', async () => {
    expect(await run({ cmd: 'exec <&-; echo ok', stdin: 'x'.repeat(1_000_000) })).toMatchObject({ stdout: 'ok' });
  });

  test('keeps the end of a long output', async () => {
    const trial = startTrial();
    const result = (await run({ cmd: 'seq 1 100000' }, trial)) as { stdout: string; truncated: boolean };
    expect(result.truncated).toBe(true);
    expect(result.stdout.endsWith('\n99999\n100000')).toBe(true);
    expect(JSON.stringify(result).length).toBeLessThan(64 * 1024);
    expect(trial.lines).toHaveLength(100_000);
  });

  test('may leave something running that holds its output', async () => {
    const trial = startTrial();
    const result = await run({ cmd: `sh -c 'echo $$ > ${dir}/pid; exec sleep 60' & echo started` }, trial);
    expect(result).toEqual({ exit_code: 0, stdout: 'started' });
    expect(trial.lines.at(-1)).toMatch(/^log: .*background/);
    const [pid = 0] = await numbersIn(join(dir, 'pid'));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid);
  });

  test('that cannot be started says why', async () => {
    expect(await failureOf(run({ cmd: 'true', cwd: join(dir, 'gone') }))).toMatchObject({
      message: `cwd: there is no folder ${join(dir, 'gone')}`,
      code: 1,
    });
    expect(exec.check({ cmd: 'true', env: 'A' })).toMatchObject([{ kind: 'type', param: 'env' }]);
    expect(await failureOf(run({ cmd: 'no-such-command-at-all' }))).toMatchObject({ code: 127 });
  });
});

describe('an abort', () => {
  test('ends the command and what it started', async () => {
    const trial = startTrial();
    const running = run({ cmd: `sleep 60 & sleep 61 & echo $! $$ > ${dir}/pids; wait` }, trial);
    const pids = await numbersIn(join(dir, 'pids'));
    trial.abort();
    expect(await failureOf(running)).toMatchObject({ code: 143, message: 'ended by SIGTERM' });
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  test('gives a program time to tidy up, after its shell is gone, too', async () => {
    const trial = startTrial();
    const child = `trap "sleep 0.3; echo tidy > ${dir}/tidy; exit 0" TERM; echo $$ > ${dir}/pids; while :; do sleep 0.05; done`;
    const running = run({ cmd: `sh -c '${child}' & wait` }, trial);
    const [pid = 0] = await numbersIn(join(dir, 'pids'));
    trial.abort();
    await failureOf(running);
    expect(readFileSync(join(dir, 'tidy'), 'utf8')).toBe('tidy\n');
    expect(isAlive(pid)).toBe(false);
  });

  test('kills what does not listen', async () => {
    const trial = startTrial();
    const deaf = `trap "" TERM; echo $$ > ${dir}/deaf; while :; do sleep 0.05; done`;
    const running = run(
      { cmd: `trap "" TERM; sh -c '${deaf}' & echo $$ > ${dir}/pids; while :; do sleep 0.05; done` },
      trial,
    );
    const pids = [...(await numbersIn(join(dir, 'pids'))), ...(await numbersIn(join(dir, 'deaf')))];
    trial.abort();
    expect(await failureOf(running)).toMatchObject({ code: 137, message: 'ended by SIGKILL' });
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  test('before the start starts nothing', async () => {
    const trial = startTrial();
    trial.abort(new Error('cancelled before'));
    expect((await failureOf(run({ cmd: `touch ${dir}/ran` }, trial))).message).toBe('cancelled before');
    expect(existsSync(join(dir, 'ran'))).toBe(false);
  });

  test('leaves no listener behind', async () => {
    const trial = startTrial();
    const { signal } = trial.context;
    let listening = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listening += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listening -= 1;
      removeEventListener.apply(signal, args);
    };
    await run({ cmd: 'true' }, trial);
    await failureOf(run({ cmd: 'false' }, trial));
    expect(listening).toBe(0);
  });
});

test.each(['exits', 'is killed'])(
  'when the process %s, its commands end with it, but not what jobs left behind',
  async (how) => {
    const module = join(import.meta.dirname, '../../src/actors/builtin/osal.ts');
    const script = `
    const { osalActor } = await import(${JSON.stringify(module)});
    const job = { guid: 'g', fence: 1, attempt: 1, source: '', circle: '', context: '', debug: false };
    const exec = (cmd) => osalActor.actions.get('exec').execute({ cmd },
      { signal: new AbortController().signal, log: (line) => process.send(line), progress() {}, job });
    await exec('sleep 300 > /dev/null 2>&1 & echo $! > ${dir}/left');
    exec('sleep 300 & echo $! $$ > ${dir}/pids; echo begun; wait');
    process.on('message', () => process.exit(0));`;
    const child = fork('-', {
      execArgv: ['--input-type=module', '--eval', script],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // It has taken note of the command by then.
    expect(await once(child, 'message')).toContain('begun');
    const pids = await numbersIn(join(dir, 'pids'));
    expect(pids.map(isAlive)).toEqual([true, true]);
    const [left = 0] = await numbersIn(join(dir, 'left'));
    if (how === 'exits') child.send('end');
    else child.kill('SIGKILL');
    await once(child, 'exit');
    await until('both are gone', () => !pids.some(isAlive));
    expect(isAlive(left)).toBe(true);
    process.kill(left);
  },
);
