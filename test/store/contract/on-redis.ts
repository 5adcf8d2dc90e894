// The contract on one kind of Redis server. A file for each kind, as each takes a while.

import { afterAll, beforeAll } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { describeStore, type Sizes } from './describe-store.ts';
import { ManualClock, type Opened, type OpenOptions } from './harness.ts';

interface Server {
  url: string;
  stop(): Promise<void>;
}

export function describeStoreOn(kind: string, start: () => Promise<Server>, sizes?: Sizes): void {
  describeWithRedis(kind, () => {
    let server: Server;
    let stores = 0;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    const open = async (options: OpenOptions): Promise<Opened> => {
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
    };
    describeStore('store', open, sizes);
  });
}
