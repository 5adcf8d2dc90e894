// Drives a run: submits the jobs of an authorised plan, follows their events, stops at the first failure unless told
// to go on, and says what happened. It executes nothing itself and prints nothing.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AuthorisedPlan, JobStep } from '../../plan/plan.ts';
import { isFinal } from '../../records/outcome.ts';
import type { ParamProblem } from '../../records/signature.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Refusal, Submission } from '../../store/parts/jobs.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { Echoes } from './echoes.ts';
import { describeFailure } from './failure.ts';
import { type FillContext, type FilledParams, fillParams } from './fill.ts';
import { Frontier } from './frontier.ts';
import { type RunJobState, takeEvent } from './job-state.ts';
import { endOf, keyTaken, wasThereBefore } from './known-key.ts';
import { RunJobs } from './run-jobs.ts';
import { runStepByStep, type StepHost, type Steps } from './stepper.ts';
import { type SubmissionContext, toSubmission } from './submission.ts';
import { type Ending, endingOf, type Tally } from './tally.ts';
import { Teller } from './teller.ts';

export interface RunControllerOptions extends SubmissionContext {
  store: Store;
  /** News of the jobs; the store's own where this process executes them. */
  subscribe: Store['subscribe'];
  /** Go on with whatever does not depend on a failed job. */
  keepGoing: boolean;
  /** What of these params does not fit the action. */
  check(actor: string, action: string, params: Record<string, string>): ParamProblem[];
  emit(event: RunEvent): void;
  /** Asks before each job; without it all that can be is submitted in one batch. */
  steps?: Steps;
}

export class RunController implements StepHost {
  #options: RunControllerOptions;
  readonly jobs: RunJobs;
  readonly teller: Teller;
  #frontier: Frontier;
  readonly #fillContext: FillContext;
  readonly #echoes: Echoes;
  readonly #asking = new AbortController();
  /** Jobs that other runs have sent, too: what becomes of them is not ours to say. */
  readonly #shared = new Set<string>();
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
    this.jobs = new RunJobs(plan, options.authorised.source);
    this.#frontier = new Frontier(options.steps === undefined ? plan : { jobs: [] });
    this.#fillContext = { ended: (n) => this.jobs.ended(n), check: options.check };
    this.teller = new Teller(this.jobs, options.emit, () => this.authorised.grants);
    this.#echoes = new Echoes(plan, this.jobs, options.emit);
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  get authorised(): AuthorisedPlan {
    return this.#options.authorised;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  get tally(): Tally {
    return this.jobs.tally;
  }

  /** Guids of the jobs that were submitted, in script order. */
  get guids(): string[] {
    return [...this.jobs].filter((job) => job.submitted).map((job) => job.guid);
  }

