// Jobs of histories, as they are submitted.

import type { Submission } from '../../../src/store/parts/jobs.ts';
import { agentA, agentB, agentC, asker, makeJob, needs } from '../contract/make.ts';
import type { Draft } from './history.ts';

export const agents = [agentA, agentB, agentC];
export const candidates = [[agentA], [agentB], [agentA, agentB], [agentB, agentC, agentA], [], []];
export const sources = [asker, '1'.repeat(64), '2'.repeat(64)];
export const actors = ['vm_manager', 'core'];
/** Of jobs in the lane '', and of those in others. */
export const runs = ['', 'run1', 'run2'];
export const laneRuns = ['', 'run3', 'run4'];

export interface Surroundings {
  /** Number of the first of the new jobs. */
  first: number;
  /** Guids of jobs that can be depended on. */
  known: string[];
  /** Seconds. */
  now: number;
  /** Of the policy. */
  revision: number;
  isShared: boolean;
}

/** `isBackwards`: those that others need come after them. */
export function toBatch(drafts: readonly Draft[], around: Surroundings, isBackwards: boolean): Submission[] {
  // What the stores order by guid for want of a better order has the order of submission.
  const guids = drafts.map((_, i) => `j${String(around.first + i).padStart(3, '0')}`);
  const order = isBackwards ? guids.toReversed() : guids;
  const known = [...around.known];
  const batch = drafts.map((draft, i) => {
    const guid = order[i] ?? '';
    const needed = known.length === 0 ? [] : draft.needs.map((n) => known[n % known.length] ?? '');
    known.push(guid);
    return toSubmission(guid, draft, needed, around);
  });
  return isBackwards ? batch.toReversed() : batch;
}

function toSubmission(guid: string, draft: Draft, needed: string[], around: Surroundings): Submission {
  const named = candidates[draft.agents] ?? [];
  const job = makeJob(guid, {
    agents: named,
    source: sources[around.isShared ? draft.source : 0] ?? '',
    actor: actors[draft.actor] ?? '',
    retry: draft.retry,
    ignore_error: draft.ignore === 'error',
    ignore_error_codes: draft.ignore === 'code' ? [3] : [],
    timeout_schedule: draft.patience,
    timeout: draft.timeout,
    ...needs(...needed),
  });
  if (draft.delay > 0) job.status.start = around.now + draft.delay;
  const run = (draft.lane === '' ? runs : laneRuns)[draft.run] ?? '';
  const trail = {
    ...(run === '' ? {} : { run }),
    ...(draft.lane === '' ? {} : { lane: draft.lane }),
    ...(draft.urgent ? { priority: 1, label: 'urgent' } : {}),
  };
  if (draft.decided === 'later') return { job, trail };
  const { revision } = around;
  const chosen = named.length > 0 ? named : [agentB];
  const admission = { candidates: chosen, revision: draft.decided === 'outdated' ? revision - 1 : revision };
  return { job, trail, admission };
}
