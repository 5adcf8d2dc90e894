// A runner retires as fast as jobs end.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { Runner } from '../../src/runner/runner.ts';
import type { Store } from '../../src/store/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { asker, makeJob, needs } from '../store/contract/make.ts';

const retention = { error: { ageMs: 60_000, count: 0 } };

async function ended(store: Store): Promise<number> {
  return (await store.stats()).byState.error;
}

/** So many jobs end at once. */
async function letEnd(store: Store, first: string, count: number): Promise<void> {
  const dependents = Array.from({ length: count - 1 }, (_, i) => makeJob(`${first}${i}`, needs(first)));
  await store.submit([makeJob(first), ...dependents].map((job) => ({ job, trail: {} })));
  await store.cancel(first, 'no need');
  expect(await ended(store)).toBe(count);
}

/** How many of 3000 are left after each turn. */
async function leftByTurns(store: Store): Promise<number[]> {
  const runner = new Runner({ store, policies: new PolicyCache(store, [asker]) });
  await letEnd(store, 'a', 3_000);
  const left: number[] = [];
  while (left.at(-1) !== 0) {
    await runner.turn();
    left.push(await ended(store));
  }
  await letEnd(store, 'b', 300);
  await runner.turn();
  // What had piled up is gone, so it goes on as it began.
  expect(await ended(store)).toBe(200);
  return left;
}

describeWithRedis('on Redis', () => {
  test('each turn that leaves some is followed by one that retires twice as many', async () => {
    const redis = await startRedis();
    const store = await openRedisStore(redis.url, { retention });
    try {
      expect(await leftByTurns(store)).toEqual([2_900, 2_700, 2_300, 1_500, 0]);
    } finally {
      await store.close();
      await redis.stop();
    }
  });
});

test('in a file, where it keeps others waiting, no more than four times as many', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-retention-'));
  const store = openSqliteStore(join(dir, 'jobs.db'), { retention });
  try {
    expect(await leftByTurns(store)).toEqual([2_900, 2_700, 2_300, 1_900, 1_500, 1_100, 700, 300, 0]);
  } finally {
    await store.close();
    await rm(dir, { recursive: true });
  }
});
