// Drives a run: has the jobs of an authorised plan submitted, follows their events, stops at the first failure unless told
// to go on, and says what happened. It executes nothing itself and prints nothing.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AuthorisedPlan, JobStep } from '../../plan/plan.ts';
import { isFinal } from '../../records/outcome.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { Echoes } from './echoes.ts';
import { Endings } from './endings.ts';
import type { FilledParams } from './fill.ts';
import type { Listeners } from './follow-elsewhere.ts';
import { Frontier } from './frontier.ts';
import { type RunJobState, takeEvent } from './job-state.ts';
import { RunJobs } from './run-jobs.ts';
import { runStepByStep, type StepHost, type Steps } from './stepper.ts';
import { Submitter, type SubmitterOptions } from './submitter.ts';
import { endingOf, type Tally } from './tally.ts';
import { Teller } from './teller.ts';

export interface RunControllerOptions extends SubmitterOptions {
  authorised: AuthorisedPlan;
  store: Store;
  /** News of the jobs. What other processes say of theirs meanwhile is told to `listeners`. Returns their end. */
  subscribe(onEvents: (events: JobEvent[]) => void, listeners: Listeners): () => void;
  /** Go on with whatever does not depend on a failed job. */
  keepGoing: boolean;
  emit(event: RunEvent): void;
  /** Asks before each job; without it all that can be is submitted in one batch. */
  steps?: Steps;
}

export class RunController implements StepHost {
  readonly #options: RunControllerOptions;
  readonly jobs: RunJobs;
  readonly teller: Teller;
  /** Whoever executes the jobs tells these. */
  readonly listeners: Listeners;
  readonly #frontier: Frontier;
  readonly #endings: Endings;
  readonly #submitter: Submitter;
  readonly #echoes: Echoes;
  readonly #asking = new AbortController();
  #unsubscribe: () => void = () => {};
  #finish: () => void = () => {};
  #fail: (error: unknown) => void = () => {};
  /** Settles when every job of the run is over; rejects when the store fails. */
  readonly done: Promise<void>;

  constructor(options: RunControllerOptions) {
    const { authorised, emit, steps, keepGoing } = options;
    this.#options = options;
    this.jobs = new RunJobs(authorised);
    this.teller = new Teller(this.jobs, emit);
    this.listeners = {
      isOurs: (event) => event.run === options.run || this.#submitter.isShared(event.guid),
      onLog: (guid, stream, text) => this.teller.log(guid, stream, text),
      onProgress: (guid, percent, message) => this.teller.progress(guid, percent, message),
      onError: (error) => this.#fail(error),
    };
    this.#frontier = new Frontier(steps === undefined ? authorised.plan.jobs : []);
    this.#endings = new Endings(this.jobs, this.#frontier, this.teller, ({ step }) => {
      if (!keepGoing && !this.isStopped) this.stop(`${step.label} failed`);
    });
    this.#submitter = new Submitter(options, this.jobs, this.#frontier, this.#endings, this.teller, {
      onSubmitted: () => this.#finishIfOver(),
      onEvents: (events) => this.#onEvents(events),
      onRefused: () => {
        if (!this.isStopped) this.stop('nothing of the batch was taken');
      },
      onError: (error) => this.#fail(error),
    });
    this.#echoes = new Echoes(authorised.plan, this.jobs, emit);
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    // It may fail before anybody waits for it.
    this.done.catch(() => {});
  }

  get isStopped(): boolean {
    return this.#endings.isStopped;
  }

  get tally(): Tally {
    return this.jobs.tally;
  }

  /** Guids of the jobs that the store has taken and that have not ended, as far as is known. */
  get openGuids(): string[] {
    return [...this.jobs].filter((job) => this.#submitter.isTaken(job.guid) && !job.over).map((job) => job.guid);
  }

  /** Guids of the jobs that were submitted, in script order. */
  get guids(): string[] {
    return [...this.jobs].filter((job) => job.submitted).map((job) => job.guid);
  }

  /** Submits what needs no results of others, in one atomic batch, or asks. Rejects when the store refuses or fails. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#options.subscribe((events) => this.#onEvents(events), this.listeners);
    const { steps } = this.#options;
    if (steps === undefined) await this.#submitter.begin(this.#frontier.initial);
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
    this.#asking.abort();
    this.#unsubscribe();
  }

  /** Begins nothing more and cancels what was begun; `done` settles when all jobs are over. */
  async cancel(reason: string): Promise<void> {
    const { store, run } = this.#options;
    this.#asking.abort();
    this.#endings.stop(reason);
    await this.#submitter.settled;
    await store.cancelWaiting(run, reason);
    for (const job of this.jobs) {
      if (!job.submitted || job.over) continue;
      if (this.#submitter.isShared(job.guid)) this.#endings.over(job, 'detached');
      else await store.cancel(job.guid, reason);
    }
    this.#finishIfOver();
  }

  /** `done` rejects with this. */
  fail(error: unknown): void {
    this.#fail(error);
  }

  #onEvents(events: readonly JobEvent[]): void {
    const ready: JobStep[] = [];
    for (const event of events) {
      const job = this.listeners.isOurs(event) ? this.jobs.find(event.guid) : undefined;
      if (job === undefined || job.over) continue;
      const state = event.path.at(-1);
      if (state === undefined) continue;
      takeEvent(job, event, state);
      if (event.outcome === 'dependency') job.message = this.jobs.culpritOf(job.step);
      this.teller.job(job);
      if (!isFinal(state)) continue;
      this.#endings.over(job, endingOf(job, this.isStopped));
      if (state === 'ok' || job.ignored) ready.push(...this.#frontier.ended(job.step.n));
    }
    if (ready.length > 0 && !this.isStopped) this.#submitter.enqueue(ready);
    this.#echoes.sayDue();
    this.#finishIfOver();
  }

  fill(job: RunJobState): FilledParams {
    return this.#submitter.fill(job);
  }

  submitAlone(job: RunJobState): Promise<void> {
    this.#submitter.enqueue([job.step]);
    return this.jobs.whenOver(job);
  }

  submitRest(): void {
    this.#frontier.add(this.jobs.open());
    this.#submitter.enqueue(this.#frontier.initial);
  }

  skip(job: RunJobState, reason?: string): void {
    this.#endings.skip(job, reason);
  }

  refuse(job: RunJobState, diagnostic: Diagnostic): void {
    this.#endings.refuse(job, diagnostic);
  }

  /** Nothing more is begun; what runs goes on. */
  stop(reason: string): void {
    const { store, run } = this.#options;
    this.#endings.stop(reason);
    this.#submitter.afterwards(() => store.cancelWaiting(run, reason));
  }

  #finishIfOver(): void {
    if (this.jobs.openCount === 0) {
      this.#unsubscribe();
      this.#submitter.settled.then(this.#finish);
    }
  }
}
