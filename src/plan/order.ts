// What waits for what. By default each action waits for the one above it; job.after, results and job.wait say more.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { findCycles } from './cycles.ts';
import type { Barrier, Draft, EchoDraft, JobDraft, LabelList } from './draft.ts';
import { itemSpan } from './item-span.ts';
import { Labels } from './labels.ts';
import type { ResultReference } from './plan.ts';

export interface Order {
  /** `n` of the jobs before a job (by n - 1) in rising order, none twice. */
  after: number[][];
  /** Those of them that the job names itself, in any order. */
  named: number[][];
  echoes: Map<EchoDraft, number[]>;
  references: Map<JobDraft | EchoDraft, ResultReference[]>;
  diagnostics: Diagnostic[];
}

/** Of all jobs that name no other. */
const none: number[] = [];

/** Problems of single jobs go to their drafts; cycles are in the diagnostics. */
export function orderDrafts(drafts: readonly Draft[], jobs: readonly JobDraft[]): Order {
  const ordering = new Ordering(jobs);
  for (const draft of drafts) {
    if (draft.kind === 'barrier') ordering.addBarrier(draft);
    else if (draft.kind === 'echo') ordering.addEcho(draft);
    else ordering.addJob(draft);
  }
  const { after, named, echoes, references } = ordering;
  return { after, named, echoes, references, diagnostics: findCycles(jobs, after) };
}

class Ordering {
  readonly after: number[][] = [];
  readonly named: number[][] = [];
  readonly echoes = new Map<EchoDraft, number[]>();
  readonly references = new Map<JobDraft | EchoDraft, ResultReference[]>();
  readonly #labels: Labels;
  readonly #jobs: readonly JobDraft[];
  readonly #barriers = new Map<Barrier, number[]>();
  /** Jobs so far that no other one so far waits for, detached ones left out. */
  readonly #open = new Set<number>();
  /** The same as a list, until it changes: many echoes may share it. */
  #openList: number[] | undefined;
  /** The last job that is waited for. */
  #previous: number | undefined;

  constructor(jobs: readonly JobDraft[]) {
    this.#labels = new Labels(jobs);
    this.#jobs = jobs;
  }

  addJob(draft: JobDraft): void {
    const named = this.#namedBy(draft);
    const after = this.#afterOf(draft, named);
    this.after.push(after);
    this.named.push(named);
    // That a detached job waits for another does not mean that anybody waits for the detached one.
    if (draft.attributes.detach) return;
    for (const n of after) this.#open.delete(n);
    this.#previous = draft.n;
    this.#open.add(draft.n);
    this.#openList = undefined;
  }

  #namedBy(draft: JobDraft): number[] {
    if (draft.after === undefined && draft.references.length === 0) return none;
    const labels = draft.after === undefined ? [] : this.#resolveAfter(draft, draft.after);
    return [...labels, ...this.#resolveReferences(draft)];
  }

  #afterOf(draft: JobDraft, named: readonly number[]): number[] {
    const above = draft.after === undefined && this.#previous !== undefined ? [this.#previous] : [];
    if (named.length === 0 && draft.barrier === undefined) return above;
    const before = new Set([...above, ...named]);
    this.#addBarrierJobs(draft.barrier, before);
    return [...before].sort((a, b) => a - b);
  }

  addEcho(draft: EchoDraft): void {
    const references = this.#resolveReferences(draft);
    this.#openList ??= [...this.#open];
    if (references.length === 0 && draft.barrier === undefined) {
      this.echoes.set(draft, this.#openList);
      return;
    }
    const before = new Set([...this.#openList, ...references]);
    this.#addBarrierJobs(draft.barrier, before);
    this.echoes.set(
      draft,
      [...before].sort((a, b) => a - b),
    );
  }

  addBarrier(barrier: Barrier): void {
    const before = new Set(barrier.outer === undefined ? [] : this.#barriers.get(barrier.outer));
    if (barrier.for === undefined) for (const n of this.#open) before.add(n);
    else {
      for (const label of barrier.for.labels) {
        const found = this.#labels.find(label, barrier.frame);
        const wrong = found.ok && found.job.n > this.after.length;
        if (found.ok && !wrong) before.add(found.job.n);
        else {
          const { message, help } = found.ok
            ? { message: `${label} stands below this line`, help: 'job.wait waits for jobs above it' }
            : found;
          const span = barrier.for.span && itemSpan(barrier.for.span, label);
          barrier.problems.push(labelProblem(span, message, help));
        }
      }
    }
    this.#barriers.set(
      barrier,
      [...before].sort((a, b) => a - b),
    );
  }

  /** What waits for a job behind the same barrier waits for the barrier already. */
  #addBarrierJobs(barrier: Barrier | undefined, before: Set<number>): void {
    if (barrier === undefined) return;
    for (const n of before) if (this.#jobs[n - 1]?.barrier === barrier) return;
    for (const n of this.#barriers.get(barrier) ?? []) before.add(n);
  }

  #resolveAfter(draft: JobDraft, list: LabelList): number[] {
    const before: number[] = [];
    for (const label of list.labels) {
      const found = label.startsWith('*')
        ? this.#labels.findPrevious(label, draft.n)
        : this.#labels.find(label, draft.frame);
      if (found.ok) before.push(found.job.n);
      else {
        const span = list.span === undefined ? draft.written.headSpan : itemSpan(list.span, label);
        draft.problems.push(labelProblem(span, found.message, found.help));
      }
    }
    return before;
  }

  #resolveReferences(draft: JobDraft | EchoDraft): number[] {
    const resolved: ResultReference[] = [];
    for (const { param, placeholder, label, key, span } of draft.references) {
      const found = this.#labels.find(label, draft.frame);
      const problem = { code: 'HS0210', severity: 'error', span } as const;
      if (!found.ok) draft.problems.push({ ...problem, message: found.message, help: found.help });
      else if (found.job.attributes.detach) {
        const message = `nobody waits for ${label}, so its result is not known`;
        draft.problems.push({ ...problem, message, help: 'leave out its job.detach' });
      } else resolved.push({ param, placeholder, job: found.job.n, key, span });
    }
    if (resolved.length > 0) this.references.set(draft, resolved);
    return resolved.map(({ job }) => job);
  }
}

function labelProblem(span: Span | undefined, message: string, help: string): Diagnostic {
  return { code: 'HS0212', severity: 'error', message, ...(span === undefined ? {} : { span }), help };
}
