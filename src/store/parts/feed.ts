// News: what happens to jobs, and that there may be work.

import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';
import type { Handed } from './work.ts';

/** A step of a job's life. Several states when one operation passed through them at once. */
export interface JobEvent {
  seq: number;
  at: number;
  guid: string;
  run: string | null;
  path: readonly JobState[];
  agent: string | null;
  attempt: number;
  /** Of the final state, or of the attempt that failed before a retry. */
  outcome: OutcomeKind | null;
  ignored: boolean;
  code: number;
  message: string;
  result: unknown;
}

/** A job that was handed over; `perhaps`: there may be work to be claimed. */
export type Arrival = Handed | 'perhaps' | 'nothing';

export interface FeedStore {
  /** Events of all processes on this store, in order, from now on. Returns the end of the subscription. */
  subscribe(listener: (events: JobEvent[]) => void): () => void;
  /**
   * What comes for the agent in these lanes: the job that was handed to the session, if it stood ready; `perhaps`: there may
   * be work; `nothing` within `ms`, or until it was aborted.
   */
  waitForWork(
    agent: string,
    lanes: string[],
    ms: number,
    options?: { signal?: AbortSignal; session?: string },
  ): Promise<Arrival>;
}
