// Jobs of which nothing special is to be heeded go a shorter way on Redis. What comes of it is what comes of the long way, to the
// byte: the same histories, on a server whose functions have the short way and on one where it is closed.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../../src/records/job.ts';
import type { JobRef } from '../../../src/store/parts/work.ts';
import { Connection } from '../../../src/store/redis/connect.ts';
import { storeLibrary } from '../../../src/store/redis/library-source.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { holds } from '../../setup/holds.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { type Bench, ManualClock, openBench } from '../contract/harness.ts';
import { agentA, agentB, agentC, asker, makeJob } from '../contract/make.ts';
import { assertHistories, historiesTimeoutMs } from '../model/assert-histories.ts';
import { playAll } from '../model/play-all.ts';
import { options } from '../model/side-by-side.ts';

/**
 * All that lies under a prefix. Of the core only its numbers: when agents were numbered is not by the manual clock. Without
 * the cursor of the search for records of others: it tells where a server has put them.
 */
const contents = `local all, prefix = {}, ARGV[1]
  local read = {
    string = function(key) return { redis.call('GET', key) } end,
    list = function(key) return redis.call('LRANGE', key, 0, -1) end,
    zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
    stream = function(key) return { cjson.encode(redis.call('XRANGE', key, '-', '+')) } end,
    set = function(key)
      local list = redis.call('SMEMBERS', key)
      table.sort(list)
      return list
    end,
    hash = function(key)
      local list, flat = {}, redis.call('HGETALL', key)
      for i = 1, #flat, 2 do
        local value = flat[i + 1]
        if flat[i] == 'core' then value = string.sub(value, 1, 88) end
        if flat[i] ~= 'scan' then list[#list + 1] = flat[i] .. ' ' .. value end
      end
      table.sort(list)
      return list
    end,
  }
  for _, key in ipairs(redis.call('KEYS', '*' .. prefix .. ':*')) do
    for _, value in ipairs(read[redis.call('TYPE', key).ok](key)) do
      all[#all + 1] = key .. ' ' .. string.gsub(value, '[^ -~]', function(sign) return string.format('%%%02x', string.byte(sign)) end)
    end
  end
  table.sort(all)
  return all`;

describeWithRedis('the short way of plain jobs', () => {
  let short: Redis;
  let long: Redis;
  let stores = 0;
  beforeAll(async () => {
    [short, long] = await Promise.all([startRedis(), startRedis()]);
    const source = storeLibrary.source.replaceAll(
      /^function (begin|beginAside|take|end)Plain\(.*\)$/gm,
      '$& if true then return false end',
    );
    expect(source.length).toBe(storeLibrary.source.length + 4 * ' if true then return false end'.length);
    const connection = await Connection.open(long.url, {
      library: { ...storeLibrary, build: storeLibrary.build + 1, source },
    });
    connection.close();
  });
  afterAll(async () => {
    await Promise.all([short.stop(), long.stop()]);
  });

  function openOn(redis: Redis, prefix: string): Promise<Bench> {
    const clock = new ManualClock();
    return openBench(() => openRedisStore(`${redis.url}?prefix=${prefix}`, { ...options, clock }), clock);
  }

  async function contentsOf(redis: Redis, prefix: string): Promise<unknown> {
    return JSON.parse(await redis.cli('--json', 'eval', contents, '0', prefix));
  }

  test(
    'leaves what the long way leaves',
    () =>
      assertHistories(10, async (played) => {
        const prefix = `s${stores++}`;
        const benches = await Promise.all([openOn(short, prefix), openOn(long, prefix)]);
        try {
          await playAll(played, benches);
          const [ours, theirs] = await Promise.all([contentsOf(short, prefix), contentsOf(long, prefix)]);
          expect(ours).toEqual(theirs);
        } finally {
          for (const { opened } of benches) await opened.destroy();
        }
      }),
    historiesTimeoutMs,
  );

  test('also of jobs that come one by one', () =>
    holds(
      fc.asyncProperty(
        fc.constantFrom(0, 0, 1, 96, 98),
        fc.array(step, { minLength: 15, maxLength: 40 }),
        async (before, steps) => {
          const prefix = `s${stores++}`;
          const [ours, theirs] = await Promise.all(
            [short, long].map(async (redis) => {
              const bench = await openOn(redis, prefix);
              const answers = await playSteps(bench, before, steps);
              await bench.opened.destroy();
              return [answers, await contentsOf(redis, prefix)];
            }),
          );
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 120 },
    ));

  test('also of a batch of which a session that stands ready gets the first', async () => {
    const end = { ok: true, result: 7, code: 0 };
    const standReady: Step = { end, count: 1, first: 'nothing', max: 1, isReady: true, session: 's' };
    const usual = { startsIn: 0, trail: {}, agents: 1, isOutdated: false, oddOne: -1, areDependent: false };
    const come: Step = { submit: {}, count: 60, ...usual };
    const prefix = `s${stores++}`;
    const [ours, theirs] = await Promise.all(
      [short, long].map(async (redis) => {
        const bench = await openOn(redis, prefix);
        await playSteps(bench, 1, [standReady, standReady, come]);
        expect((await bench.store.stats()).byState).toMatchObject({ running: 1, scheduled: 59, ok: 1 });
        await bench.opened.destroy();
        return contentsOf(redis, prefix);
      }),
    );
    expect(ours).toEqual(theirs);
  });
});

type Step =
  | {
      submit: Partial<Job>;
      count: number;
      startsIn: number;
      trail: { run?: string; lane?: string; priority?: number };
      agents: number;
      isOutdated: boolean;
      /** The position of one in the batch that has two agents. */
      oddOne: number;
      /** All of them need the job before. */
      areDependent: boolean;
    }
  | {
      end: { ok: boolean; result: unknown; code: number };
      count: number;
      /** Which session claims. */
      session: 's' | 't';
      /** What else is said of the first: its end again, another one before it, or one of an attempt that never was. */
      first: 'nothing' | 'again' | 'failed' | 'strange';
      max: number;
      isReady: boolean;
    }
  | { pass: number };

/** Most jobs are as the short way wants them. */
const mostly = <T>(usual: T, ...others: T[]) => fc.constantFrom(...Array<T>(others.length * 3).fill(usual), ...others);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    submit: fc.record({
      source: mostly(asker, agentC, ''),
      timeout: mostly(3600, 0, 1),
      timeout_schedule: mostly(60, 0, 1),
      retry: mostly(0, 2),
    }),
    count: mostly(1, 2, 30, 60),
    startsIn: mostly(0, 5),
    trail: mostly({}, { run: 'r' }, { run: 'r', lane: 'x' }, { lane: 'x' }, { priority: 9 }),
    agents: mostly(1, 0, 2),
    isOutdated: mostly(false, true),
    oddOne: mostly(-1, 0, 1, 28),
    areDependent: mostly(false, true),
  }),
  fc.record({
    end: fc.record({ ok: mostly(true, false), result: mostly<unknown>(undefined, { a: 'é"' }, 7), code: mostly(0, 3) }),
    count: mostly(1, 0, 2, 25),
    first: mostly<'nothing' | 'again' | 'failed' | 'strange'>('nothing', 'again', 'failed', 'strange'),
    max: mostly(1, 0, 3, 25),
    isReady: fc.boolean(),
    session: mostly<'s' | 't'>('s', 't'),
  }),
  fc.record({ pass: fc.constantFrom(1, 900, 5_000, 4_000, 40_000) }),
);

