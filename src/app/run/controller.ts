// Drives a run: submits the jobs of an authorised plan, follows their events, stops at the first failure unless told
// to go on, and says what happened. It executes nothing itself and prints nothing.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { JobStep } from '../../plan/plan.ts';
import type { ParamProblem } from '../../records/signature.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Submission } from '../../store/parts/jobs.ts';
import type { LogStream } from '../../store/parts/views.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { Echoes } from './echoes.ts';
import { describeFailure } from './failure.ts';
import { type FillContext, fillParams } from './fill.ts';
import { Frontier } from './frontier.ts';
import { type RunJobState, takeEvent } from './job-state.ts';
import { runJobEvent } from './run-event.ts';
import { RunJobs } from './run-jobs.ts';
import { type SubmissionContext, toSubmission } from './submission.ts';
import { type Ending, Tally } from './tally.ts';

export interface RunControllerOptions extends SubmissionContext {
  store: Store;
  /** News of the jobs; the store's own where this process executes them. */
  subscribe: Store['subscribe'];
  /** Go on with whatever does not depend on a failed job. */
  keepGoing: boolean;
  /** What of these params does not fit the action. */
  check(actor: string, action: string, params: Record<string, string>): ParamProblem[];
  emit(event: RunEvent): void;
}

export class RunController {
  readonly #options: RunControllerOptions;
  readonly #jobs: RunJobs;
  readonly #frontier: Frontier;
  readonly #tally = new Tally();
  readonly #fillContext: FillContext;
  readonly #echoes: Echoes;
  #open: number;
  /** Why nothing more is begun. */
  #stopped: { reason: string; interrupted: boolean } | undefined;
  #unsubscribe: () => void = () => {};
  #submissions: Promise<void> = Promise.resolve();
  #finish: () => void = () => {};
  #fail: (error: unknown) => void = () => {};
  /** Settles when every job of the run is over; rejects when the store fails. */
  readonly done: Promise<void>;

