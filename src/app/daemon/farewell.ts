// The last words of a process to its store, which may be away: others miss it soon enough.

import { setTimeout as delay } from 'node:timers/promises';

/** For what nobody needs; whoever has results to hand in takes longer. */
export const farewellMs = 3_000;

/** Resolves when all is said, or after this time; rejects if it fails before. */
export async function atMost(patienceMs: number, saying: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const patience = delay(patienceMs, undefined, { signal: over.signal }).catch(() => {});
  // Left behind, it fails when the store is closed.
  saying.catch(() => {});
  await Promise.race([saying, patience]).finally(() => over.abort());
}