/** Returns what the store answered. */
async function playSteps({ store, clock }: Bench, before: number, steps: readonly Step[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const id of ['s', 't']) {
    const session = { id, agent: agentA, lanes: ['', 'x'], run: null, host: 'h', pid: 1, processStart: '' };
    await store.openSession(session, 3_600_000);
  }
  const revision = await store.revision();
  let held: JobRef[] = [];
  let number = 0;
  const submission = (fields: Partial<Job>, trail = {}, agents = 1, isOutdated = false) => ({
    job: makeJob(`job-${number++}`, fields),
    trail,
    admission: { candidates: [agentA, agentB].slice(0, agents), revision: revision - Number(isOutdated) },
  });
  await store.submit(Array.from({ length: before }, () => submission({ timeout_schedule: 600 })));
  for (const step of steps) {
    if ('submit' in step) {
      const dependencies = step.areDependent && number > 0 ? [{ guid: `job-${number - 1}`, agents: [] }] : [];
      const fields = { ...step.submit, dependencies };
      const jobs = Array.from({ length: step.count }, (_, i) =>
        submission(fields, step.trail, i === step.oddOne ? 2 : step.agents, step.isOutdated),
      );
      if (step.startsIn > 0) {
        for (const { job } of jobs) job.status.start = Math.floor(clock.now() / 1000) + step.startsIn;
      }
      await store.submit(jobs);
    } else if ('end' in step) {
      const refs = held.splice(0, step.count);
      const finishes = refs.map((ref) => ({ ...ref, ...step.end }));
      const [first] = finishes;
      if (first !== undefined && step.first === 'again') finishes.push(first);
      if (first !== undefined && step.first === 'failed') finishes.unshift({ ...first, ok: false });
      if (first !== undefined && step.first === 'strange') first.fence += 1;
      const { max, isReady, session } = step;
      const { claims, answers: words } = await store.exchange(finishes, {
        agent: agentA,
        session,
        lanes: [''],
        max,
        isReady,
      });
      answers.push(words, claims);
      held = [...held, ...claims.map(({ job, fence }) => ({ guid: job.guid, fence }))];
    } else {
      clock.advance(step.pass);
      await store.sweep(25);
    }
  }
  expect(await store.inspect()).toEqual([]);
  return answers;
}
