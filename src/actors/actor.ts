// What an actor is to the agent: a named set of actions it can execute, whatever they are made of.

import type { ActionSignature, ParamProblem } from '../records/signature.ts';
import type { Retry } from './retry.ts';

export interface Actor {
  name: string;
  description: string;
  actions: Map<string, ActorAction>;
  /** Jobs of this actor that may run at a time in one process; undefined = no limit of its own. */
  concurrency?: number;
  /** 'core', or the path it was loaded from. */
  origin: string;
}

export interface ActorAction {
  signature: ActionSignature;
  /** What of these params does not fit; empty = it may run. Asked in preflight and again before it runs. */
  check(params: Readonly<Record<string, string>>): ParamProblem[];
  /** Runs it. A returned value is its result; an ActionError, or any other throw, is its failure. */
  execute(params: Readonly<Record<string, string>>, context: ActionContext): Promise<unknown>;
}

export interface ActionContext {
  /** Aborted on timeout, cancel, loss of the lease and shutdown; `reason` is an Interruption. */
  signal: AbortSignal;
  log(line: string, stream?: 'stdout' | 'stderr' | 'log'): void;
  progress(percent: number | null, message?: string): void;
  job: JobIdentity;
}

export interface JobIdentity {
  guid: string;
  /** Rises with every execution of the job; give it to whatever you write, so that an older one is refused there. */
  fence: number;
  attempt: number;
  source: string;
  circle: string;
  context: string;
  debug: boolean;
}

export type Interruption = 'timeout' | 'cancel' | 'lost' | 'shutdown';

/** A failure with a code, which `job.ignore_error_codes` and dependents can tell apart. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: number;
  /** Kept as the result of the failed job. */
  readonly result: unknown;
  /** Undefined: the job is tried again as it says itself. */
  readonly retry: Retry | undefined;

  constructor(message: string, code = 1, result: unknown = null, retry?: Retry) {
    super(message);
    this.code = code;
    this.result = result;
    this.retry = retry;
  }
}

/** True also for an error of another copy of this package, as a module with its own installation throws it. */
export function isActionError(error: unknown): error is ActionError {
  return error instanceof Error && error.name === 'ActionError' && typeof (error as ActionError).code === 'number';
}
