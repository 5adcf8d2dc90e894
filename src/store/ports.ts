// What the rest of the house asks of a store. Every operation is one atomic step; an adapter passes the contract
// suite in test/store/contract. Times are epoch milliseconds of the store's clock.

import type { Agent } from '../records/agent.ts';
import type { Group } from '../records/group.ts';
import type { Job } from '../records/job.ts';
import type { JobView, OutcomeKind } from '../records/outcome.ts';
import type { Schedule, ScheduleState } from '../records/schedule.ts';
import type { Service } from '../records/service.ts';
import type { JobState } from '../records/words.ts';

/** A running or planned job as its holder names it. The fence rises with every claim; an old one is refused. */
export interface JobRef {
  guid: string;
  fence: number;
}

/** Where a job comes from, kept beside the record. */
export interface Trail {
  run?: string;
  n?: number;
  label?: string;
  file?: string;
  line?: number;
  /** Only agent processes that serve this lane take the job; '' = any process of the agent. */
  lane?: string;
  /** 0 is taken first; default 5. */
  priority?: number;
  /** Guid of the ended job that this one runs again. */
  retryOf?: string;
}

/** Who may execute a job, and under which policy that was decided. */
export interface Admission {
  candidates: string[];
  revision: number;
}

export interface Submission {
  /** `status.start` later than now delays it; the store fills `status.created` when it is 0. */
  job: Job;
  trail: Trail;
  /** Without it a runner decides later (`undecided`). */
  admission?: Admission;
}

export type RefusalReason = 'conflict' | 'unknown_dependency' | 'dependency_cycle';

export type SubmitResult =
  /** `existing`: those that were there before with the same content; they count as submitted. */
  { ok: true; existing: string[] } | { ok: false; refusals: { guid: string; reason: RefusalReason; detail: string }[] };

export interface ClaimRequest {
  agent: string;
  session: string;
  lanes: string[];
  max: number;
  /** Free slots of actors that have a limit: a job beyond it arrives `planned` and waits for `start`. */
  slots?: Record<string, number>;
}

export interface Claim {
  job: Job;
  fence: number;
  state: 'planned' | 'running';
  /** Executions of this job begun so far, this one included. */
  attempt: number;
  /** Policy revision under which it was admitted. */
  revision: number;
  run: string | null;
}

export interface Finish extends JobRef {
  ok: boolean;
  /** Why it ended, when not ok. */
  outcome?: Extract<OutcomeKind, 'failed' | 'timeout' | 'cancelled' | 'denied' | 'lost'>;
  code?: number;
  message?: string;
  /** Any JSON value. */
  result?: unknown;
  /**
   * 'never': no other candidate and no further round, as after a denial. `afterMs`: as the job says, but not before; a
   * whole number, at most `maxRetryAfterMs`.
   */
  retry?: 'never' | { afterMs: number };
}

/** A week. */
export const maxRetryAfterMs = 7 * 24 * 3_600_000;

/** `stale`: the fence is old, the result was not taken. `duplicate`: this very finish was taken before. */
export type FinishAnswer = 'accepted' | 'duplicate' | 'stale';

export interface Exchange {
  answers: FinishAnswer[];
  claims: Claim[];
  /** Policy revision at that moment, so that whoever asks again before executing need not ask the store for it. */
  revision: number;
}

export interface Report extends JobRef {
  lines?: { stream: LogStream; text: string; at: number }[];
  progress?: { percent: number | null; message: string };
}

export type LogStream = 'stdout' | 'stderr' | 'log';

export interface LogLine {
  n: number;
  at: number;
  attempt: number;
  stream: LogStream;
  text: string;
}

/** What a session still holds; a job it believes to hold and that is missing here is lost to it. */
export interface Held extends JobRef {
  cancel: string | null;
}

/** One process of an agent. Its lease covers all jobs it holds. */
export interface Session {
  id: string;
  agent: string;
  lanes: string[];
  /** The run this process follows, if any. */
  run: string | null;
  host: string;
  pid: number;
  /** Identifies the process beside its pid, which the system reuses. */
  processStart: string;
  startedAt: number;
  expiresAt: number;
}

/** A run that nobody follows or works off any more. */
export interface OrphanRun {
  run: string;
  /** Where its open jobs are. */
  lanes: string[];
  /** Guids. */
  open: string[];
}

/** A step of a job's life. Several states when one operation passed through them at once. */
export interface JobEvent {
  seq: number;
  at: number;
  guid: string;
  run: string | null;
  path: readonly JobState[];
  agent: string | null;
  attempt: number;
  /** Of the final state, or of the attempt that failed before a retry. */
  outcome: OutcomeKind | null;
  ignored: boolean;
  code: number;
  message: string;
  result: unknown;
}

