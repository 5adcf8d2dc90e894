// A job that did not end well, as a diagnostic that points at its line.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { codeOfOutcome } from '../outcome-code.ts';
import type { RunJobState } from './job-state.ts';
import { restartCommand } from './restart.ts';

/** `plan`: the run that it is a part of. */
export function describeFailure(job: RunJobState, plan: Plan): Diagnostic {
  const { step } = job;
  const name = `${step.actor}.${step.action}`;
  const short = job.guid.slice(-8);
  return {
    code: codeOfOutcome(job.outcome),
    severity: 'error',
    message: messageOf(job, name),
    span: spanOf(job),
    label: job.code === 0 ? `job ${short}` : `job ${short}  code ${job.code}`,
    ...helpOf(job, plan),
  };
}

function messageOf(job: RunJobState, name: string): string {
  const tries = job.attempt > 1 ? ` after ${job.attempt} tries` : '';
  const why = job.message === '' ? '' : `: ${job.message}`;
  switch (job.outcome) {
    case 'timeout':
      return `${name} was still running after ${job.step.attributes.timeout} s${tries}`;
    case 'not_picked_up':
      return `no agent took ${name} within ${job.step.attributes.timeoutSchedule} s`;
    case 'cancelled':
      return job.message === 'cancelled' ? `${name} was cancelled` : `${name} was cancelled${why}`;
    case 'lost':
    case 'poison':
      return `the agents that ran ${name} went away${tries}${why}`;
    case 'denied':
      return `${name} was refused${why}`;
    default:
      return `${name} failed${tries}${why}`;
  }
}

/** A limit is pointed at where it is written; everything else at the head of the action. */
function spanOf(job: RunJobState): NonNullable<Diagnostic['span']> {
  const { params, headSpan } = job.step.written;
  const key = job.outcome === 'timeout' ? 'job.timeout' : job.outcome === 'not_picked_up' ? 'job.timeout_schedule' : '';
  const limit = params.find((param) => param.key === key);
  return limit === undefined ? headSpan : { ...limit.keySpan, end: limit.value.span.end };
}

function helpOf(job: RunJobState, plan: Plan): { help?: string } {
  const lines = [`hero job logs ${job.guid.slice(-12)}  shows the whole log`];
  if (job.outcome === 'failed' && job.code > 1) {
    lines.push(`job.ignore_error_codes:'${job.code}'  accepts this code`);
  }
  const restart = job.outcome === 'cancelled' ? undefined : restartCommand(job, plan);
  if (restart !== undefined) lines.push(`${restart}  begins again here`);
  return { help: lines.join('\n') };
}
