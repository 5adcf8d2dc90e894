// Whether what is in the store fits together, and mending it.

/** A fact about the store that is not as it should be. */
export interface Finding {
  message: string;
  help?: string;
}

export interface RepairStore {
  /** Checks the invariants; empty when all is well. */
  inspect(): Promise<Finding[]>;
  /** What is amiss with the servers or the disk that it is on, which nothing mends from here. */
  inspectStorage(): Promise<Finding[]>;
  /** Throws StoreError where changes are refused at the moment, though reading goes on. Changes nothing. */
  checkWrites(): Promise<void>;
  /** Mends what `inspect` finds, as far as it can be; changes nothing else. Says what it did. */
  repair(): Promise<string[]>;
}
