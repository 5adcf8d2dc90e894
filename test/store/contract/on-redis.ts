// The contract on one kind of Redis server, as a user with no more rights than it needs there. A file for each kind, as
// each takes a while.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { enterWith, leastRights, unusedRights, type Where } from '../../setup/least-rights.ts';
import type { Redis, RedisCluster } from '../../setup/redis.ts';
import type { ServerProcess } from '../../setup/server-process.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { describeStore, type Sizes } from './describe-store.ts';
import { ManualClock, type Opened, type OpenOptions } from './harness.ts';

interface Kind {
  start(): Promise<Redis | RedisCluster>;
  where?: Where[];
  sizes?: Sizes;
  /** Why it cannot be started here. */
  missing?: string | undefined;
}

export function describeStoreOn(kind: string, { start, where, sizes, missing }: Kind): void {
  const body = () => {
    const rights = leastRights(where, 't*');
    let server: Redis | RedisCluster;
    let nodes: ServerProcess[];
    let entry = '';
    let stores = 0;
    beforeAll(async () => {
      server = await start();
      nodes = 'masters' in server ? [...server.masters, ...server.replicas] : [server];
      entry = await enterWith(rights, nodes, server.url);
    });
    afterAll(() => server.stop());

    const open = async (options: OpenOptions): Promise<Opened> => {
      const clock = new ManualClock();
      const url = `${entry}?prefix=t${stores++}`;
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

    test('has used all rights of its user', async () => {
      expect(await unusedRights(rights, nodes)).toEqual([]);
    });
  };
  describeWithRedis(kind, body, missing);
}
