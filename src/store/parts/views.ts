// Jobs as they stand, for people: one, lists, log lines, numbers, and why one waits.

import type { JobView, OutcomeKind } from '../../records/outcome.ts';
import type { JobWait } from '../../records/wait.ts';
import type { JobState } from '../../records/words.ts';
import type { Finding } from './repair.ts';

export interface JobFilter {
  states?: readonly JobState[];
  run?: string;
  actor?: string;
  /** Only jobs of these lanes. */
  lanes?: string[];
  /** At most this many, newest first. */
  limit: number;
  /** Only jobs older than this guid's, for paging. */
  before?: string;
}

export type LogStream = 'stdout' | 'stderr' | 'log';

export interface LogLine {
  n: number;
  at: number;
  attempt: number;
  stream: LogStream;
  text: string;
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

/** What statistics need of a job that has ended. Times are epoch milliseconds. */
export interface EndedJob {
  state: 'ok' | 'error';
  ignored: boolean;
  /** When its last execution began; null if there was none. */
  startedMs: number | null;
  endedMs: number;
}

export interface ViewStore {
  get(guid: string): Promise<JobView | undefined>;
  /** Guids that begin or end with `part`, at most `limit`; an exact match comes first. */
  findGuids(part: string, limit: number): Promise<string[]>;
  /** What is wrong with the record under a guid that `get` finds nothing for; undefined: there is none. */
  stray(guid: string): Promise<Finding | undefined>;
  list(filter: JobFilter): Promise<JobView[]>;
  /** Of the jobs that ended after this moment (epoch milliseconds) and are still kept, the latest, at most `limit`. */
  ended(since: number, limit: number): Promise<EndedJob[]>;
  /** Of these, the guids that are not final. */
  open(guids: string[]): Promise<string[]>;
  logs(guid: string, after: number, limit: number): Promise<LogLine[]>;
  stats(): Promise<StoreStats>;
  /** Where it stands and what it waits for; undefined if there is no such job. */
  why(guid: string): Promise<JobWait | undefined>;
}
