// Everything of a store that somebody can see.

import type { JobView, OutcomeKind } from '../../../src/records/outcome.ts';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Compared } from './model.ts';

/** `events`: those since it was looked at last. */
export async function visible(store: Compared, events: readonly JobEvent[]) {
  const [views, some, undecided, stats, sessions, held, draining, limits, orphans, openRuns, schedules, due] =
    await Promise.all([
      store.list({ limit: 1_000 }),
      store.list({ states: ['scheduled', 'running', 'ok'], lanes: ['', 'x'], run: 'run3', limit: 2 }),
      store.undecided(1_000),
      store.stats(),
      store.sessions(),
      store.held(),
      store.draining(),
      store.limits(),
      store.orphanRuns('x'),
      store.openRuns(['run1', 'run2']),
      store.schedules(),
      store.dueSchedules(10),
    ]);
  const { byState, byOutcome } = stats;
  const reasons = severalReasons(views);
  const message = (guid: string, outcome: OutcomeKind | null, told: string) =>
    (outcome === 'dependency' && reasons.get(guid)) || told;
  return {
    views: views.map(({ job, outcome }) => ({
      job,
      outcome: { ...outcome, message: message(job.guid, outcome.outcome, outcome.message) },
    })),
    some: some.map(({ job }) => job.guid),
    // Of those that wait since the same moment none has a right to be the first.
    since: undecided.map(({ since }) => since),
    undecided: undecided.map(({ job, lane }) => `${job.guid} ${lane}`).sort(),
    stats: { byState, byOutcome, sessions: stats.sessions },
    sessions,
    held,
    draining,
    limits,
    orphans: orphans.map(({ lanes, ...orphan }) => ({ ...orphan, lanes: [...lanes].sort() })),
    openRuns,
    schedules,
    due,
    // What happens at one moment to several jobs comes in any order; what happens to one of them does not.
    events: events
      .map(({ seq: _, ...event }) => ({ ...event, message: message(event.guid, event.outcome, event.message) }))
      .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : Number(a.guid > b.guid))),
  };
}

/** By guid: of several dependencies that ended badly in the moment in which it did, any may be named. */
export function severalReasons(views: readonly JobView[]): Map<string, string> {
  const byGuid = new Map(views.map((view) => [view.job.guid, view]));
  const reasons = new Map<string, string>();
  for (const { job, outcome } of views) {
    if (outcome.outcome !== 'dependency') continue;
    const together = new Set<string>();
    for (const { guid } of job.dependencies) {
      const needed = byGuid.get(guid);
      const isBad = needed?.job.status.status === 'error' && !needed.outcome.ignored;
      if (isBad && needed.outcome.ended_ms === outcome.ended_ms) together.add(guid);
    }
    const isNamed = [...together].some((guid) => outcome.message === `depends on ${guid}, which ended in error`);
    if (isNamed && together.size > 1) reasons.set(job.guid, `depends on one of ${[...together].sort().join(', ')}`);
  }
  return reasons;
}
