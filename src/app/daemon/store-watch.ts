// Whether the store answers: said in the log when that changes.

import type { Clock } from '../../ground/clock.ts';
import { Health } from './health.ts';
import type { Log } from './log.ts';

const lookEveryMs = 1_000;
/** A store that is silent for so long is away. A command that meets that says so, and why, only after a minute. */
const silentMs = 5_000;

export class StoreWatch {
  readonly health: Health;
  readonly #log: Log;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt: number;
  #lookedAt: number;
  #isAway = false;
  #isExplained = false;
  #isOver = false;

  constructor(log: Log, url: string, clock: Clock) {
    this.health = new Health(clock);
    this.#log = log;
    this.#url = url;
    this.#clock = clock;
    this.#startedAt = clock.tick();
    this.#lookedAt = this.#startedAt;
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  answered(): void {
    this.health.answered();
    if (this.#isAway) this.#log.info({ store: this.#url }, 'the store is back');
    this.#isAway = false;
    this.#isExplained = false;
  }

  /** A command was given up. */
  failed({ message }: Error): void {
    if (this.#isExplained || this.#isOver) return;
    this.#isExplained = true;
    this.#tell(message);
  }

  /** Nothing is said from now on: a command that is given up because the process ends tells nothing of the store. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.#clock.tick();
    // A process that was stopped has heard no answers, whatever the store did.
    const hasSlept = now - this.#lookedAt > 2 * lookEveryMs;
    this.#lookedAt = now;
    const silence = this.health.sinceAnswer ?? now - this.#startedAt;
    if (this.#isAway || hasSlept || silence < silentMs) return;
    this.#tell(`${this.#url} has not answered for ${Math.round(silence / 1000)} s`);
  }

  #tell(problem: string): void {
    this.#isAway = true;
    this.#log.warn({ store: this.#url, problem }, 'the store is away');
  }
}
