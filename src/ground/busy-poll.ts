// Busy polling: while calls follow one another closely this process looks for the next answer instead of going to sleep,
// since being woken takes longer than most answers do.

/** Calls further apart than this are not close, and after none of them does the process stay awake for longer; milliseconds. */
const longestMs = 2;
/** After a call that follows no other closely. */
const shortestMs = 0.1;
/** Who gets to look again only after so long was kept off its core, which somebody else needs more. */
const crowdedMs = 0.5;

export class BusyPoll {
  readonly #now: () => number;
  readonly #soon: (look: () => void) => void;
  #awakeMs = shortestMs;
  #called = Number.NEGATIVE_INFINITY;
  #looked = 0;
  #isAwake = false;

  /** `soon`: calls `look` at the next turn of the event loop, which does not sleep before it. */
  constructor(now: () => number, soon: (look: () => void) => void) {
    this.#now = now;
    this.#soon = soon;
  }

  /** A call was sent: its answer may be here soon, or the next call. */
  called(): void {
    const now = this.#now();
    const isClose = now - this.#called < longestMs;
    this.#awakeMs = isClose ? Math.min(2 * this.#awakeMs, longestMs) : shortestMs;
    this.#called = now;
    if (this.#isAwake) return;
    this.#isAwake = true;
    this.#looked = now;
    this.#soon(this.#look);
  }

  readonly #look = (): void => {
    const now = this.#now();
    this.#isAwake = now - this.#called < this.#awakeMs && now - this.#looked < crowdedMs;
    this.#looked = now;
    if (this.#isAwake) this.#soon(this.#look);
  };
}

/** Of this process: it has one event loop. */
export const busyPoll = new BusyPoll(() => performance.now(), setImmediate);
