// What the Job has no place for: why it ended, who ran it, how often. Lies beside the job, keyed by guid.

import type { Job } from './job.ts';
import type { JobState } from './words.ts';

/** Why a job ended. It is never a state: the state is `ok` or `error`. */
const outcomeKinds = [
  'ok',
  'failed',
  'timeout',
  'not_picked_up',
  'denied',
  'lost',
  'cancelled',
  'dependency',
  'poison',
  'unknown',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** One execution that did not succeed. */
export interface FailedAttempt {
  attempt: number;
  agent: string | null;
  outcome: OutcomeKind;
  code: number;
  message: string;
  started_ms: number | null;
  ended_ms: number;
}

/** Printed as `outcome` by `hero job get --json`; times are epoch milliseconds, absent things null. */
export interface JobOutcome {
  outcome: OutcomeKind | null;
  /** An error that `ignore_error` or `ignore_error_codes` made harmless. */
  ignored: boolean;
  /** Public key of the agent that has or had it. */
  agent: string | null;
  /** Executions begun so far. */
  attempt: number;
  /** Error code of the action; 0 while there is none. */
  code: number;
  message: string;
  /** What the action returned, any JSON; null if nothing. */
  result: unknown;
  run: string | null;
  /** Number of the job in its script, from 1. */
  n: number | null;
  label: string | null;
  file: string | null;
  line: number | null;
  created_ms: number;
  scheduled_ms: number | null;
  started_ms: number | null;
  ended_ms: number | null;
  /** Guid of the ended job that this one runs again. */
  retry_of: string | null;
  cancel_requested: string | null;
  progress: { percent: number | null; message: string } | null;
  failed_attempts: FailedAttempt[];
}

export interface JobView {
  job: Job;
  outcome: JobOutcome;
}

export function isFinal(state: JobState): boolean {
  return state === 'ok' || state === 'error';
}