export interface SweepResult {
  /** Jobs moved on. */
  moved: number;
  /** Finished jobs retired by age or count. */
  retired: number;
  /** Work is left that this call had no room for. */
  more: boolean;
  /** Next moment something is due, or null. */
  nextDue: number | null;
  /** When it was, by the store's clock. */
  now: number;
  /** The store was away, or its clock has jumped: for a while nobody counts as dead or late. */
  grace: boolean;
}

export interface JobFilter {
  states?: JobState[];
  run?: string;
  actor?: string;
  /** Only jobs of these lanes. */
  lanes?: string[];
  /** At most this many, newest first. */
  limit: number;
  /** Only jobs older than this guid's, for paging. */
  before?: string;
}

export interface StoreStats {
  byState: Record<JobState, number>;
  byOutcome: Partial<Record<OutcomeKind, number>>;
  sessions: number;
  /** What is in use: of the file, or of the memory of the whole server. */
  bytes: number;
  /** From so many bytes on jobs are refused; null = no limit. */
  maxBytes: number | null;
}

/** `store`: bytes it may take, and `name` is ''. The others: jobs that agents hold at the same time. */
export type LimitKind = 'store' | 'agent' | 'actor' | 'source';

export interface Limit {
  kind: LimitKind;
  /** Public key of the agent or source, or name of the actor. */
  name: string;
  max: number;
}

/** A job that waits for a decision. */
export interface Undecided {
  job: Job;
  /** Its processes could take it. */
  lane: string;
  /** When it began to wait, or the last empty decision was made. */
  since: number;
}

export type CancelAnswer = 'cancelled' | 'requested' | 'final' | 'unknown';

export interface JobStore {
  /** All of the batch or none of it. Dependencies may be in the batch, in any order, or in the store. */
  submit(batch: Submission[]): Promise<SubmitResult>;
  /** Jobs that are ready but for a decision about their candidates (none made, outdated, or to be made anew). */
  undecided(limit: number): Promise<Undecided[]>;
  /**
   * `stale`: the policy changed since `revision`; decide anew. `gone`: the job needs no decision any more.
   * `waiting`: there was no candidate; it stays undecided until its `timeout_schedule` is over.
   */
  admit(guid: string, admission: Admission): Promise<'scheduled' | 'stale' | 'gone' | 'waiting'>;
  /** Ends an open, not yet running job in error, as a denial at admission does. */
  refuse(guid: string, outcome: OutcomeKind, code: number, message: string): Promise<boolean>;
  claim(request: ClaimRequest): Promise<Claim[]>;
  /** planned → running. False: not yours any more. */
  start(ref: JobRef): Promise<boolean>;
  /** Whether another process does the work: then more than one call is worth having under way. */
  readonly isRemote: boolean;
  /** Takes reports and results and claims next jobs in one step. Repeating finishes with the same refs is harmless. */
  exchange(finishes: Finish[], claim?: ClaimRequest, reports?: Report[]): Promise<Exchange>;
  /** Back to the head of the same inbox; the attempt does not count. */
  release(refs: JobRef[]): Promise<void>;
  /** Log lines and progress; those with an old fence are dropped. */
  report(reports: Report[]): Promise<void>;
  cancel(guid: string, reason: string): Promise<CancelAnswer>;
  /** Cancels what of a run has not begun; returns how many jobs. */
  cancelWaiting(run: string, reason: string): Promise<number>;
  /** Moves on what is due: delays, back-offs, timeouts, lost sessions, retention. Bounded work a call. */
  sweep(limit: number): Promise<SweepResult>;

  /**
   * Removes jobs of these states that ended at `before` or earlier, oldest first, at most `limit`; what an open job
   * depends on stays. Returns how many went.
   */
  prune(states: ('ok' | 'error')[], before: number, limit: number): Promise<number>;

  get(guid: string): Promise<JobView | undefined>;
  /** Guids that begin or end with `part`, at most `limit`; an exact match comes first. */
  findGuids(part: string, limit: number): Promise<string[]>;
  list(filter: JobFilter): Promise<JobView[]>;
  /** Of these, the guids that are not final. */
  open(guids: string[]): Promise<string[]>;
  logs(guid: string, after: number, limit: number): Promise<LogLine[]>;
  stats(): Promise<StoreStats>;
  /** One sentence for an open job: what it waits for; undefined if there is no such job. */
  why(guid: string): Promise<string | undefined>;

