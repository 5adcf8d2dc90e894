// What jobs say while Redis is away comes when it is back.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { Scene, slowActor } from './scene.ts';

const count = 40;

describeWithRedis('log lines', () => {
  let redis: Redis;
  let scene: Scene;
  beforeEach(async () => {
    redis = await startRedis({ persistent: true });
    const talker = slowActor(async (_, context) => {
      for (let i = 0; i < count; i += 1) {
        context.log(`line ${i}`);
        context.progress((100 * i) / count, `at ${i}`);
        await delay(50);
      }
    });
    // An agent is told soon that the store is away; its lease outlasts that.
    scene = await Scene.open(talker, await openRedisStore(redis.url, { env: {}, patienceMs: 100 }), 15_000);
  });
  afterEach(async () => {
    await scene.close();
    await redis.stop();
  });

  test('of a job that runs on while the store is away are all there, in their order', async () => {
    await scene.startAgent();
    await scene.submit(['j1']);
    await expect.poll(async () => (await scene.store.logs('j1', 0, 10)).length).toBeGreaterThan(0);
    await redis.crash();
    await delay(1_500);
    await redis.start();
    await expect.poll(() => scene.store.open(['j1'])).toEqual([]);
    const lines = (await scene.store.logs('j1', 0, 1_000)).map(({ text }) => text);
    expect([...new Set(lines)]).toEqual(Array.from({ length: count }, (_, i) => `line ${i}`));
    expect((await scene.store.get('j1'))?.outcome.progress?.message).toBe(`at ${count - 1}`);
  });
});
