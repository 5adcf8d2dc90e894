// How long to wait before trying again.

export interface Backoff {
  /** Wait before the first repetition, milliseconds. */
  baseMs: number;
  /** No wait is longer than this, milliseconds. */
  maxMs: number;
  /** Share of the wait that is random, 0 to 1, so that many waiters do not come back together. */
  jitter: number;
}

export const roundBackoff: Backoff = { baseMs: 500, maxMs: 60_000, jitter: 0.25 };

/** Milliseconds to wait before repetition `n` (1 = the first): doubling, capped, with jitter. */
export function backoffDelay(backoff: Backoff, n: number, random: () => number = Math.random): number {
  const full = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(n - 1, 30));
  return Math.round(full * (1 - backoff.jitter * random()));
}
