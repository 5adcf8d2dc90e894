// The event stream as it comes: one blocking read behind the last event that was heard, on a connection of its own.

import { setImmediate as immediate } from 'node:timers/promises';
import { parseExactly } from '../../ground/exact-json.ts';
import { StoreError } from '../errors.ts';
import { deliver, type Listener, type StoredEvent, toEvent } from '../listeners.ts';
import type { JobEvent } from '../parts/feed.ts';
import type { BlockingConnection } from './blocking.ts';
import type { Connection } from './connect.ts';

const blockMs = 2_000;
/** Whoever waits for its own events gives up after this: the stream is news, not the truth. */
const patienceMs = 3_000;
/** Behind all parts of an entry: entries are named after their last event. */
const lastPart = '18446744073709551615';

export class Feed {
  readonly #connection: Connection;
  readonly #key: string;
  readonly #last: () => Promise<number>;
  readonly #resultOf: (guid: string) => Promise<unknown>;
  readonly #listeners = new Set<Listener>();
  readonly #waiters = new Set<{ seq: number; wake: () => void }>();
  #blocking: BlockingConnection | undefined;
  #begin: Promise<void> | undefined;
  #seen = 0;
  #isClosed = false;

  /** `last`: number of the last event; `resultOf`: a result too long for the stream. */
  constructor(
    connection: Connection,
    key: string,
    last: () => Promise<number>,
    resultOf: (guid: string) => Promise<unknown>,
  ) {
    this.#connection = connection;
    this.#key = key;
    this.#last = last;
    this.#resultOf = resultOf;
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(call: (events: JobEvent[]) => void): () => void {
    const listener: Listener = { call, after: Number.MAX_SAFE_INTEGER };
    this.#listeners.add(listener);
    // Asked before any later command of this process, and so true of what that one changes.
    this.#begin = Promise.all([this.#begin, this.#beginFor(listener)]).then(() => {});
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves when the listeners have been told of the event with this number. */
  async heard(seq: number): Promise<void> {
    if (!this.isHeard) return;
    await this.#begin;
    if (seq <= this.#seen || this.#blocking === undefined) return;
    await new Promise<void>((resolve) => {
      const waiter = {
        seq,
        wake: () => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve();
        },
      };
      const timer = setTimeout(waiter.wake, patienceMs);
      this.#waiters.add(waiter);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#blocking?.close();
    this.#wake();
  }

  /** Finds out which events are news to it. */
  async #beginFor(listener: Listener): Promise<void> {
    while (!this.#isClosed && this.#listeners.has(listener)) {
      try {
        listener.after = await this.#last();
        if (this.#blocking === undefined && !this.#isClosed) this.#start(listener.after);
        return;
      } catch {
        await pause();
      }
    }
  }

  #start(seq: number): void {
    this.#seen = seq;
    const blocking = this.#connection.openBlocking(blockMs);
    this.#blocking = blocking;
    void this.#read(blocking);
  }

  async #read(blocking: BlockingConnection): Promise<void> {
    while (!this.#isClosed && this.isHeard) {
      let answer: unknown;
      try {
        const from = `${this.#seen}-${lastPart}`;
        answer = await blocking.blockCopied(['XREAD', 'COUNT', 100, 'BLOCK', blockMs, 'STREAMS', this.#key, from]);
      } catch {
        await pause();
        continue;
      }
      if (answer === undefined || answer === null) continue;
      const [[, entries]] = answer as [[string, [string, string[]][]]];
      for (const [id, fields] of entries) {
        const events = await this.#toEvents(id, fields).catch(ifUnreadable);
        if (events === undefined) {
          await pause();
          break;
        }
        // Events come by another connection, perhaps before a new listener knows which of them are its own.
        await this.#begin;
        this.#seen = Number(id.split('-', 1)[0]);
        deliver(this.#listeners, events);
        this.#wake();
      }
      // Whoever has heard goes on first; what happens meanwhile comes with the next read.
      await immediate();
    }
    blocking.close();
    if (this.#blocking === blocking) this.#blocking = undefined;
    this.#wake();
    // Somebody subscribed while the last read was on its way.
    if (!this.#isClosed && this.isHeard) this.#start(this.#seen);
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (waiter.seq <= this.#seen || this.#isClosed || this.#blocking === undefined) waiter.wake();
    }
  }

  async #toEvents(id: string, fields: string[]): Promise<JobEvent[]> {
    const last = Number(id.split('-', 1)[0]);
    const at = Number(fields[1]);
    const stored = parseEvents(fields[3] ?? '[]');
    const events: JobEvent[] = [];
    for (const [i, event] of stored.entries()) {
      const result = event.big === true ? await this.#resultOf(event.guid) : null;
      events.push(toEvent(event, last - stored.length + 1 + i, at, result));
    }
    return events;
  }
}

/** What no program can read is passed over; a result that the store cannot give now is asked for again, with its entry. */
function ifUnreadable(error: unknown): JobEvent[] | undefined {
  return error instanceof StoreError ? undefined : [];
}

/** After a failure, which whoever uses the store next is told of; here nobody asks. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 200).unref());

/** What happened to several jobs alike is said once. */
type SharedEvent = Omit<StoredEvent, 'guid'> & { guid?: string; guids?: string[] };

function parseEvents(text: string): StoredEvent[] {
  try {
    const shared = parseExactly(text) as SharedEvent[];
    return shared.flatMap(({ guids, ...event }) =>
      guids === undefined ? [event as StoredEvent] : guids.map((guid) => ({ ...event, guid })),
    );
  } catch {
    // Somebody else's entry under our key.
    return [];
  }
}
