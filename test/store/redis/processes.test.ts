// Several processes on one server.

import { afterAll, beforeAll, beforeEach } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { processContract } from '../contract/processes.ts';

describeWithRedis('redis', () => {
  let redis: Redis;
  let stores = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    stores += 1;
  });
  const url = () => `${redis.url}?prefix=p${stores}`;
  processContract(url, () => openRedisStore(url()));
});
