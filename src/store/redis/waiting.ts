// Waiting for work: a marker beside each inbox wakes exactly one of those that block on it, and what is handed to a session
// wakes that one.

import type { Arrival } from '../parts/feed.ts';
import type { Handed } from '../parts/work.ts';
import { toHanded } from './answers.ts';
import type { BlockingConnection } from './blocking.ts';
import type { Connection } from './connect.ts';

/** A lost marker costs this much, never more. */
const blockMs = 2_000;
/** Whoever waits again after so short a time need not ask whether its marker was lost. */
const askEveryMs = 500;
/** A job for which nobody waited by then is given back, as any that its agent does not know of. */
const handedMs = 500;

export class Waiting {
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #watches = new Map<string, Watch>();

  /** `prefix`: before the names of inboxes and markers. */
  constructor(connection: Connection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  async waitForWork(
    agent: string,
    lanes: string[],
    ms: number,
    { signal, session = '' }: { signal?: AbortSignal; session?: string } = {},
  ): Promise<Arrival> {
    if (signal?.aborted || lanes.length === 0 || ms <= 0) return 'nothing';
    const inboxes = lanes.map((lane) => `${agent}:${lane}`);
    const key = JSON.stringify([session, ...inboxes]);
    let watch = this.#watches.get(key);
    if (watch === undefined) {
      this.#closeIdle();
      watch = new Watch(this.#connection, this.#prefix, inboxes, session);
      this.#watches.set(key, watch);
    }
    return watch.wait(ms, signal);
  }

  /** Those of sessions that are over are among them; whoever waits again later gets another one. */
  #closeIdle(): void {
    for (const [key, watch] of this.#watches) {
      if (!watch.isIdle) continue;
      watch.close();
      this.#watches.delete(key);
    }
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
  readonly #hand: string | undefined;
  /** What came, and when. */
  #handed: { job: Handed; at: number }[] = [];
  readonly #waiters = new Set<(arrival: 'perhaps' | 'nothing') => void>();
  #blocking: BlockingConnection | undefined;
  #isReading = false;
  #asked = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /** `session`: whose jobs are brought too, '' = nobody's. */
  constructor(connection: Connection, prefix: string, inboxes: string[], session: string) {
    this.#connection = connection;
    this.#hand = session === '' ? undefined : `${prefix}hand:${session}`;
    this.#markers = inboxes.map((name) => `${prefix}mk:${name}`);
    this.#inboxes = inboxes.map((name) => `${prefix}in:${name}`);
  }

  get isIdle(): boolean {
    return this.#waiters.size === 0 && this.#handed.length === 0;
  }

  async wait(ms: number, signal?: AbortSignal): Promise<Arrival> {
    if (this.#isClosed) return 'nothing';
    const job = this.#fetch();
    if (job !== undefined) return job;
    return new Promise((resolve) => {
      const wake = (arrival: 'perhaps' | 'nothing') => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        this.#waiters.delete(wake);
        resolve(this.#fetch() ?? arrival);
      };
      const leave = () => wake('nothing');
      const timer = setTimeout(leave, ms);
      signal?.addEventListener('abort', leave);
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
      // that it cannot be asked shows there. A session has claimed before, and does so again when this wait is over.
      if (this.#hand === undefined && performance.now() - this.#asked > askEveryMs) {
        this.#hasWork().then(
          (isThere) => isThere && this.#wakeAll(),
          () => {},
        );
      }
      while (this.#waiters.size > 0 && !this.#isClosed) {
        const longest = Math.min(blockMs, Math.max(10, ms)) / 1000;
        const keys = this.#hand === undefined ? this.#markers : [this.#hand, ...this.#markers];
        let at = 0;
        // A claim that is lost with its master would be made again, under the same fence.
        const popped = await this.#blocking.blockCopied(['BZPOPMIN', ...keys, longest], () => {
          at = performance.now();
        });
        if (Array.isArray(popped)) await this.#take(popped as [string, string], at);
        else if (this.#hand !== undefined || (await this.#hasWork())) this.#wakeAll();
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

  /** `at`: when it came. */
  async #take([key, member]: [string, string], at: number): Promise<void> {
    if (key === this.#hand) {
      this.#handed.push({ job: toHanded(member), at });
    } else if (this.#waiters.size === 0 && !this.#isClosed) {
      // Nobody here waits any more: the news is for another process.
      await this.#connection.send('ZADD', key, 0, '1');
    }
    this.#wakeAll();
  }

  #fetch(): Handed | undefined {
    const since = performance.now() - handedMs;
    this.#handed = this.#handed.filter(({ at }) => at > since);
    return this.#handed.shift()?.job;
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiters]) wake('perhaps');
  }
}
