// How much of what is over a store keeps.

import type { JobState } from '../records/words.ts';

export interface Keep {
  /** Milliseconds after the end. */
  ageMs: number;
  /** The newest so many. */
  count: number;
}

export interface Retention {
  ok: Keep;
  error: Keep;
  /** Newest lines of one job. */
  logLines: number;
  /** Newest events, or a few more. */
  events: number;
}

const hour = 3_600_000;

export const defaultRetention: Retention = {
  ok: { ageMs: 24 * hour, count: 10_000 },
  error: { ageMs: 7 * 24 * hour, count: 10_000 },
  logLines: 1_000,
  events: 5_000,
};

export const finalStates = ['ok', 'error'] as const satisfies readonly JobState[];
