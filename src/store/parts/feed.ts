// News: what happens to jobs, and that there may be work.

import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';

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

export interface FeedStore {
  /** Events of all processes on this store, in order, from now on. Returns the end of the subscription. */
  subscribe(listener: (events: JobEvent[]) => void): () => void;
  /** Resolves when there may be work for the agent in these lanes, or after `ms`. */
  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void>;
}
