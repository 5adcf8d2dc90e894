// What a user sees of the model.

import type { Job } from '../../../src/records/job.ts';
import type { JobView } from '../../../src/records/outcome.ts';
import { jobStates } from '../../../src/records/words.ts';
import type { OrphanRun } from '../../../src/store/parts/sessions.ts';
import type { JobFilter, StoreStats } from '../../../src/store/parts/views.ts';
import { isOpen, laneOf, type ModelJob } from './job.ts';
import type { World } from './world.ts';

export function record({ job, state, endedMs }: ModelJob): Job {
  const { guid, created, start } = job.status;
  const ended = endedMs === null ? 0 : Math.floor(endedMs / 1000);
  return { ...job, status: { guid, created, start, end: ended, status: state } };
}

export function view(job: ModelJob): JobView {
  const { run = null, n = null, label = null, file = null, line = null, retryOf = null } = job.trail;
  const { outcome, code, message, result } = job.end ?? { outcome: null, code: 0, message: '', result: null };
  return {
    job: record(job),
    outcome: {
      outcome,
      ignored: job.ignored,
      agent: job.agent,
      attempt: job.attempt,
      code,
      message,
      result,
      run,
      n,
      label,
      file,
      line,
      created_ms: job.createdMs,
      scheduled_ms: job.scheduledMs,
      started_ms: job.startedMs,
      ended_ms: job.endedMs,
      retry_of: retryOf,
      cancel_requested: job.cancel,
      progress: job.progress,
      failed_attempts: job.failed,
    },
  };
}

export function list(world: World, { states, run, actor, lanes, limit, before }: JobFilter): JobView[] {
  const from = before === undefined ? Number.POSITIVE_INFINITY : (world.jobs.get(before)?.number ?? 0);
  return [...world.jobs.values()]
    .filter(({ state }) => states?.includes(state) ?? true)
    .filter(({ trail }) => run === undefined || trail.run === run)
    .filter(({ job }) => actor === undefined || job.actor === actor)
    .filter((job) => lanes?.includes(laneOf(job)) ?? true)
    .filter(({ number }) => number < from)
    .toReversed()
    .slice(0, limit)
    .map(view);
}

export function stats(world: World): Pick<StoreStats, 'byState' | 'byOutcome' | 'sessions'> {
  const byState = Object.fromEntries(jobStates.map((state) => [state, 0])) as StoreStats['byState'];
  const byOutcome: StoreStats['byOutcome'] = {};
  for (const { state, end } of world.jobs.values()) {
    byState[state] += 1;
    if (end !== null) byOutcome[end.outcome] = (byOutcome[end.outcome] ?? 0) + 1;
  }
  return { byState, byOutcome, sessions: world.sessions.size };
}

/** Runs that have open jobs in this workspace, and nobody who follows them. */
export function orphanRuns(world: World, workspace: string): OrphanRun[] {
  const followed = [...world.sessions.values()].filter(({ expiresAt }) => expiresAt > world.now).map(({ run }) => run);
  const orphans = new Map<string, OrphanRun>();
  for (const job of [...world.jobs.values()].filter(isOpen)) {
    const { run } = job.trail;
    const lane = laneOf(job);
    if (run === undefined || followed.includes(run) || !(lane === workspace || lane.startsWith(`${workspace}#`)))
      continue;
    const orphan = orphans.get(run) ?? { run, lanes: [], open: [] };
    orphans.set(run, orphan);
    if (!orphan.lanes.includes(lane)) orphan.lanes.push(lane);
    orphan.open.push(job.job.guid);
  }
  return [...orphans.values()];
}
