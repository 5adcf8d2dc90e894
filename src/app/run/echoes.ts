// Echoes of a script: each is said once all jobs before it are over, and not at all if one of them went wrong.

import type { EchoStep, Plan } from '../../plan/plan.ts';
import type { RunEvent } from '../events.ts';
import { type RunJobState, wentWrong } from './job-state.ts';
import { fillReferences } from './results.ts';
import type { RunJobs } from './run-jobs.ts';

export class Echoes {
  readonly #jobs: RunJobs;
  readonly #emit: (event: RunEvent) => void;
  #waiting: EchoStep[];

  constructor(plan: Plan, jobs: RunJobs, emit: (event: RunEvent) => void) {
    this.#jobs = jobs;
    this.#emit = emit;
    this.#waiting = plan.steps.filter((step) => step.kind === 'echo');
  }

  sayDue(): void {
    this.#waiting = this.#waiting.filter((echo) => {
      const before = echo.after.map((n) => this.#jobs.presume(n));
      if (before.some((job) => !job.over)) return true;
      const isUsed = (job: RunJobState) => echo.references.some((reference) => reference.job === job.step.n);
      const isMissed = (job: RunJobState) => wentWrong(job) && (!job.leftOut || isUsed(job));
      if (before.some(isMissed)) return false;
      const { text } = fillReferences(echo.text, echo.references, (n) => this.#jobs.ended(n));
      const { source, start } = echo.written.span;
      const { line } = source.positionAt(start);
      this.#emit({ type: 'echo', text, file: source.name, line });
      return false;
    });
  }
}