  /** Submits what needs no results of others, in one atomic batch, or asks. Rejects when the store refuses or fails. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#options.subscribe((events) => this.#onEvents(events));
    const { steps } = this.#options;
    if (steps === undefined) await this.#submit([...this.#frontier.initial]);
    else this.#askEach(steps);
    this.#echoes.sayDue();
    this.#finishIfOver();
  }

  #askEach(steps: Steps): void {
    const end = () => {
      this.#echoes.sayDue();
      this.#finishIfOver();
    };
    runStepByStep(this, steps, this.#asking.signal).then(end, (error) => this.#fail(error));
  }

  /** Ends the following; jobs that are under way go on. */
  leave(): void {
    if (this.#options.steps !== undefined) this.#stopped ??= { reason: 'left', interrupted: true };
    this.#asking.abort();
    this.#unsubscribe();
  }

  /** Begins nothing more and cancels what was begun; `done` settles when all jobs are over. */
  async cancel(reason: string): Promise<void> {
    const { store, run } = this.#options;
    this.#stopped = { reason, interrupted: true };
    this.#asking.abort();
    this.#skipUnsubmitted();
    await this.#submissions;
    await store.cancelWaiting(run, reason);
    for (const job of this.jobs) {
      if (!job.submitted || job.over) continue;
      if (this.#shared.has(job.guid)) this.#over(job, 'detached');
      else await store.cancel(job.guid, reason);
    }
    this.#finishIfOver();
  }

  /** `done` rejects with this. */
  fail(error: unknown): void {
    this.#fail(error);
  }

  fill({ step }: RunJobState): FilledParams {
    return fillParams(step, this.#fillContext);
  }

  /** One batch after the other, and none that a cancel would miss. */
  #enqueue(steps: JobStep[]): void {
    this.#submissions = this.#submissions
      .then(() => this.#submit(steps))
      .then(
        () => this.#finishIfOver(),
        (error) => this.#fail(error),
      );
  }

  async #submit(steps: JobStep[]): Promise<void> {
    const batch: Submission[] = [];
    for (let i = 0; i < steps.length; i += 1) {
      const job = this.jobs.presume(steps[i]?.n ?? 0);
      if (job.over) continue;
      const filled = this.fill(job);
      if (!filled.ok) {
        this.endLocally(job, filled.diagnostic);
        continue;
      }
      job.params = filled.params;
      job.submitted = true;
      batch.push(toSubmission(job, this.jobs, this.#options));
      // What only waited for this one's submission goes into the same batch.
      steps.push(...this.#frontier.submitted(job.step.n));
    }
    if (batch.length === 0) return;
    const answer = await this.#options.store.submit(batch);
    if (!answer.ok) return this.#refused(batch, answer.refusals);
    for (const { job } of batch) {
      const state = this.jobs.find(job.guid);
      if (state?.step.attributes.detach) this.#over(state, 'detached');
    }
    for (const guid of answer.existing) {
      const job = this.jobs.find(guid);
      if (job?.step.attributes.key !== undefined) await this.#meet(job);
    }
  }

  /** The store takes all of a batch or nothing: so it ends here. */
  #refused(batch: readonly Submission[], refusals: readonly Refusal[]): void {
    const conflicts = refusals.filter(({ reason }) => reason === 'conflict').map(({ guid }) => this.jobs.find(guid));
    const taken = conflicts.filter((job) => job?.step.attributes.key !== undefined);
    if (taken.length === 0) {
      throw new Error(`the store refused the batch: ${refusals[0]?.detail ?? 'no reason given'}`);
    }
    for (const { job } of batch) this.jobs.presumeGuid(job.guid).submitted = false;
    for (const job of taken) if (job !== undefined) this.endLocally(job, keyTaken(job));
    if (!this.isStopped) this.stop('nothing of the batch was taken');
  }

  /** Its key is known: it may be the job of another run. */
  async #meet(job: RunJobState): Promise<void> {
    const { store, run } = this.#options;
    this.#shared.add(job.guid);
    const view = await store.get(job.guid);
    // Its time was over, and it is gone.
    if (view === undefined) return this.#submit([job.step]);
    if (view.outcome.run === run) {
      // Ours: the first answer was lost.
      this.#shared.delete(job.guid);
      return;
    }
    this.teller.diagnostic(wasThereBefore(job, view));
    if (!isFinal(view.job.status.status)) return;
    job.startedAt = view.outcome.started_ms;
    this.#onEvents([endOf(view, run)]);
  }

  #onEvents(events: readonly JobEvent[]): void {
    const ready: JobStep[] = [];
    for (const event of events) {
      const isOurs = event.run === this.#options.run || this.#shared.has(event.guid);
      const job = isOurs ? this.jobs.find(event.guid) : undefined;
      if (job === undefined || job.over) continue;
      const state = event.path.at(-1);
      if (state === undefined) continue;
      takeEvent(job, event, state);
      if (event.outcome === 'dependency') job.message = this.jobs.culpritOf(job.step);
      const isOver = state === 'ok' || state === 'error';
      this.teller.job(job);
      if (!isOver) continue;
      this.#over(job, endingOf(job, this.isStopped));
      if (state === 'ok' || job.ignored) ready.push(...this.#frontier.ended(job.step.n));
    }
    if (ready.length > 0 && !this.isStopped) this.#enqueue(ready);
    this.#echoes.sayDue();
    this.#finishIfOver();
  }

  #over(job: RunJobState, ending: Ending, why?: Diagnostic): void {
    if (!this.jobs.end(job, ending)) return;
    if (ending === 'ok' || ending === 'ignored' || ending === 'detached') return;
    if (ending !== 'skipped') {
      this.teller.diagnostic(why ?? describeFailure(job, this.#options.authorised.plan));
      if (!this.#options.keepGoing && this.#stopped === undefined) this.stop(`${job.step.label} failed`);
    }
    this.#skipDependentsOf(job);
  }

  /** Nothing more is begun; what runs goes on. */
  stop(reason: string): void {
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
    for (const job of this.jobs) if (!job.submitted && !job.over) this.skip(job);
  }

  /** Steps that were never submitted and now never can be. Submitted ones are ended by the store. */
  #skipDependentsOf(job: RunJobState): void {
    for (const step of this.#frontier.lateDependents(job.step.n)) {
      const other = this.jobs.presume(step.n);
      if (!other.submitted && !other.over) this.skip(other);
    }
  }

  skip(job: RunJobState, reason = this.#stopped?.reason ?? this.jobs.culpritOf(job.step)): void {
    job.state = 'error';
    job.outcome = 'dependency';
    job.message = reason;
    this.teller.job(job);
    this.#over(job, 'skipped');
  }

  /** A step that could not be submitted ends as failed, with its own diagnostic. */
  endLocally(job: RunJobState, diagnostic: Diagnostic): void {
    job.state = 'error';
    job.outcome = 'failed';
    job.message = diagnostic.message;
    this.teller.job(job);
    this.#over(job, 'failed', diagnostic);
  }

  /** One job alone, as a run that asks does it; resolves when it is over. */
  submitAlone(job: RunJobState): Promise<void> {
    this.#enqueue([job.step]);
    return this.jobs.whenOver(job);
  }

  /** All that are not over, which wait for one another as in any run. */
  submitRest(): void {
    this.#frontier = new Frontier({ jobs: this.jobs.open() });
    this.#enqueue([...this.#frontier.initial]);
  }

  /** Goes on with another plan of the same jobs, for those that are not over. */
  adopt(authorised: AuthorisedPlan): void {
    this.#options = { ...this.#options, authorised };
    this.jobs.adopt(authorised.plan);
  }

  #finishIfOver(): void {
    if (this.jobs.openCount === 0) {
      this.#unsubscribe();
      this.#submissions.then(this.#finish);
    }
  }
}
