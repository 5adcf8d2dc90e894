// Both stores and the model of their rules, driven through the same histories, show the same at every step; and both stores
// say to the letter the same of it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { Bench, ManualClock, type Opened } from './contract/harness.ts';
import { assertHistories, historiesTimeoutMs } from './model/assert-histories.ts';
import { playAll } from './model/play-all.ts';
import { options } from './model/side-by-side.ts';

describeWithRedis('SQLite and Redis', () => {
  let redis: Redis;
  let dir = '';
  let stores = 0;
  beforeAll(async () => {
    redis = await startRedis();
    dir = await mkdtemp(join(tmpdir(), 'hero-same-'));
  });
  afterAll(async () => {
    await redis.stop();
    await rm(dir, { recursive: true });
  });

  async function openBoth(): Promise<[Bench, Bench]> {
    const path = join(dir, `${stores}.db`);
    const url = `${redis.url}?prefix=s${stores++}`;
    const [one, other] = [new ManualClock(), new ManualClock()];
    const sqlite = async () => openSqliteStore(path, { ...options, clock: one });
    const onRedis = () => openRedisStore(url, { ...options, clock: other });
    return [await openBench(sqlite, one), await openBench(onRedis, other)];
  }

  async function openBench(open: () => Promise<Opened['store']>, clock: ManualClock): Promise<Bench> {
    let store = await open();
    const reopen = async () => {
      await store.close();
      store = await open();
      return store;
    };
    return new Bench({ store, clock, reopen, destroy: () => store.close() });
  }

  test(
    'show the same after every operation',
    () =>
      assertHistories(25, async (played) => {
        const benches = await openBoth();
        const reasons = (guids: string[]) =>
          benches.map(({ store }) => Promise.all(guids.map(async (guid) => `${guid}: ${await store.why(guid)}`)));
        try {
          await playAll(played, benches, async (guids) => {
            const [one, other] = await Promise.all(reasons(guids));
            expect(other).toEqual(one);
          });
        } finally {
          for (const { opened } of benches) await opened.destroy();
        }
      }),
    historiesTimeoutMs,
  );
});
