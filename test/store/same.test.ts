// Both stores, driven through the same operations, show the same at every step: to the letter.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { Bench, ManualClock, type Opened } from './contract/harness.ts';
import { actions, Player } from './contract/random.ts';

/** Everything of a store that somebody can see. */
async function visible({ store, events }: Bench, guids: readonly string[]) {
  const views = await store.list({ limit: 1_000 });
  const why = await Promise.all(guids.map(async (guid) => `${guid}: ${await store.why(guid)}`));
  const { byState, byOutcome, sessions } = await store.stats();
  // Of those that wait since the same moment none has a right to be the first.
  const undecided = (await store.undecided(1_000)).map(({ job, lane }) => `${job.guid} ${lane}`).sort();
  // Deadlines of the same moment come in any order; what happens to one job does not.
  const told = events
    .map(({ seq: _, ...event }) => event)
    .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : Number(a.guid > b.guid)));
  return {
    views,
    why,
    undecided,
    stats: { byState, byOutcome, sessions },
    sessions: await store.sessions(),
    events: told,
  };
}

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
    const random = () => 0;
    const path = join(dir, `${stores}.db`);
    const url = `${redis.url}?prefix=s${stores++}`;
    const [one, other] = [new ManualClock(), new ManualClock()];
    const sqlite = async () => openSqliteStore(path, { random, clock: one });
    const onRedis = () => openRedisStore(url, { random, clock: other });
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

  test('show the same after every operation', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (list) => {
        const benches = await openBoth();
        const players = benches.map((bench) => new Player(bench));
        try {
          for (const action of list) {
            for (const player of players) await player.play(action);
            const [one, other] = await Promise.all(players.map(({ bench, guids }) => visible(bench, guids)));
            expect(other).toEqual(one);
          }
        } finally {
          for (const { opened } of benches) await opened.destroy();
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