  /** Events of all processes on this store, in order, from now on. Returns the end of the subscription. */
  subscribe(listener: (events: JobEvent[]) => void): () => void;
  /** Resolves when there may be work for the agent in these lanes, or after `ms`. */
  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void>;
}

export interface SessionStore {
  openSession(session: Omit<Session, 'startedAt' | 'expiresAt'>, leaseMs: number): Promise<void>;
  /** Renews the lease; undefined when the session was buried. */
  beat(session: string, leaseMs: number): Promise<Held[] | undefined>;
  /** Ends a session; what it still holds goes back to the inbox uncounted. */
  closeSession(session: string): Promise<void>;
  /** A session known to be dead before its lease is over: its jobs are lost at once. */
  bury(session: string): Promise<number>;
  sessions(): Promise<Session[]>;
  /** A wish that the agent takes no more jobs; its processes heed it, and so does who chooses candidates. */
  setDraining(agent: string, on: boolean): Promise<void>;
  /** Agents that are to take no more jobs. */
  draining(): Promise<string[]>;
  /** Runs with open jobs in the lane `place`, or in one that begins with `place#`, whose sessions are all gone. */
  orphanRuns(place: string): Promise<OrphanRun[]>;
}

export interface Policy {
  revision: number;
  services: Service[];
  groups: Group[];
  agents: Agent[];
  revoked: string[];
}

export interface Registry {
  /** Rises with every change of a service, group, revocation, or of what an agent offers. */
  revision(): Promise<number>;
  policy(): Promise<Policy>;
  putAgent(agent: Agent): Promise<void>;
  putService(service: Service): Promise<void>;
  putGroup(group: Group): Promise<void>;
  removeGroup(guid: string): Promise<boolean>;
  revoke(pubkey: string): Promise<void>;
}

export interface LimitSheet extends Limit {
  /** Jobs held under it, or bytes in use. */
  used: number;
  /** Jobs that wait because of it. */
  waiting: number;
}

export interface LimitStore {
  /** In place of an earlier one of the same kind and name. */
  setLimit(limit: Limit): Promise<void>;
  /** False: there was none. */
  removeLimit(kind: LimitKind, name: string): Promise<boolean>;
  /** By kind and name. */
  limits(): Promise<LimitSheet[]>;
}

export interface StoredSchedule {
  schedule: Schedule;
  state: ScheduleState;
  /** Another one after every change; never one that a schedule of this name has had before. */
  revision: number;
}

export interface DueSchedules {
  /** The store's time. */
  now: number;
  due: StoredSchedule[];
  /** How many were looked at; there may be more behind them unless it is 0. */
  looked: number;
  /** When the next one that is not due yet will be; null = none. */
  nextDue: number | null;
}

export interface ScheduleChange {
  name: string;
  /** The revision it is based upon; 0 = there is no schedule of this name. */
  expected: number;
  /** Undefined = it stays as it is. */
  schedule?: Schedule;
  state: ScheduleState;
  /** Jobs that are submitted in the same step. */
  batch: Submission[];
}

/** `stale`: it was changed since `expected`; nothing was done. `refused`: its jobs were; nothing was done. */
export type ScheduleAnswer = 'done' | 'stale' | 'refused';

export interface ScheduleStore {
  /** The store's clock. */
  now(): Promise<number>;
  /** In the order of their names. */
  schedules(): Promise<StoredSchedule[]>;
  schedule(name: string): Promise<StoredSchedule | undefined>;
  /** At most `limit` of which a slot has come or waits, the longest due first, without the first `skip` of them. */
  dueSchedules(limit: number, skip?: number): Promise<DueSchedules>;
  /** All of it or nothing. Repeating the very same change is harmless and answers `done` again. */
  changeSchedule(change: ScheduleChange): Promise<ScheduleAnswer>;
  /** What it has made stays. */
  removeSchedule(name: string): Promise<boolean>;
  /** Of these runs, all in the lane '', those that have open jobs. */
  openRuns(runs: string[]): Promise<string[]>;
}

/** A fact about the store that is not as it should be. */
export interface Finding {
  message: string;
  help?: string;
}

export interface Store extends JobStore, SessionStore, LimitStore, Registry, ScheduleStore {
  /** As given by the user, e.g. `sqlite:/home/me/.local/share/herorunner/jobs.db`. */
  readonly url: string;
  /** Checks the invariants; empty when all is well. */
  inspect(): Promise<Finding[]>;
  /** Mends what `inspect` finds, as far as it can be; changes nothing else. Says what it did. */
  repair(): Promise<string[]>;
  close(): Promise<void>;
}
