// The plan: all that a run will do, as data. Running it reads nothing else.

import type { Decision } from '../acl/evaluate.ts';
import type { Span } from '../diagnostics/source.ts';
import type { CatchupPolicy, OverlapPolicy } from '../records/schedule.ts';
import type { JobStart } from '../records/start.ts';
import type { Action } from '../script/ast.ts';

/** The `job.*` attributes of one action after defaults, directives and flags; times in whole seconds. */
export interface JobAttributes {
  /** Public keys in the order they are tried; empty = any that offers the action. */
  agents: string[];
  circle: string;
  context: string;
  timeoutSchedule: number;
  timeout: number;
  log: boolean;
  ignoreError: boolean;
  ignoreErrorCodes: number[];
  debug: boolean;
  retry: number;
  /** Nobody waits for it. */
  detach: boolean;
  /** Seconds after submission, or an absolute epoch second; undefined = at once. */
  start?: JobStart;
  /** 0 to 9, 0 first. */
  priority: number;
  /** With the same one it is the same job as in another run; undefined = a new job each time. */
  key?: string;
}

/** `${job.LABEL.KEY}` inside the value of a param: filled in when the job LABEL has ended. */
export interface ResultReference {
  param: string;
  /** The text to replace, e.g. `${job.vm10.ip}`. */
  placeholder: string;
  /** `n` of the job it names. */
  job: number;
  /** Path into the result, or `status`. */
  key: string;
  span: Span;
}

export interface JobStep {
  kind: 'job';
  /** Number of the job in the whole script, from 1; a part of a script keeps its numbers. */
  n: number;
  /** `job.name`, or `#n`. */
  label: string;
  actor: string;
  action: string;
  params: Record<string, string>;
  /** Params whose values are shown nowhere. */
  secrets: string[];
  /** Params that refer to secrets of the agent. */
  withSecrets: string[];
  attributes: JobAttributes;
  /** `n` of the jobs that must have ended well before; each smaller or greater than its own, never in a cycle. */
  after: number[];
  /** Those of `after` that it names itself, in job.after or by using a result; the others only stand above it. */
  named: number[];
  references: ResultReference[];
  written: Action;
}

export interface EchoStep {
  kind: 'echo';
  text: string;
  references: ResultReference[];
  /** Printed when these jobs have ended. */
  after: number[];
  written: Action;
}

export type Step = JobStep | EchoStep;

/** A limit that is set in the store before the first job; `max` null = taken away. */
export interface PlannedLimit {
  kind: 'store' | 'agent' | 'actor' | 'source';
  /** Name of the actor, public key of the agent; of the source too, or `me`. */
  name: string;
  /** Bytes of the store, jobs of the others. */
  max: number | null;
  file: string;
  line: number;
}

/** Jobs that are kept for a schedule instead of being run. They are numbered from 1, as a plan of their own. */
export interface PlannedSchedule {
  name: string;
  cron: string;
  tz: string;
  overlap: OverlapPolicy;
  catchup: CatchupPolicy;
  jobs: JobStep[];
  /** The directive. */
  written: Action;
}

export interface Plan {
  /** In script order, includes in place. */
  steps: Step[];
  jobs: JobStep[];
  limits: PlannedLimit[];
  schedules: PlannedSchedule[];
  /** Of the first action, for the header of the run. */
  circle: string;
  context: string;
  files: string[];
}

/** A plan every job of which the access control allows to `source`. Only `authorise` makes one. */
export interface AuthorisedPlan {
  readonly plan: Plan;
  /** Public key of the one who asks. */
  readonly source: string;
  /** Policy revision under which it was decided. */
  readonly revision: number;
  /** By `n`: the agents that may execute the job, in the order they are tried, and why. */
  readonly grants: ReadonlyMap<number, Grant>;
  readonly [authorised]: true;
}

export interface Grant {
  candidates: string[];
  decision: Decision;
}

export declare const authorised: unique symbol;
