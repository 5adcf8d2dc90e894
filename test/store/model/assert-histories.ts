// Properties of histories: how many are tried, and how long a counterexample is made smaller.

import fc from 'fast-check';
import { type History, history } from './history.ts';

/** So many instead of those of the suite, for as long as it takes. */
const wanted = process.env.HERO_HISTORIES;
// Several times what the suite's histories take. A counterexample of then is told, small enough or not.
const searchMs = 60_000;

/** For the test that asserts. */
export const historiesTimeoutMs = wanted === undefined ? 3 * searchMs : 24 * 3_600_000;

/** `play` rejects when a history shows something wrong; `usual`: how many the suite tries. */
export async function assertHistories(usual: number, play: (played: History) => Promise<void>): Promise<void> {
  const limit = wanted === undefined ? { interruptAfterTimeLimit: searchMs } : {};
  await fc.assert(fc.asyncProperty(history, play), { numRuns: Number(wanted ?? usual), ...limit });
}
