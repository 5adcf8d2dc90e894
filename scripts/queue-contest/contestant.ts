// What is asked of each queue: to be filled, and worked off by a process of its own.

export interface Filler {
  /** One after the other; each is answered before the next is sent. */
  addOneByOne(count: number, payload: string): Promise<void>;
  addInBulk(count: number, payload: string): Promise<void>;
  /** Submits one and waits until it is done, `count` times; milliseconds each. */
  roundTrips(count: number): Promise<number[]>;
  /** Trees of jobs: `width` jobs, and one that waits for all of them, `count` times. */
  addTrees(count: number, width: number): Promise<void>;
  close(): Promise<void>;
}

export interface Worker {
  /** Begins; resolves when this many were worked off. */
  work(count: number): Promise<void>;
  close(): Promise<void>;
}

export interface Contestant {
  openFiller(port: number): Promise<Filler>;
  /** With `onHold`, its jobs never end; called when one has begun. */
  openWorker(port: number, concurrency: number, onHold?: () => void): Promise<Worker>;
}
