// What happens because time passes: the runner asks for it.

export interface SweepResult {
  /** Jobs moved on. */
  moved: number;
  /** Finished jobs retired by age or count. */
  retired: number;
  /** Work is left that this call had no room for. */
  more: boolean;
  /** Next moment something is due, or null. */
  nextDue: number | null;
  /** When it was, by the store's clock. */
  now: number;
  /** The store was away, or its clock has jumped: for a while nobody counts as dead or late. */
  grace: boolean;
}

export interface TimeStore {
  /** The store's clock. */
  now(): Promise<number>;
  /**
   * Retires what is over and no job that is open as the call begins depends on; then moves on what is due: delays,
   * back-offs, timeouts, lost sessions. Bounded work a call.
   */
  sweep(limit: number): Promise<SweepResult>;
  /**
   * Removes jobs of these states that ended at `before` or earlier, oldest first, at most `limit`; what an open job
   * depends on stays. Returns how many went.
   */
  prune(states: ('ok' | 'error')[], before: number, limit: number): Promise<number>;
}
