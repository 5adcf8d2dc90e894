// Whether a runner is up, as people see it: hero doctor, hero stats, hero job why.

import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { ended, untilGo, Workplace } from '../setup/hero.ts';
import { makeJob } from '../store/contract/make.ts';

let workplace: Workplace;
let store: Store;
beforeEach(() => {
  workplace = new Workplace();
  store = openSqliteStore(workplace.storePath);
});
afterEach(async () => {
  killDaemons();
  await store.close();
  workplace.remove();
});

async function startRunner() {
  const runner = daemon(workplace, ['runner']);
  await runner.says('runner started');
  await expect.poll(() => store.runners()).toMatchObject([{ pid: runner.child.pid }]);
  return runner;
}

/** What the doctor says of runners, and its exit code. */
async function doctor(): Promise<[string, number | null]> {
  const { stdout, code } = await workplace.hero(['doctor', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; detail: string }[] };
  return [checks.find(({ name }) => name === 'runner')?.detail ?? '', code];
}

async function runnersInStats(): Promise<number> {
  return (JSON.parse((await workplace.hero(['stats', '--json'])).stdout) as { runners: number }).runners;
}

test('one that is up is told, one that ended or was killed is not', async () => {
  expect(await doctor()).toEqual(['none is running; hero run has its own', 0]);
  const first = await startRunner();
  const named = (pid: number | undefined) => `process ${pid} on ${hostname()}`;
  expect(await doctor()).toEqual([`1 running: ${named(first.child.pid)}`, 0]);
  expect(await runnersInStats()).toBe(1);
  first.child.kill('SIGTERM');
  await first.end;
  expect(await store.runners()).toEqual([]);
  const second = await startRunner();
  second.child.kill('SIGKILL');
  await second.end;
  expect(await runnersInStats()).toBe(0);
  const [detail, code] = await doctor();
  expect(detail).toContain(`none is running; the last one, ${named(second.child.pid)}, was seen `);
  expect(code).toBe(0);
});

test('a job that waits for one says so', async () => {
  await store.submit([{ job: makeJob('j1', { agents: [], actor: 'core', action: 'echo' }), trail: {} }]);
  const waits = 'waits for a decision who may execute it; no runner is running: start one with hero runner\n';
  expect((await workplace.hero(['job', 'why', 'j1'])).stdout).toBe(waits);
  expect(await doctor()).toEqual(['no runner is running, and job j1 waits for one', 1]);
  expect((await workplace.hero(['doctor'])).stdout).toContain(
    'start one, on any machine that reaches the store: hero runner',
  );
  await startRunner();
  await expect.poll(() => store.open(['j1'])).toEqual([]);
  expect((await doctor())[1]).toBe(0);
});

test('a schedule that nobody fires is told', async () => {
  const script = "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!core.echo text:hi";
  const run = await workplace.hero(['run', '-e', script]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(await doctor()).toEqual(['no runner is running, and there are schedules', 1]);
  // That of a run leaves them alone.
  const busy = workplace.start(['run', '-e', `!!osal.exec cmd:'${untilGo}'`]);
  const end = ended(busy);
  await expect.poll(() => store.runners()).toHaveLength(1);
  const [detail, code] = await doctor();
  expect([detail.replace(/.*; /, ''), code]).toEqual(['none of them fires schedules', 1]);
  workplace.write('go', '');
  await end;
  await startRunner();
  expect((await doctor())[1]).toBe(0);
});
