// What a run tells of its jobs, as events.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LogStream } from '../../store/parts/views.ts';
import type { RunEvent } from '../events.ts';
import type { RunJobState } from './job-state.ts';
import { runJobEvent } from './run-event.ts';
import type { RunJobs } from './run-jobs.ts';

export class Teller {
  readonly #jobs: RunJobs;
  readonly #emit: (event: RunEvent) => void;

  constructor(jobs: RunJobs, emit: (event: RunEvent) => void) {
    this.#jobs = jobs;
    this.#emit = emit;
  }

  job(job: RunJobState, progress: { percent: number | null; message: string } | null = null): void {
    const candidates = this.#jobs.authorised.grants.get(job.step.n)?.candidates.length ?? 1;
    this.#emit(runJobEvent(job, candidates, (n) => this.#jobs.presume(n).step.label, progress));
  }

  diagnostic(diagnostic: Diagnostic): void {
    this.#emit({ type: 'diagnostic', diagnostic });
  }

  log(guid: string, stream: LogStream, line: string): void {
    const job = this.#jobs.find(guid);
    if (job === undefined) return;
    this.#emit({ type: 'log', n: job.step.n, label: job.step.label, guid, stream, line });
  }

  progress(guid: string, percent: number | null, message: string): void {
    const job = this.#jobs.find(guid);
    if (job !== undefined && !job.over) this.job(job, { percent, message });
  }
}
