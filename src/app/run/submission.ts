// A job of the run as the store takes it: its record, where it comes from, and who may execute it.

import type { Clock } from '../../ground/clock.ts';
import { inTurn } from '../../runner/alive.ts';
import type { Submission } from '../../store/parts/jobs.ts';
import { jobRecord } from './job-record.ts';
import type { RunJobState } from './job-state.ts';
import type { RunJobs } from './run-jobs.ts';

export interface SubmissionContext {
  clock: Clock;
  run: string;
  /** The lane of jobs that are for this process. */
  lane: string;
  /** Public key of the agent in this process; undefined when others execute all jobs. */
  local: string | undefined;
}

export function toSubmission(job: RunJobState, jobs: RunJobs, context: SubmissionContext): Submission {
  const { clock, run } = context;
  const { authorised } = jobs;
  const { step } = job;
  const grant = authorised.grants.get(step.n);
  const { agents } = step.attributes;
  const candidates = agents.length > 0 ? grant?.candidates : grant && inTurn(grant.candidates, step.n - 1);
  return {
    job: jobRecord(step, job.params, {
      guid: job.guid,
      source: authorised.source,
      now: clock.now(),
      guidOf: (n) => jobs.presume(n).guid,
      agentsOf: (n) => jobs.presume(n).step.attributes.agents,
    }),
    trail: {
      run,
      n: step.n,
      label: step.label,
      file: step.written.span.source.name,
      line: job.line,
      lane: laneFor(agents, context),
      priority: step.attributes.priority,
    },
    ...(candidates === undefined ? {} : { admission: { candidates, revision: authorised.revision } }),
  };
}

/** A job for another agent goes where the processes of that agent look. */
function laneFor(agents: readonly string[], { lane, local }: SubmissionContext): string {
  const isHere = local !== undefined && (agents.length === 0 || agents[0] === local);
  return isHere ? lane : '';
}
