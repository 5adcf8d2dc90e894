// Brings the jobs of a run into the store: one batch after the other, each with all that can be submitted by then. A job
// whose key is known there already is the job of another run; then that one is followed.

import type { JobStep } from '../../plan/plan.ts';
import { isFinal } from '../../records/outcome.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Refusal, Submission } from '../../store/parts/jobs.ts';
import type { Store } from '../../store/ports.ts';
import type { Endings } from './endings.ts';
import { type FillContext, type FilledParams, fillParams } from './fill.ts';
import type { Frontier } from './frontier.ts';
import type { RunJobState } from './job-state.ts';
import { endOf, keyTaken, wasThereBefore } from './known-key.ts';
import type { RunJobs } from './run-jobs.ts';
import { type SubmissionContext, toSubmission } from './submission.ts';
import type { Teller } from './teller.ts';

export interface SubmitterOptions extends SubmissionContext {
  store: Pick<Store, 'submit' | 'get'>;
  /** What of these params does not fit the action. */
  check: FillContext['check'];
}

/** What the run does about what happens here. */
export interface SubmitterHooks {
  /** A batch that was enqueued is with the store. */
  onSubmitted(): void;
  /** News of a job that another run has sent. */
  onEvents(events: readonly JobEvent[]): void;
  /** The store took nothing of a batch. */
  onRefused(): void;
  onError(error: unknown): void;
}

export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #jobs: RunJobs;
  readonly #frontier: Frontier;
  readonly #endings: Endings;
  readonly #teller: Teller;
  readonly #hooks: SubmitterHooks;
  /** Guids of jobs that other runs have sent, too. */
  readonly #shared = new Set<string>();
  readonly #taken = new Set<string>();
  #queue: Promise<void> = Promise.resolve();

  constructor(
    options: SubmitterOptions,
    jobs: RunJobs,
    frontier: Frontier,
    endings: Endings,
    teller: Teller,
    hooks: SubmitterHooks,
  ) {
    this.#options = options;
    this.#jobs = jobs;
    this.#frontier = frontier;
    this.#endings = endings;
    this.#teller = teller;
    this.#hooks = hooks;
  }

  /** Settles when the store has answered to all that was enqueued. */
  get settled(): Promise<void> {
    return this.#queue;
  }

  /** Whether the store has said that it has it. */
  isTaken(guid: string): boolean {
    return this.#taken.has(guid);
  }

  /** Whether another run has sent it, too: what becomes of it is not ours to say. */
  isShared(guid: string): boolean {
    return this.#shared.has(guid);
  }

  fill({ step }: RunJobState): FilledParams {
    return fillParams(step, { ended: (n) => this.#jobs.ended(n), check: this.#options.check });
  }

  /** The first batch. Rejects when the store refuses or fails. */
  begin(steps: readonly JobStep[]): Promise<void> {
    return new Promise((resolve, reject) => this.afterwards(() => this.#submit(steps).then(resolve, reject)));
  }

  /** One batch after the other, so that a cancel that waits until all is settled misses none. */
  enqueue(steps: readonly JobStep[]): void {
    this.afterwards(async () => {
      await this.#submit(steps);
      this.#hooks.onSubmitted();
    });
  }

  /** Behind all that is under way. */
  afterwards(work: () => Promise<unknown>): void {
    this.#queue = this.#queue.then(work).then(
      () => {},
      (error) => this.#hooks.onError(error),
    );
  }

  /** In one atomic batch. */
  async #submit(steps: readonly JobStep[]): Promise<void> {
    const batch = this.#makeBatch(steps);
    if (batch.length === 0) return;
    const answer = await this.#options.store.submit(batch);
    if (!answer.ok) return this.#refused(batch, answer.refusals);
    for (const { job } of batch) {
      const state = this.#jobs.find(job.guid);
      this.#taken.add(job.guid);
      if (state?.step.attributes.detach) this.#endings.over(state, 'detached');
    }
    for (const guid of answer.existing) {
      const job = this.#jobs.find(guid);
      if (job?.step.attributes.key !== undefined) await this.#meet(job);
    }
  }

  #makeBatch(steps: readonly JobStep[]): Submission[] {
    const batch: Submission[] = [];
    const all = [...steps];
    for (const step of all) {
      const job = this.#jobs.presume(step.n);
      if (job.over) continue;
      const filled = this.fill(job);
      if (!filled.ok) {
        this.#endings.refuse(job, filled.diagnostic);
        continue;
      }
      job.params = filled.params;
      job.submitted = true;
      batch.push(toSubmission(job, this.#jobs, this.#options));
      // What only waited for this one's submission goes into the same batch.
      all.push(...this.#frontier.submitted(job.step.n));
    }
    return batch;
  }

  /** The store takes all of a batch or nothing: so the run ends here. */
  #refused(batch: readonly Submission[], refusals: readonly Refusal[]): void {
    const conflicts = refusals.filter(({ reason }) => reason === 'conflict').map(({ guid }) => this.#jobs.find(guid));
    const taken = conflicts.filter((job) => job?.step.attributes.key !== undefined);
    if (taken.length === 0) {
      throw new Error(`the store refused the batch: ${refusals[0]?.detail ?? 'no reason given'}`);
    }
    for (const { job } of batch) this.#jobs.presumeGuid(job.guid).submitted = false;
    for (const job of taken) if (job !== undefined) this.#endings.refuse(job, keyTaken(job));
    this.#hooks.onRefused();
  }

  /** Its key was known before: it may be the job of another run. */
  async #meet(job: RunJobState): Promise<void> {
    const { store, run } = this.#options;
    this.#shared.add(job.guid);
    const view = await store.get(job.guid);
    // It was removed meanwhile, its time being over, so it is submitted as a new one.
    if (view === undefined) return this.#submit([job.step]);
    if (view.outcome.run === run) {
      // It is ours: an answer was lost, and the batch was sent again.
      this.#shared.delete(job.guid);
      return;
    }
    this.#teller.diagnostic(wasThereBefore(job, view));
    if (!isFinal(view.job.status.status)) return;
    job.startedAt = view.outcome.started_ms;
    this.#hooks.onEvents([endOf(view, run)]);
  }
}
