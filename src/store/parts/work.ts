// Agents take jobs and say what came of them. Who holds a job names it by guid and fence.

import type { Job } from '../../records/job.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { LogStream } from './views.ts';

/** A running or planned job as its holder names it. The fence rises with every claim; an old one is refused. */
export interface JobRef {
  guid: string;
  fence: number;
}

export interface ClaimRequest {
  agent: string;
  session: string;
  lanes: string[];
  max: number;
  /** Free slots of actors that have a limit: a job beyond it arrives `planned` and waits for `start`. */
  slots?: Record<string, number>;
  /** Where nothing is there to be claimed, the next job may be handed to the session; `waitForWork` brings it. Not with `slots`. */
  isReady?: boolean;
}

export interface Claim {
  job: Job;
  fence: number;
  state: 'planned' | 'running';
  /** Executions of this job begun so far, this one included. */
  attempt: number;
  /** Policy revision under which it was admitted. */
  revision: number;
  run: string | null;
}

/** A job that came to a session that stood ready. */
export interface Handed {
  claim: Claim;
  /** Policy revision at that moment. */
  revision: number;
}

export interface Finish extends JobRef {
  ok: boolean;
  /** Why it ended, when not ok. */
  outcome?: Extract<OutcomeKind, 'failed' | 'timeout' | 'cancelled' | 'denied' | 'lost'>;
  code?: number;
  message?: string;
  /** Any JSON value. */
  result?: unknown;
  /**
   * 'never': no other candidate and no further round, as after a denial. `afterMs`: as the job says, but not before; a
   * whole number, at most a week.
   */
  retry?: 'never' | { afterMs: number };
}

/** `stale`: the fence is old, the result was not taken. `duplicate`: this very finish was taken before. */
export type FinishAnswer = 'accepted' | 'duplicate' | 'stale';

export interface Exchange {
  answers: FinishAnswer[];
  claims: Claim[];
  /** Policy revision at that moment, so that whoever asks again before executing need not ask the store for it. */
  revision: number;
}

export interface Report extends JobRef {
  lines?: { stream: LogStream; text: string; at: number }[];
  progress?: { percent: number | null; message: string };
}

export interface WorkStore {
  /** Whether another process does the work: then more than one call is worth having under way. */
  readonly isRemote: boolean;
  claim(request: ClaimRequest): Promise<Claim[]>;
  /** planned → running. False: not yours any more. */
  start(ref: JobRef): Promise<boolean>;
  /** Takes reports and results and claims next jobs in one step. Repeating finishes with the same refs is harmless. */
  exchange(finishes: Finish[], claim?: ClaimRequest, reports?: Report[]): Promise<Exchange>;
  /** Back to the head of the same inbox; the attempt does not count. */
  release(refs: JobRef[]): Promise<void>;
  /** Log lines and progress; those with an old fence are dropped. */
  report(reports: Report[]): Promise<void>;
}
