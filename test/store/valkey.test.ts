// The store on Valkey keeps the contract.

import { startRedis } from '../setup/redis.ts';
import { whatIsMissingFor } from '../setup/server-process.ts';
import { describeStoreOn } from './contract/on-redis.ts';

const program = 'valkey-server';

// The same functions as on Redis, so every operation and not every size.
describeStoreOn('valkey', {
  start: () => startRedis({ program }),
  sizes: { thousands: 1 },
  missing: whatIsMissingFor(program),
});
