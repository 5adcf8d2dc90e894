// What a run shows of jobs that other processes execute: their lines and progress, before it tells that they ended.

import { isFinal } from '../../records/outcome.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { LogStream } from '../../store/parts/views.ts';
import type { Store } from '../../store/ports.ts';
import { readNewLines } from '../log-lines.ts';

export interface Listeners {
  /** Whether an event is about a job of the run, be it one that another run has sent first. */
  isOurs(event: JobEvent): boolean;
  onLog(guid: string, stream: LogStream, text: string): void;
  onProgress(guid: string, percent: number | null, message: string): void;
  /** The store failed. */
  onError(error: unknown): void;
}

const lookMs = 200;

export class ElsewhereFollower {
  readonly #store: Pick<Store, 'subscribe' | 'logs' | 'get'>;
  readonly #listeners: Listeners;
  /** The agent in this process, whose lines come straight from it. */
  readonly #local: string | undefined;
  /** Running jobs, with the number of the last line shown and the last progress. */
  readonly #running = new Map<string, { line: number; progress: string }>();
  #queue: Promise<void> = Promise.resolve();
  #looking = false;
  /** Nobody listens any more, also to what was asked for before; the store may be closed. */
  #isLeft = false;

  constructor(store: Pick<Store, 'subscribe' | 'logs' | 'get'>, local: string | undefined, listeners: Listeners) {
    this.#store = store;
    this.#local = local;
    this.#listeners = listeners;
  }

  /** As the store's own, but the last lines of a job come before the event of its end. */
  subscribe(listener: (events: JobEvent[]) => void): () => void {
    const timer = setInterval(() => this.#look(), lookMs);
    const unsubscribe = this.#store.subscribe((events) => {
      const own = events.filter((event) => this.#listeners.isOurs(event));
      if (own.length === 0) return;
      this.#then(async () => {
        for (const event of own) await this.#meet(event);
        if (!this.#isLeft) listener(own);
      });
    });
    return () => {
      this.#isLeft = true;
      clearInterval(timer);
      unsubscribe();
    };
  }

  async #meet({ guid, path, agent }: JobEvent): Promise<void> {
    if (agent !== null && agent === this.#local) return;
    const state = path.at(-1);
    const isRunning = state === 'running';
    if (path.includes('running') && !this.#running.has(guid)) this.#running.set(guid, { line: 0, progress: '' });
    if (isRunning || !this.#running.has(guid)) return;
    await this.#lines(guid);
    // A job that is tried again goes on with its lines where they were.
    if (state !== undefined && isFinal(state)) this.#running.delete(guid);
  }

  #look(): void {
    if (this.#looking || this.#running.size === 0) return;
    this.#looking = true;
    this.#then(async () => {
      for (const guid of [...this.#running.keys()]) {
        await this.#lines(guid);
        await this.#progress(guid);
      }
      this.#looking = false;
    });
  }

  async #lines(guid: string): Promise<void> {
    const shown = this.#running.get(guid);
    if (shown === undefined) return;
    await readNewLines(this.#store, guid, shown.line, (lines) => {
      if (this.#isLeft) return;
      for (const { stream, text, n } of lines) {
        this.#listeners.onLog(guid, stream, text);
        shown.line = n;
      }
    });
  }

  async #progress(guid: string): Promise<void> {
    const shown = this.#running.get(guid);
    const now = (await this.#store.get(guid))?.outcome.progress;
    if (shown === undefined || now === undefined || now === null || this.#isLeft) return;
    const text = JSON.stringify(now);
    if (text === shown.progress) return;
    shown.progress = text;
    this.#listeners.onProgress(guid, now.percent, now.message);
  }

  #then(step: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(() => (this.#isLeft ? undefined : step()))
      .catch((error: unknown) => {
        if (!this.#isLeft) this.#listeners.onError(error);
      });
  }
}
