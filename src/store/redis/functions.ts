// Calls of our functions: their common answer, the rest that a call leaves for the next ones, and the clock of tests.

import type { Clock } from '../../ground/clock.ts';
import type { Argument } from './client.ts';
import type { Connection } from './connect.ts';
import type { Feed } from './feed.ts';

/** Jobs that one call takes in, claims, or gives an end to, at most. */
export const pieceSize = 25;

/** Pieces of one work that are sent before the first of them is answered, so that the server need not wait for us. */
export const maxUnderway = 4;

type Answer = [answer: unknown, more: number, event: number];

export class Functions {
  readonly #connection: Connection;
  readonly #jobs: string;
  readonly #counters: string;
  readonly #clock: Clock | undefined;
  feed: Feed | undefined;

  /** `jobs`: the hash of jobs; `counters`: key of the counters. `clock`: of tests; the server's own otherwise. */
  constructor(connection: Connection, jobs: string, counters: string, clock: Clock | undefined) {
    this.#connection = connection;
    this.#jobs = jobs;
    this.#counters = counters;
    this.#clock = clock;
  }

  /** A function that only reads. */
  read(name: string, ...args: Argument[]): Promise<unknown> {
    this.#setClock();
    return this.#connection.call(name, [this.#jobs], args);
  }

  /**
   * A function that changes something: its answer, once all that follows from it is done and told, and it is where the
   * address wants it to be before it is acknowledged.
   */
  async act(name: string, ...args: Argument[]): Promise<unknown> {
    this.#setClock();
    return this.#finish(await this.#connection.callCopied(name, [this.#jobs], args));
  }

  /** As `act`, for what may be lost with the server: it is said again, or found out. */
  async tell(name: string, ...args: Argument[]): Promise<unknown> {
    this.#setClock();
    return this.#finish(await this.#connection.call(name, [this.#jobs], args));
  }

  async #finish(first: unknown): Promise<unknown> {
    const [answer, more, event] = first as Answer;
    await this.feed?.heard(more === 1 ? await this.#goOn() : event);
    return answer;
  }

  /** Does what is left, the more of it at once the more there is. Returns the number of the last event. */
  async #goOn(): Promise<number> {
    const underway: Promise<Answer>[] = [];
    let last = 0;
    let isLeft = true;
    for (let most = 1; isLeft || underway.length > 0; most = Math.min(most + 1, maxUnderway)) {
      while (isLeft && underway.length < most) {
        const piece = this.#connection.call('hr_continue', [this.#jobs], []) as Promise<Answer>;
        // That it failed is told when its turn comes.
        piece.catch(() => {});
        underway.push(piece);
      }
      const [, more, event] = await (underway.shift() as Promise<Answer>);
      isLeft = more === 1;
      last = event;
    }
    return last;
  }

  #setClock(): void {
    if (this.#clock === undefined) return;
    // Sent before the call on the same connection; a failure shows in the call itself.
    this.#connection.send('HSET', this.#counters, 'test_now', this.#clock.now()).catch(() => {});
  }
}
