// A job whose key was known before: it is the job of another run, and this one shows what becomes of it.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import { findParam } from '../../script/ast.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { RunJobState } from './job-state.ts';

export function keyTaken({ step }: RunJobState): Diagnostic {
  return {
    code: 'HS0409',
    severity: 'error',
    message: `another job has the key ${step.attributes.key}: its action, params or attributes are others`,
    span: keySpan(step),
    help: 'give this one a key of its own',
  };
}

export function wasThereBefore({ step, guid }: RunJobState, { job, outcome }: JobView): Diagnostic {
  const { status } = job.status;
  const stands = isFinal(status) ? `it ended ${status === 'ok' ? 'ok' : 'in error'}` : `it is ${status}`;
  return {
    code: 'HS0410',
    severity: 'info',
    message: `${step.label} was sent before${outcome.run === null ? '' : `, by run ${outcome.run}`}: ${stands}`,
    span: keySpan(step),
    ...(isFinal(status) ? { help: `hero job retry ${guid.slice(-12)}  does it again` } : {}),
  };
}

/** Its end, as this run would have heard of it. */
export function endOf({ job, outcome }: JobView, run: string): JobEvent {
  const { agent, attempt, ignored, code, message, result } = outcome;
  const at = outcome.ended_ms ?? 0;
  const how = { agent, attempt, outcome: outcome.outcome, ignored, code, message, result };
  return { seq: 0, at, guid: job.guid, run, path: [job.status.status], ...how };
}

function keySpan({ written }: RunJobState['step']) {
  return findParam(written, 'job.key')?.value.span ?? written.headSpan;
}
