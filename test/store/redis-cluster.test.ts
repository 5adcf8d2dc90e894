// The store on a cluster keeps the contract.

import { startCluster } from '../setup/redis.ts';
import { describeStoreOn } from './contract/on-redis.ts';

// The same Lua as on a single server, so every operation and not every size.
describeStoreOn('redis as a cluster, with replicas', {
  start: () => startCluster({ replicas: true }),
  where: ['on a Cluster', 'with replicas'],
  sizes: { thousands: 1 },
});
