// Whether what is in the store fits together, and mending it.

/** A fact about the store that is not as it should be. */
export interface Finding {
  message: string;
  help?: string;
}

export interface RepairStore {
  /** Checks the invariants; empty when all is well. */
  inspect(): Promise<Finding[]>;
  /** What is missing of the servers that it is on, which nothing mends from here; a file has none. */
  inspectServers(): Promise<Finding[]>;
  /** Mends what `inspect` finds, as far as it can be; changes nothing else. Says what it did. */
  repair(): Promise<string[]>;
}
