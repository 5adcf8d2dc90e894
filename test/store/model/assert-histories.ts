// Properties of histories: how many are tried, and how long a counterexample is made smaller.

import fc from 'fast-check';
import { fuzzSeconds, holds } from '../../setup/holds.ts';
import { type History, history } from './history.ts';

// From then on nothing smaller is sought: making a long history smaller has no end to speak of.
const searchMs = 60_000;

/** For the test that asserts. */
export const historiesTimeoutMs = 600_000 + 2 * 1000 * (fuzzSeconds ?? 0);

/** `play` rejects when a history shows something wrong; `usual`: how many the suite tries. */
export function assertHistories(usual: number, play: (played: History) => Promise<void>): Promise<void> {
  let sought = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(history, async (played) => {
    // What is not tried counts as well played, and so what was found last is told.
    if (performance.now() > sought) return;
    try {
      await play(played);
    } catch (error) {
      sought = Math.min(sought, performance.now() + searchMs);
      throw error;
    }
  });
  return holds(property, { numRuns: usual });
}
