// When the store last answered: what a process that stays says of its own health.

import type { Clock } from '../../ground/clock.ts';

/** A process whose store has not answered for this long is not well, milliseconds. */
const staleMs = 10_000;

export class Health {
  readonly #clock: Clock;
  #answered: number | undefined;
  draining = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(): void {
    this.#answered = this.#clock.tick();
  }

  /** Milliseconds; null before the first answer. */
  get sinceAnswer(): number | null {
    return this.#answered === undefined ? null : Math.round(this.#clock.tick() - this.#answered);
  }

  get isWell(): boolean {
    const since = this.sinceAnswer;
    return since !== null && since < staleMs;
  }

  get isReady(): boolean {
    return this.isWell && !this.draining;
  }
}
