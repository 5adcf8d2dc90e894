// A runner that fires: rights are asked when a slot comes, and what it fires is decided in the same turn.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { newScheduleState } from '../../src/records/schedule.ts';
import { Runner } from '../../src/runner/runner.ts';
import { Scheduler } from '../../src/runner/scheduler.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { Bench, ManualClock } from '../store/contract/harness.ts';
import { agentA, asker, lease } from '../store/contract/make.ts';
import { makeSchedule } from '../store/contract/schedules.ts';

const minute = 60_000;

let dir = '';
let bench: Bench;
let runner: Runner;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-scheduler-'));
  const clock = new ManualClock();
  const store = openSqliteStore(join(dir, 'jobs.db'), { clock });
  bench = new Bench({ store, clock, reopen: async () => store, destroy: () => store.close() });
  const policies = new PolicyCache(store, []);
  runner = new Runner({ store, policies, scheduler: new Scheduler({ store }) });
  const start = { action: 'start', description: '', params: {}, params_example: {} };
  const service = { actor: 'vm_manager', actions: [start], description: '' };
  const status = { guid: 'p', timestamp_first: 1, timestamp_last: 1, status: 'ok' as const };
  const offers = [{ ...service, actions: [{ ...start, status: 'ok' as const, public: true }], status: 'ok' as const }];
  const place = { address: '127.0.0.1', port: 9999, description: '', signature: '' };
  await store.putAgent({ pubkey: agentA, ...place, status, services: offers });
  await allow(asker);
  await store.openSession(
    { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' },
    lease,
  );
  const [one] = makeSchedule('tick').jobs;
  if (one === undefined) throw new Error('it has a job');
  const jobs = [{ ...one, job: { ...one.job, agents: [] } }];
  const schedule = makeSchedule('tick', { overlap: 'allow', jobs });
  const state = newScheduleState(clock.now() + minute);
  await store.changeSchedule({ name: 'tick', expected: 0, schedule, state, batch: [] });

  async function allow(user: string): Promise<void> {
    const acl = { name: 'x', ace: [{ groups: [], users: [user], right: 'write' as const }] };
    await store.putService({ ...service, status: 'ok', acl });
  }
});
afterEach(async () => {
  await bench.opened.destroy();
  await rm(dir, { recursive: true });
});

async function pass(): Promise<void> {
  bench.clock.advance(minute);
  await bench.store.beat('s', 2 * lease + minute);
  await runner.turn();
}

test('a slot is fired and admitted in one turn', async () => {
  await pass();
  expect(await bench.stands('tick.20300101T000100Z.1')).toBe('scheduled');
  expect((await bench.claim('s')).map(({ job }) => job.source)).toEqual([asker]);
});

test('a right that was taken away ends the jobs of later slots as denied', async () => {
  await pass();
  await bench.store.revoke(asker);
  await pass();
  expect(await bench.stands('tick.20300101T000200Z.1')).toBe('error(denied)');
  expect((await bench.store.schedule('tick'))?.state.fired).toBe(2);
});

test('the next turn is due when the next slot is', async () => {
  bench.clock.advance(minute - 300);
  const wait = await runner.turn();
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(300);
});

test('of two runners that find the same slots at the same moment one has fired, left out and missed', async () => {
  const { store } = bench;
  const told: string[] = [];
  const schedulers = ['first', 'second'].map(
    () =>
      new Scheduler({
        store,
        onFired: (_, run) => told.push(run),
        onSkipped: (name, slots) => told.push(`${name} without ${slots}`),
        onMissed: (name, from, to) => told.push(`${name} missed ${(to - from) / minute + 1}`),
      }),
  );
  await store.changeSchedule({
    name: 'busy',
    expected: 0,
    schedule: { ...makeSchedule('tick'), name: 'busy', overlap: 'skip' },
    state: newScheduleState(bench.clock.now() + minute),
    batch: [],
  });
  for (const minutes of [1, 1, 10]) {
    bench.clock.advance(minutes * minute);
    await Promise.all(schedulers.map((scheduler) => scheduler.turn()));
  }
  expect(told.sort()).toEqual([
    'busy missed 7',
    'busy without 1',
    'busy without 2',
    'busy.20300101T000100Z',
    'tick missed 7',
    'tick.20300101T000100Z',
    'tick.20300101T000200Z',
    'tick.20300101T001000Z',
  ]);
});
