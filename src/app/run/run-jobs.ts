// The jobs of a run as they stand, by their number in the script and by their guid, and the plan that they are of.

import type { AuthorisedPlan, JobStep } from '../../plan/plan.ts';
import { guidFor, newJobState, type RunJobState, wentWrong } from './job-state.ts';
import type { EndedJob } from './results.ts';
import { type Ending, Tally } from './tally.ts';

export class RunJobs {
  readonly #byNumber = new Map<number, RunJobState>();
  readonly #byGuid = new Map<string, RunJobState>();
  readonly #waiting = new Map<RunJobState, () => void>();
  #authorised: AuthorisedPlan;
  readonly tally = new Tally();
  /** How many are not over. */
  openCount: number;

  constructor(authorised: AuthorisedPlan) {
    this.#authorised = authorised;
    const { plan, source } = authorised;
    this.openCount = plan.jobs.length;
    for (const step of plan.jobs) {
      const job = newJobState(step, source);
      this.#byNumber.set(step.n, job);
      this.#byGuid.set(job.guid, job);
    }
  }

  get authorised(): AuthorisedPlan {
    return this.#authorised;
  }

  /** In script order. */
  [Symbol.iterator](): IterableIterator<RunJobState> {
    return this.#byNumber.values();
  }

  find(guid: string): RunJobState | undefined {
    return this.#byGuid.get(guid);
  }

  presume(n: number): RunJobState {
    const job = this.#byNumber.get(n);
    if (job === undefined) throw new Error(`the plan names job ${n}, which it does not have`);
    return job;
  }

  presumeGuid(guid: string): RunJobState {
    const job = this.find(guid);
    if (job === undefined) throw new Error(`the run has no job ${guid}`);
    return job;
  }

  /** Counts it as over; false when it was already. */
  end(job: RunJobState, ending: Ending): boolean {
    if (job.over) return false;
    job.over = true;
    this.openCount -= 1;
    this.tally.add(job.step.n, ending);
    this.#waiting.get(job)?.();
    return true;
  }

  /** For one waiter at a time, before it is over. */
  whenOver(job: RunJobState): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(job, resolve));
  }

  /** Goes on with another plan of the same jobs, for those that are not over. */
  adopt(authorised: AuthorisedPlan): void {
    this.#authorised = authorised;
    for (const step of authorised.plan.jobs) {
      const job = this.presume(step.n);
      if (job.over) continue;
      if (step.attributes.key !== job.step.attributes.key) {
        this.#byGuid.delete(job.guid);
        job.guid = guidFor(step, authorised.source);
        this.#byGuid.set(job.guid, job);
      }
      job.step = step;
      job.params = step.params;
    }
  }

  /** Steps of the jobs that are not over; what is over is not waited for any more. */
  open(): JobStep[] {
    const isOpen = (n: number) => !this.presume(n).over;
    return [...this].flatMap(({ step, over }) => {
      const references = step.references.filter(({ job }) => isOpen(job));
      return over ? [] : [{ ...step, after: step.after.filter(isOpen), references }];
    });
  }

  /** As those that use its result see it. */
  ended(n: number): EndedJob {
    const { step, state, code, message, result } = this.presume(n);
    return { label: step.label, state, code, message, result };
  }

  /** Says by its label which job kept this one from running; the store knows guids only. */
  culpritOf(step: JobStep): string {
    const bad = step.after.map((n) => this.presume(n)).find(wentWrong);
    if (bad === undefined) return 'a job it depends on did not end well';
    return `${bad.step.label} ${bad.outcome === 'dependency' ? 'skipped' : (bad.outcome ?? 'failed')}`;
  }
}
