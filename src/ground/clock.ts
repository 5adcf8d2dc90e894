// Time, as one thing that can be replaced: stores and agents never call Date.now themselves.

export interface Clock {
  /** Wall clock, milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Monotonic milliseconds, for durations and leases; its zero means nothing. */
  tick(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  tick: () => performance.now(),
};

/** Whole seconds of a millisecond time, as the records keep them (u32). */
export function epochSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
