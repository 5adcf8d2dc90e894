// A job as the model sees it: what was asked for, and where it stands.

import type { Job } from '../../../src/records/job.ts';
import type { FailedAttempt, OutcomeKind } from '../../../src/records/outcome.ts';
import type { JobState } from '../../../src/records/words.ts';
import type { Trail } from '../../../src/store/parts/jobs.ts';
import type { LogLine } from '../../../src/store/parts/views.ts';

/** Times are epoch milliseconds; `givenUp`: when its patience is over, null = never. */
export type Stand =
  | { is: 'needing' }
  | { is: 'resting'; until: number }
  | { is: 'undecided'; since: number; givenUp: number | null }
  | { is: 'inbox'; agent: string; order: number; givenUp: number | null; heldBack: string | null }
  | { is: 'held'; session: string; until: number | null }
  | { is: 'over' };

export interface End {
  outcome: OutcomeKind;
  code: number;
  message: string;
  result: unknown;
}

export interface ModelJob {
  /** Order of submission. */
  readonly number: number;
  readonly job: Job;
  readonly trail: Trail;
  readonly createdMs: number;
  state: JobState;
  stand: Stand;
  /** Who may execute it, null = nobody has decided; whose turn it is of them; under which policy that was decided. */
  candidates: readonly string[] | null;
  turn: number;
  revision: number;
  notBefore: number;
  round: number;
  lost: number;
  attempt: number;
  fence: number;
  /** The last fence under which a result was taken. */
  answered: number | null;
  agent: string | null;
  cancel: string | null;
  scheduledMs: number | null;
  startedMs: number | null;
  endedMs: number | null;
  end: End | null;
  ignored: boolean;
  failed: FailedAttempt[];
  lines: LogLine[];
  progress: { percent: number | null; message: string } | null;
}

export const laneOf = ({ trail }: ModelJob): string => trail.lane ?? '';
export const priorityOf = ({ trail }: ModelJob): number => trail.priority ?? 5;

export function isOpen({ stand }: ModelJob): boolean {
  return stand.is !== 'over';
}

/** Ended so that those who depend on it can go on. */
export function isGood({ state, ignored }: ModelJob): boolean {
  return state === 'ok' || ignored;
}

/** When something happens to it although nobody asks. */
export function dueOf({ stand }: ModelJob): number | null {
  switch (stand.is) {
    case 'resting':
    case 'held':
      return stand.until;
    case 'undecided':
    case 'inbox':
      return stand.givenUp;
    default:
      return null;
  }
}

/** A session has it, under this fence. */
export function isHolder({ stand, fence }: ModelJob, claimed: number): boolean {
  return stand.is === 'held' && fence === claimed;
}
