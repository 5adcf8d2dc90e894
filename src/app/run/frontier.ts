// Which steps may be submitted when: those that need results wait for them, and whatever waits for those waits too.

import type { JobStep } from '../../plan/plan.ts';

export class Frontier {
  /** n → how many submissions and ends it still waits for. */
  readonly #blockers = new Map<number, number>();
  /** n → steps that wait for its submission, and those that wait for its end. */
  readonly #bySubmission = new Map<number, JobStep[]>();
  readonly #byEnd = new Map<number, JobStep[]>();
  /** n → late steps that come after it. */
  readonly #dependents = new Map<number, JobStep[]>();
  readonly #initial: JobStep[] = [];

  constructor(jobs: readonly JobStep[]) {
    this.add(jobs);
  }

  /** Jobs that wait for one another, and for none that are here already. */
  add(jobs: readonly JobStep[]): void {
    const late = findLate(jobs);
    for (const step of jobs) {
      if (!late.has(step.n)) {
        this.#initial.push(step);
        continue;
      }
      for (const n of step.after) append(this.#dependents, n, step);
      const awaited = new Set(step.references.map((reference) => reference.job));
      const lateBefore = step.after.filter((n) => late.has(n) && !awaited.has(n));
      this.#blockers.set(step.n, awaited.size + lateBefore.length);
      for (const n of awaited) append(this.#byEnd, n, step);
      for (const n of lateBefore) append(this.#bySubmission, n, step);
    }
  }

  /** Steps that need nothing from others; to be submitted first. */
  get initial(): readonly JobStep[] {
    return this.#initial;
  }

  /** Steps that may be submitted now that job `n` is. */
  submitted(n: number): JobStep[] {
    return this.#unblock(this.#bySubmission, n);
  }

  /** Steps that may be submitted now that job `n` has ended well. */
  ended(n: number): JobStep[] {
    return this.#unblock(this.#byEnd, n);
  }

  /** Steps after job `n` that were not part of the first batch. */
  lateDependents(n: number): readonly JobStep[] {
    return this.#dependents.get(n) ?? [];
  }

  #unblock(waiting: Map<number, JobStep[]>, n: number): JobStep[] {
    const free: JobStep[] = [];
    for (const step of waiting.get(n) ?? []) {
      const left = (this.#blockers.get(step.n) ?? 0) - 1;
      this.#blockers.set(step.n, left);
      if (left === 0) free.push(step);
    }
    waiting.delete(n);
    return free;
  }
}

/** Numbers of the steps that use results, and of all that come after such a step. */
function findLate(jobs: readonly JobStep[]): Set<number> {
  const late = new Set<number>();
  const dependents = new Map<number, JobStep[]>();
  const queue: JobStep[] = [];
  for (const step of jobs) {
    for (const n of step.after) append(dependents, n, step);
    if (step.references.length > 0) queue.push(step);
  }
  for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
    if (late.has(step.n)) continue;
    late.add(step.n);
    queue.push(...(dependents.get(step.n) ?? []));
  }
  return late;
}

function append(map: Map<number, JobStep[]>, n: number, step: JobStep): void {
  const list = map.get(n);
  if (list === undefined) map.set(n, [step]);
  else list.push(step);
}
