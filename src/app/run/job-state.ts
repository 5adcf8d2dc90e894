// How a job of the run stands.

import { newGuid } from '../../ground/id.ts';
import type { JobStep } from '../../plan/plan.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';

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
}

export function newJobState(step: JobStep): RunJobState {
  return {
    step,
    guid: newGuid(),
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
  };
}
