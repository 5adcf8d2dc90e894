// The life of a job as a value: what it asks for (Terms), how it stands (Life), and one step of it (Step). The other
// files here are pure functions from one Life to the next; a store loads a Life, applies one, and writes it back.

import type { Backoff } from '../ground/backoff.ts';
import type { FailedAttempt, OutcomeKind } from '../records/outcome.ts';
import type { JobState } from '../records/words.ts';

/** What of the record steers its life; it never changes. Milliseconds; 0 = no limit. */
export interface Terms {
  /** The record names its agents itself, so nobody has to choose them. */
  readonly named: boolean;
  /** Further rounds over the candidates after the first. */
  readonly retry: number;
  readonly scheduleMs: number;
  readonly timeoutMs: number;
  readonly ignoreError: boolean;
  readonly ignoreCodes: readonly number[];
}

export interface Life {
  readonly state: JobState;
  /** Agent in whose inbox it lies. */
  readonly inbox: string | null;
  /** Agent that has or had it. */
  readonly agent: string | null;
  /** Session that holds it. */
  readonly session: string | null;
  /** Rises with every claim and every revocation. */
  readonly fence: number;
  /** Fence of the last finish that was taken. */
  readonly answered: number | null;
  /** null: they have to be chosen. */
  readonly candidates: readonly string[] | null;
  /** Policy revision under which the candidates were chosen. */
  readonly revision: number;
  /** Index of the candidate whose turn it is. */
  readonly turn: number;
  /** Rounds begun after the first. */
  readonly round: number;
  /** Agents that were lost while they held it. */
  readonly lost: number;
  /** Executions begun. */
  readonly attempt: number;
  /** Dependencies that are not done. */
  readonly unmet: number;
  /** Not before this time; 0 = at once. */
  readonly notBefore: number;
  /** When something has to happen although nobody asks. */
  readonly due: number | null;
  /** Since when it waits for a decision about its candidates. */
  readonly undecided: number | null;
  /** Why it shall be cancelled. */
  readonly cancel: string | null;
  readonly scheduledMs: number | null;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly outcome: OutcomeKind | null;
  readonly ignored: boolean;
  readonly code: number;
  readonly message: string;
  readonly result: unknown;
}

/** Everything from outside that a step depends on. */
export interface World {
  readonly now: number;
  /** Until then nobody counts as dead or late: the store was away. */
  readonly grace: number;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** Current policy revision. */
  readonly revision: number;
  /** Not heard of for long, or asked to take no more: passed over while another candidate is left. */
  readonly isDead: (agent: string) => boolean;
}

/** What others are told of a step; agent, attempt and end are read from the life after it. */
export interface StepEvent {
  readonly path: readonly JobState[];
  readonly outcome: OutcomeKind | null;
  readonly code: number;
  readonly message: string;
  readonly result: unknown;
}

export interface Step {
  readonly life: Life;
  readonly event: StepEvent | null;
  readonly failed: FailedAttempt | null;
  /** Goes before all others of its inbox. */
  readonly head: boolean;
}

/**
 * A patience of at least so long ends with a full second, so that a store can keep the deadlines of a second together. It is
 * given in seconds.
 */
export const longPatienceMs = 10_000;
/** Beyond the execution timeout: the agent normally reports it itself. */
export const timeoutGraceMs = 5_000;
/** How long the holder of a cancelled job may take to end it. */
export const cancelGraceMs = 10_000;
/** A job that lost this many agents is not given to another one. */
export const maxLost = 3;
/** Whoever is alive is heard of every second: after a silence this long the store was away, or its clock has jumped. */
export const awayMs = 5_000;
/** How long after that nobody is taken for dead, and nobody for late. */
export const graceMs = 15_000;
/** Of a job whose submitter says nothing of it; the smallest number goes first. */
export const defaultPriority = 5;
/** An agent not heard of for this long counts as dead. */
export const deadAfterMs = 30_000;

export const newborn: Life = {
  state: 'created',
  inbox: null,
  agent: null,
  session: null,
  fence: 0,
  answered: null,
  candidates: null,
  revision: 0,
  turn: 0,
  round: 0,
  lost: 0,
  attempt: 0,
  unmet: 0,
  notBefore: 0,
  due: null,
  undecided: null,
  cancel: null,
  scheduledMs: null,
  startedMs: null,
  endedMs: null,
  outcome: null,
  ignored: false,
  code: 0,
  message: '',
  result: null,
};

export function isOpen(life: Life): boolean {
  return life.state !== 'ok' && life.state !== 'error';
}

/** An agent has it. */
export function isHeld(life: Life): boolean {
  return life.state === 'planned' || life.state === 'running';
}

/** A step that nobody is told of. */
export function unchanged(life: Life): Step {
  return { life, event: null, failed: null, head: false };
}

/** A step through these states, with nothing else to tell. */
export function moved(life: Life, ...path: JobState[]): Step {
  return { life, event: { path, outcome: null, code: 0, message: '', result: null }, failed: null, head: false };
}
