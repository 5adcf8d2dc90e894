// The embedded store keeps the contract.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { describeStore } from './contract/describe-store.ts';
import { ManualClock } from './contract/harness.ts';

describeStore('sqlite', async (options) => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-store-'));
  const clock = new ManualClock();
  let store = openSqliteStore(join(dir, 'jobs.db'), { ...options, clock });
  return {
    store,
    clock,
    reopen: async () => {
      await store.close();
      store = openSqliteStore(join(dir, 'jobs.db'), { ...options, clock });
      return store;
    },
    destroy: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
});
