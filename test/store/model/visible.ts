// Everything of a store that somebody can see.

import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Compared } from './model.ts';

/** `events`: those since it was looked at last. */
export async function visible(store: Compared, events: readonly JobEvent[]) {
  const [views, some, undecided, stats, sessions, draining, limits, orphans, openRuns, schedules, due] =
    await Promise.all([
      store.list({ limit: 1_000 }),
      store.list({ states: ['scheduled', 'running', 'ok'], lanes: ['', 'x'], run: 'run3', limit: 2 }),
      store.undecided(1_000),
      store.stats(),
      store.sessions(),
      store.draining(),
      store.limits(),
      store.orphanRuns('x'),
      store.openRuns(['run1', 'run2']),
      store.schedules(),
      store.dueSchedules(10),
    ]);
  const { byState, byOutcome } = stats;
  return {
    views,
    some: some.map(({ job }) => job.guid),
    // Of those that wait since the same moment none has a right to be the first.
    since: undecided.map(({ since }) => since),
    undecided: undecided.map(({ job, lane }) => `${job.guid} ${lane}`).sort(),
    stats: { byState, byOutcome, sessions: stats.sessions },
    sessions,
    draining,
    limits,
    orphans: orphans.map(({ lanes, ...orphan }) => ({ ...orphan, lanes: [...lanes].sort() })),
    openRuns,
    schedules,
    due,
    // What happens at one moment to several jobs comes in any order; what happens to one of them does not.
    events: events
      .map(({ seq: _, ...event }) => event)
      .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : Number(a.guid > b.guid))),
  };
}