  constructor(options: RunControllerOptions) {
    this.#options = options;
    const { plan } = options.authorised;
    this.#jobs = new RunJobs(plan);
    this.#frontier = new Frontier(plan);
    this.#fillContext = { ended: (n) => this.#jobs.ended(n), check: options.check };
    this.#echoes = new Echoes(plan, this.#jobs, options.emit);
    this.#open = plan.jobs.length;
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** Guids of the jobs that were submitted, in script order. */
  get guids(): string[] {
    return [...this.#jobs].filter((job) => job.submitted).map((job) => job.guid);
  }

  /** Submits what needs no results of others, in one atomic batch. Rejects when the store refuses or fails. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#options.subscribe((events) => this.#onEvents(events));
    await this.#submit([...this.#frontier.initial]);
    this.#echoes.sayDue();
    this.#finishIfOver();
  }

  /** Ends the following; jobs that are under way go on. */
  leave(): void {
    this.#unsubscribe();
  }

  /** Begins nothing more and cancels what was begun; `done` settles when all jobs are over. */
  async cancel(reason: string): Promise<void> {
    const { store, run } = this.#options;
    this.#stopped = { reason, interrupted: true };
    this.#skipUnsubmitted();
    await this.#submissions;
    await store.cancelWaiting(run, reason);
    for (const job of this.#jobs) if (job.submitted && !job.over) await store.cancel(job.guid, reason);
    this.#finishIfOver();
  }

  /** `done` rejects with this. */
  fail(error: unknown): void {
    this.#fail(error);
  }

  onLog(guid: string, stream: LogStream, line: string): void {
    const job = this.#jobs.find(guid);
    if (job !== undefined) {
      this.#options.emit({ type: 'log', n: job.step.n, label: job.step.label, guid, stream, line });
    }
  }

  onProgress(guid: string, percent: number | null, message: string): void {
    const job = this.#jobs.find(guid);
    if (job !== undefined && !job.over) this.#emitJob(job, { percent, message });
  }

  async #submit(steps: JobStep[]): Promise<void> {
    const batch: Submission[] = [];
    for (let i = 0; i < steps.length; i += 1) {
      const step = steps[i];
      const job = step && this.#jobs.presume(step.n);
      if (step === undefined || job === undefined || job.over) continue;
      const filled = fillParams(step, this.#fillContext);
      if (!filled.ok) {
        this.#endLocally(step, filled.diagnostic);
        continue;
      }
      job.params = filled.params;
      job.submitted = true;
      batch.push(toSubmission(job, this.#jobs, this.#options));
      // What only waited for this one's submission goes into the same batch.
      steps.push(...this.#frontier.submitted(step.n));
    }
    if (batch.length === 0) return;
    const answer = await this.#options.store.submit(batch);
    if (!answer.ok) throw new Error(`the store refused the batch: ${answer.refusals[0]?.detail ?? 'no reason given'}`);
    for (const { job } of batch) {
      const state = this.#jobs.find(job.guid);
      if (state?.step.attributes.detach) this.#over(state, 'detached');
    }
  }

  #onEvents(events: readonly JobEvent[]): void {
    const ready: JobStep[] = [];
    for (const event of events) {
      const job = event.run === this.#options.run ? this.#jobs.find(event.guid) : undefined;
      if (job === undefined || job.over) continue;
      const state = event.path.at(-1);
      if (state === undefined) continue;
      takeEvent(job, event, state);
      if (event.outcome === 'dependency') job.message = this.#jobs.culpritOf(job.step);
      const isOver = state === 'ok' || state === 'error';
      this.#emitJob(job);
      if (!isOver) continue;
      this.#over(job, this.#endingOf(job));
      if (state === 'ok' || job.ignored) ready.push(...this.#frontier.ended(job.step.n));
    }
    if (ready.length > 0 && this.#stopped === undefined) {
      this.#submissions = this.#submissions
        .then(() => this.#submit(ready))
        .then(
          () => this.#finishIfOver(),
          (error) => this.#fail(error),
        );
    }
    this.#echoes.sayDue();
    this.#finishIfOver();
  }

  #endingOf(job: RunJobState): Ending {
    if (job.state === 'ok') return 'ok';
    if (job.ignored) return 'ignored';
    if (job.outcome === 'dependency') return 'skipped';
    if (job.outcome === 'cancelled' && job.attempt === 0 && this.#stopped !== undefined) return 'skipped';
    return job.outcome ?? 'unknown';
  }

  #over(job: RunJobState, ending: Ending, why?: Diagnostic): void {
    if (job.over) return;
    job.over = true;
    this.#open -= 1;
    this.#tally.add(job.step.n, ending);
    if (ending === 'ok' || ending === 'ignored' || ending === 'detached') return;
    if (ending !== 'skipped') {
      this.#options.emit({ type: 'diagnostic', diagnostic: why ?? describeFailure(job) });
      if (!this.#options.keepGoing && this.#stopped === undefined) this.#stop(`${job.step.label} failed`);
    }
    this.#skipDependentsOf(job);
  }

  /** Nothing more is begun; what runs goes on. */
  #stop(reason: string): void {
    const { store, run } = this.#options;
    this.#stopped = { reason, interrupted: false };
    this.#skipUnsubmitted();
    this.#submissions = this.#submissions
      .then(() => store.cancelWaiting(run, reason))
      .then(
        () => {},
        (error) => this.#fail(error),
      );
  }

  #skipUnsubmitted(): void {
    for (const job of this.#jobs) if (!job.submitted && !job.over) this.#skip(job);
  }

  /** Steps that were never submitted and now never can be. Submitted ones are ended by the store. */
  #skipDependentsOf(job: RunJobState): void {
    for (const step of this.#frontier.lateDependents(job.step.n)) {
      const other = this.#jobs.presume(step.n);
      if (!other.submitted && !other.over) this.#skip(other);
    }
  }

  #skip(job: RunJobState): void {
    job.state = 'error';
    job.outcome = 'dependency';
    job.message = this.#stopped?.reason ?? this.#jobs.culpritOf(job.step);
    this.#emitJob(job);
    this.#over(job, 'skipped');
  }

  /** A step that could not be submitted ends as failed, with its own diagnostic. */
  #endLocally(step: JobStep, diagnostic: Diagnostic): void {
    const job = this.#jobs.presume(step.n);
    job.state = 'error';
    job.outcome = 'failed';
    job.message = diagnostic.message;
    this.#emitJob(job);
    this.#over(job, 'failed', diagnostic);
  }

  #finishIfOver(): void {
    if (this.#open === 0) {
      this.#unsubscribe();
      this.#submissions.then(this.#finish);
    }
  }

  #emitJob(job: RunJobState, progress: { percent: number | null; message: string } | null = null): void {
    const candidates = this.#options.authorised.grants.get(job.step.n)?.candidates.length ?? 1;
    this.#options.emit(runJobEvent(job, candidates, (n) => this.#jobs.presume(n).step.label, progress));
  }
}
