// Finds the job that a label means: in the same file, then in those that include it, then anywhere if there is one only.

import { didYouMean } from '../diagnostics/suggest.ts';
import type { FileFrame, JobDraft } from './draft.ts';

export type FoundLabel = { ok: true; job: JobDraft } | { ok: false; message: string; help: string };

/** Comparing thousands of slips with thousands of names takes long, and nobody reads that many. */
const maxHints = 20;

export class Labels {
  readonly #jobs: readonly JobDraft[];
  #hints = 0;
  #named: string[] | undefined;
  #anywhere: Map<string, JobDraft[]> | undefined;

  constructor(jobs: readonly JobDraft[]) {
    this.#jobs = jobs;
  }

  find(label: string, frame: FileFrame): FoundLabel {
    if (label.startsWith('#')) {
      const job = this.#jobs[Number(label.slice(1)) - 1];
      // A job that has a name is not found by its number: the number would change with the next edit above it.
      if (job?.label === label) return { ok: true, job };
      if (job !== undefined) return { ok: false, message: `${label} has a name`, help: `it is ${job.label}` };
    }
    for (let at: FileFrame | undefined = frame; at !== undefined; at = at.includedBy) {
      const job = at.labels.get(label);
      if (job !== undefined) return { ok: true, job };
    }
    const [job, second] = this.#index().get(label) ?? [];
    if (job === undefined) {
      return { ok: false, message: `there is no job ${label}`, help: this.#helpFor(label) };
    }
    if (second === undefined) return { ok: true, job };
    const help = `the first is at ${placeOf(job)}, the next at ${placeOf(second)}`;
    return { ok: false, message: `several jobs are called ${label}`, help };
  }

  /** One `*-k` above a job, counted in the whole script. */
  findPrevious(label: string, n: number): FoundLabel {
    const back = Number(label.slice(2));
    const job = this.#jobs[n - 1 - back];
    if (job !== undefined) return { ok: true, job };
    const count = back === 1 ? 'is no action' : `are no ${back} actions`;
    return { ok: false, message: `there ${count} above this one`, help: "job.after:'' waits for nothing" };
  }

  #helpFor(label: string): string {
    if (label.startsWith('#')) return `the last one is #${this.#jobs.length}`;
    this.#named ??= [...this.#index().keys()];
    this.#hints += 1;
    const near = this.#hints > maxHints ? undefined : didYouMean(label, this.#named);
    if (near !== undefined) return near;
    if (this.#named.length === 0) return 'a label is set with job.name on an action';
    return `there are ${this.#named.slice(0, 8).join(', ')}${this.#named.length > 8 ? ', …' : ''}`;
  }

  /** Jobs by their label, where one is written: several may have the same. */
  #index(): Map<string, JobDraft[]> {
    if (this.#anywhere === undefined) {
      this.#anywhere = new Map();
      for (const job of this.#jobs) {
        if (job.labelSpan === undefined) continue;
        const same = this.#anywhere.get(job.label);
        if (same === undefined) this.#anywhere.set(job.label, [job]);
        else same.push(job);
      }
    }
    return this.#anywhere;
  }
}

function placeOf({ written }: JobDraft): string {
  const { source, start } = written.span;
  return `${source.name}:${source.positionAt(start).line}`;
}
