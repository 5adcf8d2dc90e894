// However much there is in the store, a call does little: nobody else is served by Redis meanwhile.

import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Trail } from '../../../src/store/parts/jobs.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { type Bench, ManualClock, openBench } from '../contract/harness.ts';
import { agentA, agentB, lease, makeJob, needs } from '../contract/make.ts';
import { countWork, mostWork } from './counted-library.ts';

/** Of whatever there is many of. A call that went through all of it would exceed `mostWords`. */
const many = 6_000;
const mostCommands = 700;
const mostWords = 3_000;

const guids = Array.from({ length: many }, (_, i) => `j${i}`);

let redis: Redis;
let client: Client;
let b: Bench;
beforeEach(async () => {
  redis = await startRedis();
  await countWork(redis.url);
  client = new Client(redis.port, '127.0.0.1');
  const clock = new ManualClock();
  b = await openBench(() => openRedisStore(redis.url, { clock }), clock);
});
afterEach(async () => {
  const work = await mostWork(client);
  const tooMuch = [...work].filter(([, { commands, words }]) => commands > mostCommands || words > mostWords);
  const left = await b.store.inspect();
  client.disconnect();
  await b.opened.destroy();
  await redis.stop();
  expect(tooMuch).toEqual([]);
  expect(left).toEqual([]);
});

const sweepAll = async () => {
  while ((await b.store.sweep(100)).more);
};

const submitMany = (fields: Parameters<typeof makeJob>[1] = {}, trail: Trail = { run: 'r' }) =>
  b.submit(
    guids.map((guid) => makeJob(guid, fields)),
    trail,
  );

/** Claims and ends what there is, so many at a time. */
async function workOff(session: string, agent = agentA): Promise<void> {
  const request = { agent, session, lanes: [''], max: 100 };
  let claims = await b.store.claim(request);
  while (claims.length > 0) {
    const ends = claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true }));
    ({ claims } = await b.store.exchange(ends, request));
  }
}

