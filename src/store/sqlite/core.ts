// What the parts of the embedded store share: the file, its clock, and the transactions on jobs.

import { type Backoff, roundBackoff } from '../../ground/backoff.ts';
import { type Clock, systemClock } from '../../ground/clock.ts';
import { awayMs, graceMs } from '../../lifecycle/life.ts';
import type { JobEvent } from '../parts/feed.ts';
import { defaultRetention, type Retention } from '../retention.ts';
import { Cache } from './cache.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { Feed } from './feed.ts';
import { type Moment, Transaction } from './transaction.ts';

export interface SqliteOptions {
  clock?: Clock;
  /** 0 ≤ n < 1, spreads back-offs. */
  random?: () => number;
  backoff?: Backoff;
  retention?: Partial<Retention>;
  /** Refuses every change; the file has to be there. */
  readOnly?: boolean;
  /** Of one that is read only: it has to see what others change while it is open. */
  lasting?: boolean;
}

export class Core {
  readonly db: Database;
  readonly feed: Feed;
  readonly retention: Retention;
  readonly #cache: Cache;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  #latest = 0;
  #grace = 0;

  /** Opens the file, makes it if need be. Throws StoreError. */
  constructor(path: string, options: SqliteOptions) {
    this.db = connect(path, options.readOnly ?? false, options.lasting ?? false);
    this.#cache = new Cache(this.db);
    this.feed = new Feed(this.db, this.#cache);
    this.retention = { ...defaultRetention, ...options.retention };
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#backoff = options.backoff ?? roundBackoff;
  }

  now(): number {
    return this.#moment().now;
  }

  /** A clock that was set back stands still; one that was set forward, or a machine that slept, shows as a silence. */
  #moment(): Moment {
    const before = this.#latest;
    const now = Math.max(before, this.#clock.now());
    if (before > 0 && now - before > awayMs) this.#grace = now + graceMs;
    this.#latest = now;
    return { now, grace: this.#grace };
  }

  /** One transaction on jobs, then word of it. */
  transact<T>(body: (tx: Transaction) => T): T {
    const tx = new Transaction(this.db, this.#cache, this.#moment(), this.#random, this.#backoff);
    let events: JobEvent[] = [];
    let value: T;
    try {
      value = this.db.write(() => {
        this.#cache.validate();
        const value = body(tx);
        tx.complete();
        events = this.feed.record(tx.events, tx.now);
        return value;
      });
    } catch (error) {
      this.#cache.clear();
      throw error;
    }
    this.feed.publish(events, tx.filled);
    return value;
  }

  /** Changes facts that are cached: the policy, or what sessions there are. Nothing follows from it for jobs yet. */
  changeFacts<T>(body: () => T): T {
    this.#cache.forgetFacts();
    return this.db.write(body);
  }

  close(): void {
    this.feed.close();
    this.db.guard(() => this.db.close());
  }
}
