// The embedded store: the parts of the port on one SQLite file, each operation one transaction. The rules of a job's life
// are in src/lifecycle.

import type { Store } from '../ports.ts';
import { Core, type SqliteOptions } from './core.ts';
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

export type { SqliteOptions } from './core.ts';
export { mayChange } from './read-only.ts';

/** Opens the store at this path, makes it if need be. Throws StoreError. */
export function openSqliteStore(path: string, options: SqliteOptions = {}): Store {
  const core = new Core(path, options);
  let isClosed = false;
  return {
    url: `sqlite:${core.db.path}`,
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
      if (isClosed) return;
      isClosed = true;
      core.close();
    },
  };
}
