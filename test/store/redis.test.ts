// The store on Redis keeps the contract, with functions and, where a server has none, as one script.

import { afterAll, beforeAll } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { describeStore } from './contract/describe-store.ts';
import { ManualClock } from './contract/harness.ts';

for (const withoutFunctions of [false, true]) {
  const name = withoutFunctions ? 'redis as script' : 'redis with functions';
  describeWithRedis(name, () => {
    let redis: Redis;
    let stores = 0;
    beforeAll(async () => {
      redis = await startRedis({ withoutFunctions });
    });
    afterAll(() => redis.stop());

    describeStore('store', async (options) => {
      const clock = new ManualClock();
      const url = `${redis.url}?prefix=t${stores++}`;
      let store = await openRedisStore(url, { ...options, clock });
      return {
        store,
        clock,
        reopen: async () => {
          await store.close();
          store = await openRedisStore(url, { ...options, clock });
          return store;
        },
        destroy: () => store.close(),
      };
    });
  });
}
