// The ladder of Ctrl-C: first cancel the run's jobs, then do not wait until they have ended, then go at once.

import { type ExitCode, exitCodes } from '../exit-codes.ts';

export class Interrupts {
  #cancel: ((exit: ExitCode) => Promise<void>) | undefined;
  #pending: ExitCode | undefined;
  #leave: () => void = () => {};
  /** Resolves when the user wants to leave the jobs alone. */
  readonly left: Promise<void>;
  detached = false;
  count = 0;
  /** What the first interrupt wants the process to end with; undefined: there was none. */
  exit: ExitCode | undefined;

  constructor() {
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  /** What the first interrupt does; one that came before is made up for. */
  onCancel(cancel: (exit: ExitCode) => Promise<void>): void {
    this.#cancel = cancel;
    if (this.#pending !== undefined) void cancel(this.#pending);
  }

  /** Returns what this interrupt means, for the view. */
  interrupt(exit: ExitCode = exitCodes.interrupted): 'cancel' | 'detach' | 'kill' {
    this.count += 1;
    this.exit ??= exit;
    if (this.count === 1) {
      if (this.#cancel === undefined) this.#pending = exit;
      else void this.#cancel(exit);
      return 'cancel';
    }
    if (this.count > 2) return 'kill';
    this.detach();
    return 'detach';
  }

  /** Leaves the jobs to the background, where those that were cancelled end. */
  detach(): void {
    this.detached = true;
    this.#leave();
  }
}
