// `hero stats`: how many jobs, how fast, how large, and what each agent does.

import type { JobView } from '../../records/outcome.ts';
import type { StoreStats } from '../../store/parts/views.ts';
import type { Settings } from '../settings.ts';
import { type Answer, withReadStore } from '../with-store.ts';
import { type AgentSheet, sheets } from './agents.ts';
import { livingRunners } from './runners.ts';

export interface Rate {
  /** Jobs that ended in that time. */
  ended: number;
  failed: number;
  /** Median milliseconds of their last execution; null without any. */
  run_ms: number | null;
}

export interface Statistics extends StoreStats {
  store: string;
  minute: Rate;
  hour: Rate;
  /** The rates count the newest so many jobs only, because there are more. */
  rates_of_newest: number | null;
  /** Runners that are up. */
  runners: number;
  agents: Pick<AgentSheet, 'name' | 'pubkey' | 'state' | 'jobs'>[];
}

const mostJobs = 5_000;

export function gatherStatistics(settings: Settings): Promise<Answer<Statistics>> {
  return withReadStore(settings, async (store) => {
    const now = await store.now();
    const ended = await store.list({ states: ['ok', 'error'], limit: mostJobs });
    const agents = await sheets(store);
    return {
      ok: true,
      value: {
        store: store.url,
        ...(await store.stats()),
        minute: rateSince(ended, now - 60_000),
        hour: rateSince(ended, now - 3_600_000),
        rates_of_newest: ended.length === mostJobs ? mostJobs : null,
        runners: (await livingRunners(store)).length,
        agents: agents.map(({ name, pubkey, state, jobs }) => ({ name, pubkey, state, jobs })),
      },
    };
  });
}

function rateSince(views: readonly JobView[], since: number): Rate {
  const recent = views.filter(({ outcome }) => (outcome.ended_ms ?? 0) > since);
  const times = recent
    .flatMap(({ outcome: { started_ms: start, ended_ms: end } }) =>
      start === null || end === null ? [] : [end - start],
    )
    .sort((a, b) => a - b);
  return {
    ended: recent.length,
    failed: recent.filter(({ job, outcome }) => job.status.status === 'error' && !outcome.ignored).length,
    run_ms: times[Math.floor(times.length / 2)] ?? null,
  };
}
