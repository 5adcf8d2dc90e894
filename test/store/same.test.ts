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
import { type Bench, ManualClock, openBench } from './contract/harness.ts';
import { assertHistories, historiesTimeoutMs } from './model/assert-histories.ts';
import { type Draft, type History, mostSwept, type Step } from './model/history.ts';
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

  async function playOnBoth(played: History): Promise<void> {
    const benches = await openBoth();
    const reasons = (guids: string[]) =>
      benches.map(({ store }) => Promise.all(guids.map(async (guid) => [guid, await store.why(guid)] as const)));
    try {
      await playAll(played, benches, async (guids) => {
        const [one, other] = await Promise.all(reasons(guids));
        expect(other).toEqual(one);
      });
    } finally {
      for (const { opened } of benches) await opened.destroy();
    }
  }

  test('show the same after every operation', () => assertHistories(25, playOnBoth), historiesTimeoutMs);

  test('show the same where an end has more dependents than one call moves on', async () => {
    // Two end at the same moment; thirteen need the first, and one each of these. The last needs one of those and the second.
    const thirteen = Array.from({ length: 13 }, (_, i) => i);
    const all = [[], [], ...thirteen.map(() => [0]), ...thirteen.map((i) => [2 + i]), [27, 1]];
    const usual = { agents: 0, source: 0, actor: 0, retry: 0, delay: 0, timeout: 4, run: 0, lane: '', urgent: false };
    const jobs = all.map((needs): Draft => ({ ...usual, ignore: 'nothing', patience: 8, decided: 'now', needs }));
    const steps: Step[] = [
      { do: 'submit', jobs, backwards: false },
      { do: 'pass', ms: 9_000, beat: false, limit: mostSwept },
    ];
    await playOnBoth({ isShared: false, steps });
  });
});