describeWithRedis('however much there is, a call does little', () => {
  test('of one run, in one inbox, all read, then ended and retired', async () => {
    const { store } = b;
    await submitMany();
    await store.list({ limit: many });
    await store.list({ states: ['error'], limit: 10 });
    await store.list({ run: 'r', states: ['error'], limit: 10 });
    await store.open(guids);
    await store.stats();
    await store.why(guids.at(-1) ?? '');
    await store.openRuns(['r']);
    expect(await store.repair()).toEqual([]);
    await b.session('s');
    await workOff('s');
    expect((await store.ended(0, many)).length).toBe(many);
    b.clock.advance(8 * 86_400_000);
    await sweepAll();
    expect((await store.stats()).byState.ok).toBe(0);
  });

  test('cancelled, and removed by hand', async () => {
    const { store } = b;
    await submitMany();
    expect(await store.cancelWaiting('r', 'not needed')).toBe(many);
    while ((await store.prune(['error'], b.clock.now(), 100)) > 0);
    expect(await store.list({ limit: 1 })).toEqual([]);
  });

  test('due at one moment', async () => {
    const start = b.clock.now() / 1000 + 60;
    const status = (guid: string) => ({ guid, created: 0, start, end: 0, status: 'created' as const });
    await b.submit(guids.map((guid) => makeJob(guid, { status: status(guid), timeout_schedule: 30 })));
    await b.pass(100_000);
    expect((await b.store.stats()).byOutcome).toEqual({ not_picked_up: many });
  });

  test('after one job, which ends well, and after one that does not', async () => {
    for (const [first, isOk] of [
      ['good', true],
      ['bad', false],
    ] as const) {
      const after = guids.map((guid) => makeJob(`${first}-${guid}`, needs(first)));
      await b.submit([makeJob(first), ...after], { run: first });
      await b.session(first);
      const claim = await b.take(first);
      await (isOk ? b.finish(claim) : b.fail(claim));
      await sweepAll();
      if (isOk) await workOff(first);
      await b.store.closeSession(first);
    }
    expect((await b.store.stats()).byOutcome).toEqual({ ok: many + 1, failed: 1, dependency: many });
  });

  test('waiting for an agent that is drained, then for one that is gone', async () => {
    const { store } = b;
    await submitMany({ agents: [agentA, agentB] });
    await store.setDraining(agentA, true);
    await store.setDraining(agentB, true);
    await store.setDraining(agentA, false);
    await b.submit(
      guids.map((guid) => makeJob(`any-${guid}`, { agents: [] })),
      {},
    );
    const admission = await b.admission(agentA);
    for (let left = await store.undecided(many); left.length > 0; left = await store.undecided(many)) {
      await Promise.all(left.map(({ job }) => store.admit(job.guid, admission)));
    }
    await store.abandon(agentA);
    await sweepAll();
    expect(await client.zcard('{herorunner:jobs}:undecided')).toBe(many);
  });

  test('held by one process, which beats, and goes', async () => {
    await submitMany();
    for (const session of ['ends', 'dies', 'is buried']) {
      await b.session(session);
      for (let i = 0; i < 3; i += 1) await b.claim(session);
    }
    await b.store.beat('ends', lease);
    await b.store.held();
    await b.store.closeSession('ends');
    await b.store.bury('is buried');
    await b.pass(2 * lease);
    expect((await b.store.stats()).byState).toMatchObject({ running: 0, scheduled: many });
  });

  test('held back by a limit, which is taken away', async () => {
    const { store } = b;
    await store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
    await submitMany();
    await b.session('s');
    expect((await b.claim('s')).length).toBe(1);
    await store.limits();
    await store.why(guids.at(-1) ?? '');
    await store.removeLimit('actor', 'vm_manager');
    await sweepAll();
    await workOff('s');
    expect((await store.stats()).byState).toMatchObject({ running: 1, ok: many - 1 });
  });

  test('written by other programs', async () => {
    const write = async (kind: string, record: (guid: string) => string) => {
      const names = guids.slice(0, many / 2).map((guid) => `${kind}-${guid}`);
      await client.hset('herorunner:jobs', ...names.flatMap((guid) => [guid, record(guid)]));
      return names;
    };
    await write('new', (guid) => JSON.stringify(makeJob(guid)));
    await write('later', (guid) => JSON.stringify(makeJob(guid, needs(guid.replace('later', 'last')))));
    await write('ended', (guid) => JSON.stringify(makeJob(guid)).replace('"created"}}', '"ok"}}'));
    const bad = await write('bad', () => 'not JSON');
    await write('last', (guid) => JSON.stringify(makeJob(guid)));
    const taken = async () => (await b.store.stats()).byState.created;
    for (let i = 0; i < 2_000 && (await taken()) < 1.5 * many; i += 1) await sweepAll();
    expect(await taken()).toBe(1.5 * many);
    // No repair can guess what they were to be.
    await client.hdel('herorunner:jobs', ...bad);
  });

  test('of runs and their orphans, and of log lines', async () => {
    const { store } = b;
    const revision = await store.revision();
    const batch = guids.map((guid, i) => ({
      job: makeJob(guid),
      trail: { run: `r${i}`, lane: `/work#r${i}` },
      admission: { candidates: [agentA], revision },
    }));
    await store.submit(batch);
    await store.orphanRuns('/work');
    await b.session('s', agentA, ['/work#r0']);
    const [claim] = await b.claim('s', agentA, 1, ['/work#r0']);
    const lines = guids.map((text) => ({ stream: 'log' as const, text, at: 1 }));
    if (claim === undefined) throw new Error('nothing was claimed');
    const ref = { guid: claim.job.guid, fence: claim.fence };
    await store.report([{ ...ref, lines }]);
    await store.exchange([{ ...ref, ok: true }], undefined, [{ ...ref, lines: lines.slice(0, 500) }]);
    const kept = await store.logs('j0', 0, many);
    expect(kept.map(({ n }) => n)).toEqual(Array.from({ length: 1_000 }, (_, i) => many - 500 + 1 + i));
    expect(kept.map(({ text }) => text)).toEqual([...guids.slice(-500), ...guids.slice(0, 500)]);
  });
});
