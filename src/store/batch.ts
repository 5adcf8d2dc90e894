// A batch of jobs that come together, as far as it can be judged without asking what is stored, and what is said of one
// that is refused.

import type { Job } from '../records/job.ts';
import { findCycle } from './cycle.ts';
import type { Refusal } from './parts/jobs.ts';

/** A job before it is in the store. */
export interface Newcomer {
  readonly guid: string;
  /** The record without its status: two jobs of one guid are the same if this is. */
  readonly spec: string;
  /** Guids, each once. */
  readonly needs: readonly string[];
}

export class Batch<T extends Newcomer> {
  readonly #newcomers = new Map<string, T>();
  readonly #conflicts: Refusal[] = [];

  /** By guid, in the order they came. */
  get newcomers(): ReadonlyMap<string, T> {
    return this.#newcomers;
  }

  /** False: the batch has one of this guid. */
  add(newcomer: T): boolean {
    const { guid, spec } = newcomer;
    const twin = this.#newcomers.get(guid);
    if (twin === undefined) {
      this.#newcomers.set(guid, newcomer);
      return true;
    }
    if (twin.spec !== spec) this.#conflicts.push(conflict(guid));
    return false;
  }

  /** What is wrong with it by itself, once all of them are there. */
  refusals(): Refusal[] {
    const cycle = findCycle(this.#newcomers);
    if (cycle === undefined) return this.#conflicts;
    const detail = `depends on itself: ${[...cycle, cycle[0]].join(' → ')}`;
    return [...this.#conflicts, ...cycle.map((guid): Refusal => ({ guid, reason: 'dependency_cycle', detail }))];
  }
}

export function needsOf(job: Job): string[] {
  return job.dependencies.length === 0 ? [] : [...new Set(job.dependencies.map(({ guid }) => guid))];
}

export function conflict(guid: string): Refusal {
  return { guid, reason: 'conflict', detail: 'another job has this guid' };
}

export function unknownDependency(guid: string, needed: string): Refusal {
  return { guid, reason: 'unknown_dependency', detail: `depends on ${needed}, which is not in the store` };
}
