// Jobs that come to an agent by themselves, since it stands ready: on Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { Scene, slowActor } from './scene.ts';

describeWithRedis('a job that is handed over', () => {
  let redis: Redis;
  let scene: Scene;
  let scenes = 0;
  let runs: string[];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    runs = [];
    const actor = slowActor(async (_, { job }) => void runs.push(job.guid));
    scene = await Scene.open(actor, await openRedisStore(`${redis.url}?prefix=a${scenes++}`));
  });
  afterEach(() => scene.close());

  const isDone = (guid: string) => expect.poll(() => scene.store.open([guid]), { interval: 5 }).toEqual([]);

  test('is executed at once, and its end is all that the store is told', async () => {
    let calls = 0;
    const begun = Promise.withResolvers<void>();
    const seen = scene.seenAs({
      async exchange(...args) {
        calls += 1;
        const answer = await scene.store.exchange(...args);
        begun.resolve();
        return answer;
      },
    });
    await scene.startAgent({ seen });
    await begun.promise;
    const guids = Array.from({ length: 20 }, (_, i) => `j${i}`);
    for (const guid of guids) {
      await scene.submit([guid]);
      await isDone(guid);
    }
    expect(runs).toEqual(guids);
    // One for each, the first of all, and what it asks for when nothing comes for a while.
    expect(calls).toBeLessThan(1.5 * guids.length);
  });

  test('and does not arrive is given back after a while, uncounted, and comes again', async () => {
    let lost = 0;
    const seen = scene.seenAs({
      async waitForWork(...args) {
        const handed = await scene.store.waitForWork(...args);
        if (typeof handed !== 'object' || lost > 0) return handed;
        lost += 1;
        return 'nothing';
      },
    });
    await scene.startAgent({ seen });
    // The first one is claimed, unless the agent stood ready already.
    for (const guid of ['j1', 'j2']) {
      await scene.submit([guid]);
      await isDone(guid);
    }
    expect(lost).toBe(1);
    expect(runs).toEqual(['j1', 'j2']);
    expect((await scene.store.get('j2'))?.outcome.attempt).toBe(1);
  });

  test('and finds the agent draining goes back, uncounted', async () => {
    const arrival = Promise.withResolvers<void>();
    const drains = Promise.withResolvers<void>();
    const ready = Promise.withResolvers<void>();
    const seen = scene.seenAs({
      async exchange(...args) {
        const answer = await scene.store.exchange(...args);
        ready.resolve();
        return answer;
      },
      async waitForWork(...args) {
        const handed = await scene.store.waitForWork(...args);
        if (typeof handed === 'object') {
          arrival.resolve();
          await drains.promise;
        }
        return handed;
      },
    });
    await scene.startAgent({ seen });
    await ready.promise;
    await scene.submit(['j1']);
    await arrival.promise;
    const ended = scene.shutDown();
    drains.resolve();
    await ended;
    expect(runs).toEqual([]);
    const view = await scene.store.get('j1');
    expect(view?.job.status.status).toBe('scheduled');
    expect(view?.outcome.attempt).toBe(0);
  });
});
