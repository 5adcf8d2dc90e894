// How long a timer can wait.

const longestMs = 2 ** 31 - 1;

/** As many milliseconds, or the most that there can be, 24 days: a timer of more ends at once. */
export function timerMs(ms: number): number {
  return Math.min(ms, longestMs);
}
