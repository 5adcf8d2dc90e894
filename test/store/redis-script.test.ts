// The store on a Redis without functions keeps the contract: there it is one script.

import { startRedis } from '../setup/redis.ts';
import { describeStoreOn } from './contract/on-redis.ts';

// The same Lua as with functions, so every operation and not every size.
describeStoreOn('redis with one script', {
  start: () => startRedis({ withoutFunctions: true }),
  where: ['before Redis 7'],
  sizes: { thousands: 1 },
});
