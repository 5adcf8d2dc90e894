// What a runner answers over HTTP of its own health, and the numbers that Prometheus reads there.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Health } from '../../../src/app/daemon/health.ts';
import { type HttpServer, serveHealth } from '../../../src/app/daemon/http.ts';
import { RunnerMetrics } from '../../../src/app/daemon/metrics.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { Bench, ManualClock } from '../../store/contract/harness.ts';
import { agentA, agentB, makeJob } from '../../store/contract/make.ts';

let dir = '';
let bench: Bench;
let health: Health;
let metrics: RunnerMetrics;
let server: HttpServer;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  const clock = new ManualClock();
  const store = openSqliteStore(join(dir, 'jobs.db'), { clock });
  bench = new Bench({ store, clock, reopen: async () => store, destroy: () => store.close() });
  health = new Health(clock);
  metrics = new RunnerMetrics(store, health);
  store.subscribe((events) => metrics.met(events));
  const served = await serveHealth('127.0.0.1:0', health, metrics);
  if (!served.ok) throw new Error(served.diagnostic.message);
  server = served.server;
});
afterEach(async () => {
  await server.close();
  await bench.opened.destroy();
  rmSync(dir, { recursive: true });
});

function ask(path: string, method = 'GET'): Promise<Response> {
  return fetch(server.url + path, { method });
}

/** Status of /healthz and of /readyz. */
async function statuses(): Promise<number[]> {
  return Promise.all(['/healthz', '/readyz'].map(async (path) => (await ask(path)).status));
}

async function numbers(): Promise<string[]> {
  return (await (await ask('/metrics')).text()).split('\n').filter((line) => !line.startsWith('#'));
}

test('it is well while the store has answered within ten seconds', async () => {
  expect(await statuses()).toEqual([503, 503]);
  expect(await (await ask('/healthz')).json()).toMatchObject({ ok: false, store_answered_ms: null });
  health.answered();
  expect(await statuses()).toEqual([200, 200]);
  bench.clock.advance(9_999);
  expect(await statuses()).toEqual([200, 200]);
  bench.clock.advance(1);
  expect(await statuses()).toEqual([503, 503]);
  const about = { ok: false, ready: false, draining: false, store_answered_ms: 10_000 };
  expect(await (await ask('/readyz')).json()).toEqual(about);
  expect(await numbers()).toContain('herorunner_store_answered_seconds 10');
  health.answered();
  expect(await statuses()).toEqual([200, 200]);
});

test('one that drains is well, but not ready', async () => {
  health.answered();
  health.draining = true;
  expect(await statuses()).toEqual([200, 503]);
  expect(await (await ask('/readyz')).json()).toMatchObject({ ok: true, ready: false, draining: true });
});

test('anything else is refused', async () => {
  health.answered();
  expect((await ask('/healthz', 'POST')).status).toBe(405);
  expect((await ask('/healthz', 'HEAD')).status).toBe(200);
  expect((await ask('/healthz?verbose')).status).toBe(200);
  expect((await ask('/')).status).toBe(404);
});

test('jobs are counted by how they end, and their times by agent, in seconds', async () => {
  await bench.session('a');
  await bench.session('b', agentB);
  await bench.submit([makeJob('fast'), makeJob('slow', { agents: [agentB] }), makeJob('waits', { agents: [agentB] })]);
  bench.clock.advance(3_000);
  const fast = await bench.take('a');
  const slow = await bench.take('b', agentB);
  bench.clock.advance(500);
  await bench.finish(fast);
  bench.clock.advance(7_000);
  await bench.fail(slow);
  await bench.store.cancel('waits', 'no need');
  const told = await numbers();
  expect(told).toEqual(
    expect.arrayContaining([
      'herorunner_jobs_ended_total{outcome="ok"} 1',
      'herorunner_jobs_ended_total{outcome="failed"} 1',
      'herorunner_jobs_ended_total{outcome="cancelled"} 1',
      `herorunner_attempts_total{agent="${agentA}"} 1`,
      `herorunner_attempts_total{agent="${agentB}"} 1`,
      'herorunner_job_wait_seconds_sum 6',
      'herorunner_job_wait_seconds_count 2',
      `herorunner_job_run_seconds_sum{agent="${agentA}"} 0.5`,
      `herorunner_job_run_seconds_count{agent="${agentA}"} 1`,
      `herorunner_job_run_seconds_sum{agent="${agentB}"} 7.5`,
      `herorunner_job_run_seconds_count{agent="${agentB}"} 1`,
      'herorunner_jobs{state="ok"} 1',
      'herorunner_jobs{state="error"} 2',
    ]),
  );
});

test('limits, the size of the store and what this runner has done are told', async () => {
  metrics.turned(1_500);
  metrics.fired('nightly');
  metrics.skipped('nightly', 3);
  await bench.store.setLimit({ kind: 'store', name: '', max: 10_000_000 });
  await bench.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
  await bench.session('a');
  await bench.submit([makeJob('one'), makeJob('two'), makeJob('three')]);
  expect(await bench.claim('a')).toHaveLength(1);
  const told = await numbers();
  expect(told).toEqual(
    expect.arrayContaining([
      'herorunner_sweep_lag_seconds 1.5',
      'herorunner_slots_fired_total{schedule="nightly"} 1',
      'herorunner_slots_skipped_total{schedule="nightly"} 3',
      'herorunner_store_max_bytes 10000000',
      'herorunner_limit_held{limit="actor:vm_manager"} 1',
      'herorunner_limit_waiting{limit="actor:vm_manager"} 2',
      `herorunner_agent_processes{agent="${agentA}"} 1`,
    ]),
  );
  const bytes = told.find((line) => line.startsWith('herorunner_store_bytes '))?.split(' ')[1];
  expect(Number(bytes)).toBe((await bench.store.stats()).bytes);
  expect(told.filter((line) => line.includes('limit="store:'))).toEqual([]);
  await bench.store.removeLimit('actor', 'vm_manager');
  expect((await numbers()).filter((line) => line.startsWith('herorunner_limit_'))).toEqual([]);
});
