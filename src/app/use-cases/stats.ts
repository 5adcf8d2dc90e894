// `hero stats`: how many jobs, how fast, how large, and what each agent does.

import type { EndedJob, StoreStats } from '../../store/parts/views.ts';
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
  /** The rates count the latest so many jobs only, because there are more. */
  rates_of_newest: number | null;
  /** Runners that are up. */
  runners: number;
  agents: Pick<AgentSheet, 'name' | 'pubkey' | 'state' | 'jobs'>[];
}

const mostJobs = 5_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

export function gatherStatistics(settings: Settings): Promise<Answer<Statistics>> {
  return withReadStore(settings, async (store) => {
    const now = await store.now();
    const ended = await store.ended(now - hourMs, mostJobs);
    const agents = await sheets(store);
    return {
      ok: true,
      value: {
        store: store.url,
        ...(await store.stats()),
        minute: rateOf(ended.filter(({ endedMs }) => endedMs > now - minuteMs)),
        hour: rateOf(ended),
        rates_of_newest: ended.length === mostJobs ? mostJobs : null,
        runners: (await livingRunners(store)).length,
        agents: agents.map(({ name, pubkey, state, jobs }) => ({ name, pubkey, state, jobs })),
      },
    };
  });
}

function rateOf(jobs: readonly EndedJob[]): Rate {
  const times = jobs
    .flatMap(({ startedMs, endedMs }) => (startedMs === null ? [] : [endedMs - startedMs]))
    .sort((a, b) => a - b);
  return {
    ended: jobs.length,
    failed: jobs.filter(({ state, ignored }) => state === 'error' && !ignored).length,
    run_ms: times[Math.floor(times.length / 2)] ?? null,
  };
}
