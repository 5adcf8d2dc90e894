// Jobs come into the store, get their candidates, and are called off: what scripts, people and runners ask.

import type { Job } from '../../records/job.ts';
import type { OutcomeKind } from '../../records/outcome.ts';

/** Where a job comes from, kept beside the record. */
export interface Trail {
  run?: string;
  n?: number;
  label?: string;
  file?: string;
  line?: number;
  /** Only agent processes that serve this lane take the job; '' = any process of the agent. */
  lane?: string;
  /** 0 is taken first; default 5. */
  priority?: number;
  /** Guid of the ended job that this one runs again. */
  retryOf?: string;
}

/** Who may execute a job, and under which policy that was decided. */
export interface Admission {
  candidates: string[];
  revision: number;
}

export interface Submission {
  /** `status.start` later than now delays it; the store fills `status.created` when it is 0. */
  job: Job;
  trail: Trail;
  /** Without it a runner decides later (`undecided`). */
  admission?: Admission;
}

export type RefusalReason = 'conflict' | 'unknown_dependency' | 'dependency_cycle';

export interface Refusal {
  guid: string;
  reason: RefusalReason;
  detail: string;
}

export type SubmitResult =
  /** `existing`: those that were there before with the same content; they count as submitted. */
  { ok: true; existing: string[] } | { ok: false; refusals: Refusal[] };

/** A job that waits for a decision. */
export interface Undecided {
  job: Job;
  /** The one whose processes could take it. */
  lane: string;
  /** When it began to wait, or the last empty decision was made. */
  since: number;
}

export type AdmitAnswer = 'scheduled' | 'stale' | 'gone' | 'waiting';

export type CancelAnswer = 'cancelled' | 'requested' | 'final' | 'unknown';

export interface JobStore {
  /** All of the batch or none of it. Dependencies may be in the batch, in any order, or in the store. */
  submit(batch: Submission[]): Promise<SubmitResult>;
  /**
   * Jobs that are ready but for a decision about their candidates (none made, outdated, or to be made anew), longest waiting
   * first; at most `limit`, and a server may give no more than 100 at a time.
   */
  undecided(limit: number): Promise<Undecided[]>;
  /**
   * `stale`: the policy changed since `revision`; decide anew. `gone`: the job needs no decision any more.
   * `waiting`: there was no candidate; it stays undecided until its `timeout_schedule` is over.
   */
  admit(guid: string, admission: Admission): Promise<AdmitAnswer>;
  /** Ends an open, not yet running job in error, as a denial at admission does. */
  refuse(guid: string, outcome: OutcomeKind, code: number, message: string): Promise<boolean>;
  cancel(guid: string, reason: string): Promise<CancelAnswer>;
  /** Cancels what of a run has not begun; returns how many jobs. */
  cancelWaiting(run: string, reason: string): Promise<number>;
}
