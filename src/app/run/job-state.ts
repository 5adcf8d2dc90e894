// How a job of the run stands.

import { newGuid } from '../../ground/id.ts';
import type { JobStep } from '../../plan/plan.ts';
import { guidOfKey } from '../../records/job-key.ts';
import { isFinal, type OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';
import type { JobEvent } from '../../store/parts/feed.ts';

/** A step as the run sees it. */
export interface RunJobState {
  step: JobStep;
  guid: string;
  /** Of the action, from 1. */
  line: number;
  params: Record<string, string>;
  submitted: boolean;
  state: JobState;
  outcome: OutcomeKind | null;
  ignored: boolean;
  agent: string | null;
  attempt: number;
  code: number;
  message: string;
  result: unknown;
  startedAt: number | null;
  ms: number | null;
  /** Counted: nothing more is expected of it. */
  over: boolean;
  /** The user leaves it out, or one that it names. */
  leftOut: boolean;
}

/** A new one, unless the job has a key: then always the same. */
export function guidFor({ attributes: { key } }: JobStep, source: string): string {
  return key === undefined ? newGuid() : guidOfKey(source, key);
}

/** `source`: who asks for it. */
export function newJobState(step: JobStep, source: string): RunJobState {
  return {
    step,
    guid: guidFor(step, source),
    line: step.written.span.source.positionAt(step.written.span.start).line,
    params: step.params,
    submitted: false,
    state: 'created',
    outcome: null,
    ignored: false,
    agent: null,
    attempt: 0,
    code: 0,
    message: '',
    result: null,
    startedAt: null,
    ms: null,
    over: false,
    leftOut: false,
  };
}

/** Whether it is over, and its error counts. */
export function wentWrong({ over, state, ignored }: RunJobState): boolean {
  return over && state === 'error' && !ignored;
}

/** `state`: the last one of the path of the event. */
export function takeEvent(job: RunJobState, event: JobEvent, state: JobState): void {
  job.state = state;
  job.outcome = event.outcome;
  job.ignored = event.ignored;
  job.agent = event.agent;
  job.attempt = event.attempt;
  job.code = event.code;
  job.message = event.message;
  job.result = event.result;
  if (event.path.includes('running')) job.startedAt = event.at;
  if (isFinal(state)) job.ms = job.startedAt === null ? null : event.at - job.startedAt;
}
