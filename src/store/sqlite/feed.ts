// The event stream: written in the transaction it tells of, delivered to this process right after the commit, and to
// other processes when they see that the file has changed.

import { parseExactly } from '../../ground/exact-json.ts';
import { deliver, type Listener, type StoredEvent, toEvent } from '../listeners.ts';
import type { JobEvent } from '../parts/feed.ts';
import type { Cache } from './cache.ts';
import type { Database } from './database.ts';
import { isDrained, openLanes } from './drained.ts';
import { hasPullable } from './room.ts';
import { resultText } from './rows.ts';
import type { EventDraft, Transaction } from './transaction.ts';

/** Events in one row at most. */
const rowSize = 1_000;
/** A longer result is read from its job instead of being kept twice. */
const inlineResult = 4_096;
/** How often other processes are looked after: at once after a change, ever more seldom while nothing happens. */
const pollMs = { least: 1, most: 50 } as const;

const lastEvent = 'last event';

interface Waiter {
  agent: string;
  lanes: string[];
  wake: () => void;
}

export class Feed {
  readonly #db: Database;
  readonly #cache: Cache;
  readonly #listeners = new Set<Listener>();
  readonly #waiters = new Set<Waiter>();
  readonly #queue: JobEvent[][] = [];
  /** The last event that was queued for the listeners. */
  #seen = 0;
  #version: unknown;
  #timer: NodeJS.Timeout | undefined;
  #delay: number = pollMs.least;

  constructor(db: Database, cache: Cache) {
    this.#db = db;
    this.#cache = cache;
  }

  /** Inside the transaction: numbers and writes the events. */
  record(drafts: EventDraft[], now: number): JobEvent[] {
    if (drafts.length === 0) return [];
    const first = this.#cache.fact(lastEvent, () => this.#last()) + 1;
    this.#cache.learn(lastEvent, first + drafts.length - 1);
    for (let i = 0; i < drafts.length; i += rowSize) {
      const part = drafts.slice(i, i + rowSize);
      this.#db
        .sql('insert into event_batch(first, n, at, body) values (?, ?, ?, ?)')
        .run(first + i, part.length, now, JSON.stringify(part.map(toStored)));
    }
    return this.#listeners.size === 0
      ? []
      : drafts.map((draft, i) => {
          draft.seq = first + i;
          return draft;
        });
  }

  /** After the commit: tells this process. */
  publish(events: JobEvent[], filled: Transaction['filled']): void {
    if (this.#waiters.size > 0 && filled.size > 0) {
      for (const waiter of this.#waiters) {
        const lanes = filled.get(waiter.agent);
        if (lanes !== undefined && waiter.lanes.some((lane) => lanes.has(lane))) waiter.wake();
      }
    }
    const [first] = events;
    if (first === undefined || this.#listeners.size === 0) return;
    // Others may have written in between; their events come first.
    if (first.seq === this.#seen + 1) this.#enqueue(events);
    else this.#catchUp();
    this.#hurry();
  }

  subscribe(call: (events: JobEvent[]) => void): () => void {
    const last = this.#last();
    if (this.#listeners.size === 0) this.#seen = last;
    const listener = { call, after: last };
    this.#listeners.add(listener);
    this.#hurry();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || this.#hasWork(agent, lanes)) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { agent, lanes, wake };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake);
      this.#waiters.add(waiter);
      this.#hurry();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
    for (const waiter of this.#waiters) waiter.wake();
  }

  #last(): number {
    return Number(this.#db.value('select first + n - 1 from event_batch order by first desc limit 1') ?? 0);
  }

  #hasWork(agent: string, all: string[]): boolean {
    const sql = 'select 1 from job where inbox = cast(? as text) and lane = cast(? as text) and parked is null limit 1';
    return this.#db.look(() => {
      const lanes = openLanes(all, isDrained(this.#db, agent));
      return lanes.some((lane) => this.#db.row(sql, agent, lane) !== undefined) || hasPullable(this.#db, agent, lanes);
    });
  }

  /** Reads what the listeners have not heard of yet. */
  #catchUp(): void {
    const sql = 'select first, at, body from event_batch where first > ? order by first';
    for (const [first, at, body] of this.#db.look(() => this.#db.rows(sql, this.#seen))) {
      const stored = parseExactly(String(body)) as StoredEvent[];
      this.#enqueue(
        stored.map((event, i) => {
          const result = event.big === true ? this.#resultOf(event.guid) : null;
          return toEvent(event, Number(first) + i, Number(at), result);
        }),
      );
    }
  }

  #enqueue(events: JobEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#seen = last.seq;
    this.#queue.push(events);
    if (this.#queue.length === 1) queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    // A listener may use the store; what it causes waits in the queue until the others have heard of this.
    for (const events of this.#queue) deliver(this.#listeners, events);
    this.#queue.length = 0;
  }

  /** Looks after other processes soon again. */
  #hurry(): void {
    if (this.#timer !== undefined && this.#delay <= pollMs.least * 4) return;
    clearTimeout(this.#timer);
    this.#delay = pollMs.least;
    this.#arm();
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#poll(), this.#delay);
    this.#timer.unref();
  }

  #poll(): void {
    this.#timer = undefined;
    if (this.#listeners.size === 0 && this.#waiters.size === 0) return;
    try {
      this.#look();
    } catch {
      // Whoever uses the store next is told what is wrong with the file; here nobody listens.
      this.#delay = pollMs.most;
    }
    this.#arm();
  }

  #look(): void {
    const version = this.#db.look(() => this.#db.value('pragma data_version'));
    if (version === this.#version) {
      this.#delay = Math.min(pollMs.most, this.#delay * 1.25);
      return;
    }
    this.#delay = pollMs.least;
    if (this.#listeners.size > 0) this.#catchUp();
    for (const waiter of this.#waiters) if (this.#hasWork(waiter.agent, waiter.lanes)) waiter.wake();
    this.#version = version;
  }

  #resultOf(guid: string): unknown {
    const text = this.#db.sql('select result from job where guid = ? and ended_ms is not null').get(guid)?.result;
    return typeof text === 'string' ? parseExactly(text) : null;
  }
}

function toStored(draft: EventDraft): StoredEvent {
  const stored: StoredEvent = { guid: draft.guid, path: draft.path };
  if (draft.run !== null) stored.run = draft.run;
  if (draft.agent !== null) stored.agent = draft.agent;
  if (draft.attempt !== 0) stored.attempt = draft.attempt;
  if (draft.outcome !== null) stored.outcome = draft.outcome;
  if (draft.ignored) stored.ignored = true;
  if (draft.code !== 0) stored.code = draft.code;
  if (draft.message !== '') stored.message = draft.message;
  if (draft.result !== null) {
    if ((resultText(draft.result) ?? '').length > inlineResult) stored.big = true;
    else stored.result = draft.result;
  }
  return stored;
}
