// The state of a job of the run as its views get it.

import type { JobStep } from '../../plan/plan.ts';
import { redactParams } from '../../secrets/redact.ts';
import type { RunJob } from '../events.ts';
import { newJobState, type RunJobState } from './job-state.ts';

export function runJobEvent(
  job: RunJobState,
  candidates: number,
  labelOf: (n: number) => string,
  progress: { percent: number | null; message: string } | null,
): RunJob {
  const { step } = job;
  return {
    type: 'job',
    n: step.n,
    label: step.label,
    guid: job.guid,
    file: step.written.span.source.name,
    line: job.line,
    actor: step.actor,
    action: step.action,
    params: step.secrets.length === 0 ? job.params : redactParams(job.params, step.secrets, step.withSecrets),
    state: job.state,
    outcome: job.outcome,
    ignored: job.ignored,
    try: job.attempt,
    tries: Math.max(1, candidates) * (1 + step.attributes.retry),
    agent: job.agent,
    code: job.code,
    error: job.message,
    result: job.result,
    ms: job.ms,
    after: step.after.map(labelOf),
    timeout: step.attributes.timeout,
    timeout_schedule: step.attributes.timeoutSchedule,
    progress,
  };
}

/** A job that would be made. `candidates`: who may have it; none = anybody who offers it. */
export function plannedEvent(step: JobStep, candidates: readonly string[], labelOf: (n: number) => string): RunJob {
  const event = runJobEvent(newJobState(step, ''), candidates.length, labelOf, null);
  return { ...event, guid: '', state: 'planned_only', agent: candidates[0] ?? null };
}
