// The store on Redis keeps the contract: with functions, as one script where a server has none, and on a cluster.

import { afterAll, beforeAll } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { startCluster, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { describeStore } from './contract/describe-store.ts';
import { ManualClock } from './contract/harness.ts';

interface Server {
  url: string;
  stop(): Promise<void>;
}

const servers: Record<string, () => Promise<Server>> = {
  'redis with functions': () => startRedis(),
  'redis with one script': () => startRedis({ withoutFunctions: true }),
  'redis as a cluster, with replicas': () => startCluster({ replicas: true }),
};

for (const [name, start] of Object.entries(servers)) {
  describeWithRedis(name, () => {
    let server: Server;
    let stores = 0;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    describeStore('store', async (options) => {
      const clock = new ManualClock();
      const url = `${server.url}?prefix=t${stores++}`;
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
