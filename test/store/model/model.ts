// The model of the store's port: its rules once more, in memory, as plainly as can be said. Slow, and for one process.

import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { StoreStats, ViewStore } from '../../../src/store/parts/views.ts';
import type { Store } from '../../../src/store/ports.ts';
import type { Retention } from '../../../src/store/retention.ts';
import type { ManualClock } from '../contract/harness.ts';
import { Core } from './core.ts';
import { inbox } from './inbox.ts';
import { laneOf } from './job.ts';
import { jobs } from './jobs.ts';
import { limits } from './limits.ts';
import { schedules } from './schedules.ts';
import { sessions } from './sessions.ts';
import { time } from './time.ts';
import { list, stats } from './views.ts';
import { work } from './work.ts';

/** What of a store is compared with the model. */
export type Compared = ReturnType<typeof jobs> &
  ReturnType<typeof work> &
  ReturnType<typeof time> &
  ReturnType<typeof sessions> &
  ReturnType<typeof limits> &
  ReturnType<typeof schedules> &
  Pick<ViewStore, 'list' | 'logs'> &
  Pick<Store, 'revision' | 'revoke'> & {
    stats(): Promise<Pick<StoreStats, 'byState' | 'byOutcome' | 'sessions'>>;
  };

export interface Model extends Compared {
  readonly events: readonly JobEvent[];
  /** Guids of jobs that can be taken, and the position of each in its inbox, from 1. */
  positions(): Map<string, number>;
  /** For a while nobody counts as dead or late. */
  isGrace(): boolean;
}

export function openModel(clock: ManualClock, retention: Retention): Model {
  const core = new Core(clock, retention);
  const { world } = core;
  return {
    ...jobs(core),
    ...work(core),
    ...time(core),
    ...sessions(core),
    ...limits(core),
    ...schedules(core),

    async list(filter) {
      return list(world, filter);
    },

    async logs(guid, after, limit) {
      const lines = world.jobs.get(guid)?.lines ?? [];
      return lines.filter(({ n }) => n > after).slice(0, limit);
    },

    async stats() {
      return stats(world);
    },

    async revision() {
      return world.revision;
    },

    /** Each key once. */
    async revoke(_pubkey) {
      world.revision += 1;
    },

    positions() {
      const places = new Map<string, number>();
      for (const [guid, job] of world.jobs) {
        const { stand } = job;
        if (stand.is !== 'inbox' || stand.heldBack !== null) continue;
        const line = inbox(world, stand.agent, [laneOf(job)]).filter((other) => other.stand.heldBack === null);
        places.set(guid, line.map(({ number }) => number).indexOf(job.number) + 1);
      }
      return places;
    },

    events: world.events,
    isGrace: () => world.now < world.grace,
  };
}
