// The last words of a process to its store, which may be away: others miss it soon enough.

import { within } from '../../ground/within.ts';

/** For what nobody needs; whoever has results to hand in takes longer. */
export const farewellMs = 3_000;

/** Resolves when all is said, or after this time; rejects if it fails before. */
export async function atMost(patienceMs: number, saying: Promise<unknown>): Promise<void> {
  // Left behind, it fails when the store is closed.
  await within(patienceMs, saying, undefined);
}
