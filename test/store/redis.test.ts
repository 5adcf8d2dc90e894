// The store on Redis keeps the contract.

import { startRedis } from '../setup/redis.ts';
import { describeStoreOn } from './contract/on-redis.ts';

describeStoreOn('redis with functions', { start: () => startRedis() });
