// Which runners are there: they decide who may execute what other programs submit, and move on what is due.

export interface RunnerPresence {
  /** Another one for each process. */
  id: string;
  host: string;
  pid: number;
  /** Identifies the process beside its pid, which the system reuses. */
  processStart: string;
  /** It fires schedules. */
  fires: boolean;
}

export interface SeenRunner extends RunnerPresence {
  /** When it was last heard of. */
  seenAt: number;
}

/** A runner tells of itself every second; one that has not for this long is gone. */
export const runnerGoneMs = 10_000;
/** Of one that is gone it is known for a day when it was there. */
export const runnerKeptMs = 24 * 3_600_000;

export interface RunnerStore {
  /** It is there; to be said every second. */
  tellRunner(runner: RunnerPresence): Promise<void>;
  /** It ends in order. */
  removeRunner(id: string): Promise<void>;
  /** The last seen first; among them those that are gone. */
  runners(): Promise<SeenRunner[]>;
}
