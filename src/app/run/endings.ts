// What the end of a job means for its run: it is told and counted, and what can never begin any more ends with it.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { describeFailure } from './failure.ts';
import type { Frontier } from './frontier.ts';
import type { RunJobState } from './job-state.ts';
import type { RunJobs } from './run-jobs.ts';
import type { Ending } from './tally.ts';
import type { Teller } from './teller.ts';

export class Endings {
  readonly #jobs: RunJobs;
  readonly #frontier: Frontier;
  readonly #teller: Teller;
  readonly #onFailure: (job: RunJobState) => void;
  /** Why nothing more is begun. */
  #stopped: string | undefined;

  /** `onFailure`: a job did not end well, and not only because another one did not. */
  constructor(jobs: RunJobs, frontier: Frontier, teller: Teller, onFailure: (job: RunJobState) => void) {
    this.#jobs = jobs;
    this.#frontier = frontier;
    this.#teller = teller;
    this.#onFailure = onFailure;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Nothing more is begun. What was submitted goes on; the store ends it, or nobody does. */
  stop(reason: string): void {
    this.#stopped = reason;
    for (const job of this.#jobs) if (!job.submitted && !job.over) this.skip(job);
  }

  /** `why`: in place of what the store says of the failure. */
  over(job: RunJobState, ending: Ending, why?: Diagnostic): void {
    if (!this.#jobs.end(job, ending)) return;
    if (ending === 'ok' || ending === 'ignored' || ending === 'detached') return;
    if (ending !== 'skipped') {
      this.#teller.diagnostic(why ?? describeFailure(job, this.#jobs.authorised.plan));
      this.#onFailure(job);
    }
    this.#skipDependentsOf(job);
  }

  /** It was never submitted, and now never will be. Without a reason: the run was stopped, or a job it waits for failed. */
  skip(job: RunJobState, reason = this.#stopped ?? this.#jobs.culpritOf(job.step)): void {
    job.state = 'error';
    job.outcome = 'dependency';
    job.message = reason;
    this.#teller.job(job);
    this.over(job, 'skipped');
  }

  /** It could not be submitted, so it has failed. */
  refuse(job: RunJobState, diagnostic: Diagnostic): void {
    job.state = 'error';
    job.outcome = 'failed';
    job.message = diagnostic.message;
    this.#teller.job(job);
    this.over(job, 'failed', diagnostic);
  }

  /** Those that were submitted are ended by the store. */
  #skipDependentsOf(job: RunJobState): void {
    for (const step of this.#frontier.lateDependents(job.step.n)) {
      const other = this.#jobs.presume(step.n);
      if (!other.submitted && !other.over) this.skip(other);
    }
  }
}
