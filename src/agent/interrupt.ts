// How a running action is told to stop, and what its ending means then.

import type { Interruption } from '../actors/actor.ts';

/** Reason of the abort signal that an action gets. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly interruption: Interruption;

  constructor(interruption: Interruption) {
    super(interruption);
    this.interruption = interruption;
  }
}

/**
 * How long an action may take to react to its signal before its job is ended without it, milliseconds. The store takes a job
 * that was cancelled or ran out of time from its agent sooner; this is how long the agent keeps a slot for the action.
 */
const abandonAfterMs = 15_000;

/** The handle by which one execution is stopped. Most are never asked for their signal, so it is made when it is. */
export class Stop {
  /** Why it was stopped; the first reason stays. */
  interruption: Interruption | undefined;
  /** Rejects when the action did not react within the grace. */
  readonly givenUp: Promise<never>;
  #controller: AbortController | undefined;
  #giveUp: (reason: Interrupted) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  readonly #abandonAfterMs: number;

  constructor(afterMs = abandonAfterMs) {
    this.#abandonAfterMs = afterMs;
    this.givenUp = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    // Nobody may be waiting for it any more.
    this.givenUp.catch(() => {});
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.interruption !== undefined) this.#controller.abort(new Interrupted(this.interruption));
    }
    return this.#controller.signal;
  }

  interrupt(interruption: Interruption): void {
    if (this.interruption !== undefined) return;
    this.interruption = interruption;
    const reason = new Interrupted(interruption);
    this.#timer = setTimeout(() => this.#giveUp(reason), this.#abandonAfterMs);
    this.#controller?.abort(reason);
  }

  /** The action has ended. */
  over(): void {
    clearTimeout(this.#timer);
  }
}
