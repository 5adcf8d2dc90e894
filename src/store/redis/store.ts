// The store on Redis: the parts of the port as calls of the functions in lua/, each of them one atomic step.

import type { Store } from '../ports.ts';
import { openCore, type RedisOptions } from './core.ts';
import { feedStore } from './parts/feed.ts';
import { jobStore } from './parts/jobs.ts';
import { limitStore } from './parts/limits.ts';
import { registry } from './parts/registry.ts';
import { repairStore } from './parts/repair.ts';
import { runnerStore } from './parts/runners.ts';
import { scheduleStore } from './parts/schedules.ts';
import { sessionStore } from './parts/sessions.ts';
import { timeStore } from './parts/time.ts';
import { viewStore } from './parts/views.ts';
import { workStore } from './parts/work.ts';

export type { RedisOptions } from './core.ts';

/** Connects to the store at this address, in the forms of address.ts. Throws StoreError. */
export async function openRedisStore(url: string, options: RedisOptions = {}): Promise<Store> {
  const core = await openCore(url, options);
  return {
    url: core.shown,
    ...jobStore(core),
    ...workStore(core),
    ...timeStore(core),
    ...viewStore(core),
    ...feedStore(core),
    ...sessionStore(core),
    ...runnerStore(core),
    ...registry(core),
    ...limitStore(core),
    ...scheduleStore(core),
    ...repairStore(core),
    async close() {
      core.feed.close();
      core.waiting.close();
      core.connection.close();
    },
  };
}
