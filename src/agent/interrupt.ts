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

export function interruptionOf(signal: AbortSignal): Interruption | undefined {
  return signal.reason instanceof Interrupted ? signal.reason.interruption : undefined;
}
