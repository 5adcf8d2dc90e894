// Waiting for work: a marker beside each inbox wakes exactly one of those that block on it.

import { BusyPoll } from '../../ground/busy-poll.ts';
import type { BlockingConnection } from './blocking.ts';
import type { Connection } from './connect.ts';

/** A lost marker costs this much, never more. */
const blockMs = 2_000;
/** Whoever waits again after so short a time need not ask whether its marker was lost. */
const askEveryMs = 500;
/** Jobs that come one after another, each when the one before has ended, are that close. */
const shortWaitMs = 2;

export class Waiting {
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #watches = new Map<string, Watch>();

  /** `prefix`: before the names of inboxes and markers. */
  constructor(connection: Connection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || lanes.length === 0 || ms <= 0) return Promise.resolve();
    const inboxes = lanes.map((lane) => `${agent}:${lane}`);
    const key = JSON.stringify(inboxes);
    let watch = this.#watches.get(key);
    if (watch === undefined) {
      watch = new Watch(this.#connection, this.#prefix, inboxes);
      this.#watches.set(key, watch);
    }
    return watch.wait(ms, signal);
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
  }
}

/** One connection that blocks while somebody waits for these inboxes. */
class Watch {
  readonly #connection: Connection;
  readonly #markers: string[];
  readonly #inboxes: string[];
  readonly #waiters = new Set<() => void>();
  readonly #busyPoll = new BusyPoll(shortWaitMs);
  #blocking: BlockingConnection | undefined;
  #isReading = false;
  #asked = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(connection: Connection, prefix: string, inboxes: string[]) {
    this.#connection = connection;
    this.#markers = inboxes.map((name) => `${prefix}mk:${name}`);
    this.#inboxes = inboxes.map((name) => `${prefix}in:${name}`);
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake);
      this.#waiters.add(wake);
      void this.#read(ms);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#blocking?.close();
    this.#wakeAll();
  }

  async #read(ms: number): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      this.#blocking ??= this.#connection.openBlocking(blockMs);
      // Its marker may have been taken by somebody who died before the claim. Asked beside the first wait, not before it;
      // that it cannot be asked shows there.
      if (performance.now() - this.#asked > askEveryMs) {
        this.#hasWork().then(
          (isThere) => isThere && this.#wakeAll(),
          () => {},
        );
      }
      while (this.#waiters.size > 0 && !this.#isClosed) {
        const longest = Math.min(blockMs, Math.max(10, ms)) / 1000;
        const popped = await this.#busyPoll.during(this.#blocking.block('BZPOPMIN', ...this.#markers, longest));
        if (popped !== null && popped !== undefined && this.#waiters.size === 0) await this.#giveBack(popped);
        if ((popped !== null && popped !== undefined) || (await this.#hasWork())) this.#wakeAll();
      }
    } catch {
      // Whoever claims next is told what is wrong.
      await new Promise((resolve) => setTimeout(resolve, 200).unref());
      this.#wakeAll();
    } finally {
      this.#isReading = false;
    }
  }

  async #hasWork(): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#asked = performance.now();
    return Number(await this.#connection.send('EXISTS', ...this.#inboxes)) > 0;
  }

  /** Nobody here waits any more: the news is for another process. */
  async #giveBack(popped: unknown): Promise<void> {
    const [key] = popped as [string];
    if (!this.#isClosed) await this.#connection.send('ZADD', key, 0, '1');
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiters]) wake();
  }
}
