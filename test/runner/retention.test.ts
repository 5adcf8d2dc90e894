// A runner retires as fast as jobs end.

import { expect, test } from 'vitest';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { Runner } from '../../src/runner/runner.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { asker, makeJob, needs } from '../store/contract/make.ts';

describeWithRedis('a runner', () => {
  test('retires more in every turn that leaves some, and then as much as before', async () => {
    const redis = await startRedis();
    const store = await openRedisStore(redis.url, { retention: { error: { ageMs: 60_000, count: 0 } } });
    try {
      const ended = async () => (await store.stats()).byState.error;
      const letEnd = async (first: string, dependents: number) => {
        const jobs = Array.from({ length: dependents }, (_, i) => makeJob(`${first}${i}`, needs(first)));
        await store.submit([makeJob(first), ...jobs].map((job) => ({ job, trail: {} })));
        await store.cancel(first, 'no need');
        expect(await ended()).toBe(dependents + 1);
      };
      const runner = new Runner({ store, policies: new PolicyCache(store, [asker]) });
      await letEnd('a', 2_999);
      const left: number[] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        await runner.turn();
        left.push(await ended());
      }
      expect(left).toEqual([2_900, 2_700, 2_300, 1_500, 0]);
      await letEnd('b', 299);
      await runner.turn();
      expect(await ended()).toBe(200);
    } finally {
      await store.close();
      await redis.stop();
    }
  });
});
