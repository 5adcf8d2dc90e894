// Jobs that the store believes to be here and that nobody here knows of: the answer to their claim was lost, or they were
// stopped here while the store was silent. Their lease is renewed with all others, so nobody else would ever get them.

import type { Held } from '../store/parts/sessions.ts';
import type { JobRef } from '../store/parts/work.ts';

interface Sighting {
  fence: number;
  /** The last round that had begun then: it or one before may still bring the job. */
  round: number;
}

export class Strangers {
  #rounds = 0;
  /** Rounds under way, and the guids they hand back. */
  readonly #underway = new Map<number, Set<string>>();
  #sightings = new Map<string, Sighting>();

  /** A round begins; returns its number. */
  begin(): number {
    this.#rounds += 1;
    this.#underway.set(this.#rounds, new Set());
    return this.#rounds;
  }

  /** The round offers these to the store. */
  hand(round: number, refs: readonly JobRef[]): void {
    for (const { guid } of refs) this.#underway.get(round)?.add(guid);
  }

  end(round: number): void {
    this.#underway.delete(round);
  }

  /** Those to be given back: unknown at two beats, and no round from before the first of them is under way any more. */
  meet(held: readonly Held[], known: ReadonlySet<string>): JobRef[] {
    const handed = [...this.#underway.values()];
    const oldest = Math.min(...this.#underway.keys());
    const sightings = new Map<string, Sighting>();
    const returns: JobRef[] = [];
    for (const { guid, fence } of held) {
      if (known.has(guid) || handed.some((guids) => guids.has(guid))) continue;
      const before = this.#sightings.get(guid);
      if (before?.fence !== fence) sightings.set(guid, { fence, round: this.#rounds });
      else if (oldest > before.round) returns.push({ guid, fence });
      else sightings.set(guid, before);
    }
    this.#sightings = sightings;
    return returns;
  }
}
