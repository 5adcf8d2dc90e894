// Times of day that a change of the clocks leaves out, where the missing hour ends at midnight: the library looks for the
// first moment after the gap on the same day only, and that day is over then.

import { Cron } from 'croner';

const dayMs = 86_400_000;
/** Clocks that changed twice, there and back, have done so over a longer time. */
const surelyOnceMs = 20 * dayMs;

export class Gaps {
  /** The same expression where no hour is ever missing: its slots are what the clocks on the wall would show. */
  readonly #onWall: Cron;
  readonly #clock: Intl.DateTimeFormat;

  constructor(cron: string, tz: string) {
    this.#onWall = new Cron(cron, { timezone: 'UTC', paused: true, mode: '5-or-6-parts' });
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    this.#clock = new Intl.DateTimeFormat('en', { timeZone: tz, ...parts, second: 'numeric', hourCycle: 'h23' });
  }

  /** The first moment after a gap that has a slot, if that comes after `ms` and before `next`. */
  after(ms: number, next: number | null): number | undefined {
    if (next !== null && this.#isEven(ms, next)) return undefined;
    const slot = this.#onWall.nextRun(new Date(this.#wall(ms)))?.getTime();
    if (slot === undefined || (next !== null && slot >= this.#wall(next))) return undefined;
    return this.#endOfGap(slot);
  }

  /** The same backwards. */
  before(ms: number, last: number | null): number | undefined {
    if (last !== null && this.#isEven(last, ms)) return undefined;
    const slot = this.#onWall.previousRuns(1, new Date(this.#wall(ms)))[0]?.getTime();
    if (slot === undefined || (last !== null && slot <= this.#wall(last))) return undefined;
    const end = this.#endOfGap(slot);
    return end !== undefined && end < ms ? end : undefined;
  }

  /** No clock has changed in between: the usual case, which costs little so. */
  #isEven(from: number, to: number): boolean {
    return to - from < surelyOnceMs && this.#offset(from) === this.#offset(to);
  }

  /** Undefined if the clocks show that time. */
  #endOfGap(slot: number): number | undefined {
    let [early, late] = [slot - dayMs, slot + dayMs];
    const offset = this.#offset(early);
    if ([offset, this.#offset(late)].some((one) => this.#wall(slot - one) === slot)) return undefined;
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (this.#offset(middle) === offset) early = middle;
      else late = middle;
    }
    return late;
  }

  #offset(ms: number): number {
    return this.#wall(ms) - ms;
  }

  /** What the clocks show, as if they were in UTC. */
  #wall(ms: number): number {
    const at: Record<string, number> = {};
    for (const { type, value } of this.#clock.formatToParts(ms)) at[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at;
    return Date.UTC(year, month - 1, day, hour, minute, second) + (ms % 1000);
  }
}
