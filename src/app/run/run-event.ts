// The state of a job of the run as its views get it.

import type { JobStep } from '../../plan/plan.ts';
import { redacted } from '../../secrets/redact.ts';
import type { RunJob } from '../events.ts';
import type { RunJobState } from './job-state.ts';

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
    params: step.secrets.length === 0 ? job.params : redact(job.params, step),
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

/** A reference is no secret: it says which one is meant. */
function redact(params: Record<string, string>, { secrets, withSecrets }: JobStep): Record<string, string> {
  const shown = { ...params };
  for (const key of secrets) if (Object.hasOwn(shown, key) && !withSecrets.includes(key)) shown[key] = redacted;
  return shown;
}
