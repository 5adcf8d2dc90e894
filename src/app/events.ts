// What a run tells its views. The JSON view prints these as they are, so names here are a contract (hero.run/1).

import type { Decision, DecisionCode } from '../acl/evaluate.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { OutcomeKind } from '../records/outcome.ts';
import type { Schedule } from '../records/schedule.ts';
import type { JobState } from '../records/words.ts';
import type { LogStream } from '../store/parts/views.ts';

export type RunEvent = RunStart | RunDiagnostic | RunJob | RunLog | RunEcho | RunScript | RunEnd;

export interface RunStart {
  type: 'run_start';
  run: string;
  files: string[];
  circle: string;
  context: string;
  /** Public key of the one who asks; '' in a dry run without a store. */
  as: string;
  /** Public key of the agent in this process; '' in a dry run without a store. */
  agent: string;
  /** Of agents that may get its jobs, those that have a name, by public key. */
  names: Record<string, string>;
  jobs: number;
  dry: boolean;
  /** Address without a password; '' in a dry run without one. */
  store: string;
}

export interface RunDiagnostic {
  type: 'diagnostic';
  diagnostic: Diagnostic;
}

export interface RunJob {
  type: 'job';
  n: number;
  label: string;
  guid: string;
  file: string;
  line: number;
  actor: string;
  action: string;
  /** Secrets are redacted. */
  params: Record<string, string>;
  state: JobState | 'planned_only';
  outcome: OutcomeKind | null;
  /** An error that does not count. */
  ignored: boolean;
  /** Executions begun so far. */
  try: number;
  /** Executions at most: candidates times rounds. */
  tries: number;
  agent: string | null;
  code: number;
  error: string;
  result: unknown;
  /** Milliseconds in the state `running`, once ended. */
  ms: number | null;
  /** Labels of the jobs it waits for. */
  after: string[];
  /** Seconds. */
  timeout: number;
  timeout_schedule: number;
  progress: { percent: number | null; message: string } | null;
  /** Why it may be run; in a dry run that asked. */
  access?: RunAccess;
}

export interface RunAccess {
  code: DecisionCode;
  right: Decision['have'];
  via: Decision['via'];
  /** Guid of the group, where it is by way of one. */
  group: string | null;
}

export interface RunLog {
  type: 'log';
  n: number;
  label: string;
  guid: string;
  stream: LogStream;
  line: string;
}

export interface RunEcho {
  type: 'echo';
  text: string;
  file: string;
  line: number;
  /** What it tells of, where the script defines that. */
  schedule?: ToldSchedule;
  limit?: ToldLimit;
}

export interface ToldSchedule extends Pick<Schedule, 'name' | 'cron' | 'tz' | 'overlap' | 'catchup'> {
  change: 'new' | 'changed' | 'unchanged';
  /** The first slot, ISO; null = there is none. */
  next: string | null;
  paused: boolean;
  /** What a slot would run; of a dry run. */
  jobs?: RunJob[];
}

/** `name`: of an actor, or public key; '' of the store. `max` null: there is no limit any more. */
export interface ToldLimit {
  kind: 'store' | 'agent' | 'actor' | 'source';
  name: string;
  max: number | null;
}

/** All that would be done, as a script; of a dry run that was asked for it. */
export interface RunScript {
  type: 'script';
  text: string;
}

export interface RunEnd {
  type: 'run_end';
  run: string;
  exit: number;
  ok: number;
  failed: number;
  ignored: number;
  denied: number;
  skipped: number;
  timeout: number;
  cancelled: number;
  /** Submitted and not waited for. */
  detached: number;
  ms: number;
}
