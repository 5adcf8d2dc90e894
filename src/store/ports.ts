// What the rest of the house asks of a store. Each part of it is a file in parts/, and a file of the same name in
// redis/parts/ and sqlite/parts/ does it. Every operation is one atomic step; an adapter passes the contract suite in
// test/store/contract. Times are epoch milliseconds of the store's clock.

import type { FeedStore } from './parts/feed.ts';
import type { JobStore } from './parts/jobs.ts';
import type { LimitStore } from './parts/limits.ts';
import type { Registry } from './parts/registry.ts';
import type { RepairStore } from './parts/repair.ts';
import type { RunnerStore } from './parts/runners.ts';
import type { ScheduleStore } from './parts/schedules.ts';
import type { SessionStore } from './parts/sessions.ts';
import type { TimeStore } from './parts/time.ts';
import type { ViewStore } from './parts/views.ts';
import type { WorkStore } from './parts/work.ts';

export interface Store
  extends JobStore,
    WorkStore,
    TimeStore,
    ViewStore,
    FeedStore,
    SessionStore,
    RunnerStore,
    Registry,
    LimitStore,
    ScheduleStore,
    RepairStore {
  /** As given by the user, e.g. `sqlite:/home/me/.local/share/herorunner/jobs.db`. */
  readonly url: string;
  close(): Promise<void>;
}
