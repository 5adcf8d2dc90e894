// Busy polling: a process that waits looks for the answer instead of going to sleep, as long as such waits are short.
// To be woken takes longer than most answers do.

/** One of these for each kind of wait, as each has a length of its own. */
export class BusyPoll {
  readonly #longestMs: number;
  readonly #now: () => number;
  readonly #soon: (look: () => void) => void;
  #isUsual = true;
  #underway = 0;
  #until = 0;
  #isAwake = false;

  /**
   * No wait is polled for more than `longestMs` milliseconds, and none after one that took longer than that. `soon`: calls
   * `look` at the next turn of the event loop, which does not sleep before it.
   */
  constructor(longestMs: number, now = () => performance.now(), soon: (look: () => void) => void = setImmediate) {
    this.#longestMs = longestMs;
    this.#now = now;
    this.#soon = soon;
  }

  /** Resolves and rejects as `answer` does. */
  async during<T>(answer: Promise<T>): Promise<T> {
    const begun = this.#now();
    this.#underway += 1;
    if (this.#isUsual) this.#stayAwake(begun + this.#longestMs);
    try {
      return await answer;
    } finally {
      this.#underway -= 1;
      this.#isUsual = this.#now() - begun < this.#longestMs;
    }
  }

  #stayAwake(until: number): void {
    this.#until = until;
    if (this.#isAwake) return;
    this.#isAwake = true;
    this.#soon(this.#look);
  }

  readonly #look = (): void => {
    this.#isAwake = this.#underway > 0 && this.#now() < this.#until;
    if (this.#isAwake) this.#soon(this.#look);
  };
}
