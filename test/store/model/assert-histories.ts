// Properties of histories: how many are tried, and how long a counterexample is made smaller.

import fc from 'fast-check';
import { fuzzSeconds, holds } from '../../setup/holds.ts';
import { type History, history } from './history.ts';

// Several times what the suite's histories take. A counterexample of then is told, small enough or not.
const searchMs = 60_000;

/** For the test that asserts. */
export const historiesTimeoutMs = 3 * searchMs + 2 * 1000 * (fuzzSeconds ?? 0);

/** `play` rejects when a history shows something wrong; `usual`: how many the suite tries. */
export function assertHistories(usual: number, play: (played: History) => Promise<void>): Promise<void> {
  return holds(fc.asyncProperty(history, play), { numRuns: usual, interruptAfterTimeLimit: searchMs });
}
