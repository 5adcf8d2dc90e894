// What makes the jobs of this process safe: a session of the agent in the store, renewed by a heartbeat. One that was
// buried meanwhile is followed by a new one.

import { hostname } from 'node:os';
import type { Clock } from '../ground/clock.ts';
import { newGuid } from '../ground/id.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { Store } from '../store/ports.ts';
import { processStart } from './process-start.ts';

/** `held` undefined: the session was buried. `asked`: wall clock just before the store was asked. */
export type OnBeat = (held: Held[] | undefined, asked: number) => void;

export interface Heartbeat {
  /** At once; no beat is heard of any more. */
  stop(): void;
}

export interface SessionOptions {
  store: Store;
  /** Public key of the agent. */
  pubkey: string;
  lanes: string[];
  /** The run this process follows, if any. */
  run: string | null;
  /** Milliseconds for which the jobs of this process are safe without a sign of life. */
  leaseMs: number;
  clock: Clock;
  /** Renews the lease of a session, from a thread of its own so that a busy event loop does not look dead. */
  startHeartbeat(session: string, onBeat: OnBeat): Heartbeat;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #onBeat: OnBeat;
  readonly #onSilence: () => void;
  #id = '';
  #heartbeat: Heartbeat | undefined;
  #lastBeat = 0;
  #isAsking = false;
  #watch: NodeJS.Timeout | undefined;

  /** `onSilence`: no beat was answered for most of the lease, so that somebody else may soon have these jobs. */
  constructor(options: SessionOptions, onBeat: OnBeat, onSilence: () => void) {
    this.#options = options;
    this.#onBeat = onBeat;
    this.#onSilence = onSilence;
  }

  get id(): string {
    return this.#id;
  }

  /** A new one, in place of that before. */
  async open(): Promise<void> {
    const { store, pubkey: agent, lanes, run, leaseMs, clock, startHeartbeat } = this.#options;
    this.#heartbeat?.stop();
    this.#id = newGuid();
    const start = processStart(process.pid) ?? '';
    const about = { id: this.#id, agent, lanes, run, host: hostname(), pid: process.pid, processStart: start };
    await store.openSession(about, leaseMs);
    this.#lastBeat = clock.tick();
    this.#heartbeat = startHeartbeat(this.#id, (held, asked) => this.#hear(held, asked));
    this.#watch ??= setInterval(() => this.#checkLease(), Math.max(100, leaseMs / 15)).unref();
  }

  /** A beat now instead of when it is time. */
  async beat(): Promise<void> {
    const { store, leaseMs, clock } = this.#options;
    const asked = clock.now();
    const id = this.#id;
    const held = await store.beat(id, leaseMs);
    // It may have been replaced meanwhile, and what is said of it is no news of the new one.
    if (id === this.#id) this.#hear(held, asked);
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    await this.#options.store.closeSession(this.#id);
  }

  #hear(held: Held[] | undefined, asked: number): void {
    if (held !== undefined) this.#lastBeat = this.#options.clock.tick();
    this.#onBeat(held, asked);
  }

  #checkLease(): void {
    const { clock, leaseMs } = this.#options;
    const silence = clock.tick() - this.#lastBeat;
    if (silence <= 0.4 * leaseMs) return;
    if (silence > 0.8 * leaseMs) this.#onSilence();
    // A beat goes the way of the claims, too: the thread of the heartbeat may have ended. And when a store that was away is
    // back, jobs may be claimed before the thread hears of it, which are not to be given up for the silence before them.
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.beat()
      .catch(() => {})
      .finally(() => {
        this.#isAsking = false;
      });
  }
}
