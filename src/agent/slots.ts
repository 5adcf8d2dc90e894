// Free slots of the actors that limit how many of their jobs run at a time.

import type { Actor } from '../actors/actor.ts';

export class SlotTable {
  /** Only actors with a limit are in it. */
  readonly #free = new Map<string, number>();

  constructor(actors: ReadonlyMap<string, Actor>) {
    for (const actor of actors.values()) {
      if (actor.concurrency !== undefined) this.#free.set(actor.name, actor.concurrency);
    }
  }

  /** Undefined when no actor has a limit. */
  free(): Record<string, number> | undefined {
    return this.#free.size === 0 ? undefined : Object.fromEntries(this.#free);
  }

  has(actor: string): boolean {
    return (this.#free.get(actor) ?? 1) > 0;
  }

  take(actor: string): void {
    this.#add(actor, -1);
  }

  give(actor: string): void {
    this.#add(actor, 1);
  }

  #add(actor: string, count: number): void {
    const free = this.#free.get(actor);
    if (free !== undefined) this.#free.set(actor, free + count);
  }
}
