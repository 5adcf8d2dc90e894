// The processes of agents: their leases, their drain, and the runs they leave behind.

import type { JobRef } from './work.ts';

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

/** Renews leases over a connection of its own, beside an event loop that may be busy. */
export interface Beat {
  /** What the session holds; undefined when it was buried. Rejects if the store is out of reach. */
  renew(session: string, leaseMs: number): Promise<Held[] | undefined>;
}

/** A run that nobody follows or works off any more. */
export interface OrphanRun {
  run: string;
  /** Where its open jobs are. */
  lanes: string[];
  /** Guids. */
  open: string[];
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
  /** How many jobs the processes of each agent hold; those that hold none are left out. */
  held(): Promise<Map<string, number>>;
  /**
   * The agent gets no more jobs that come from everywhere, and is no candidate; what it has not begun goes to where it can go.
   */
  setDraining(agent: string, on: boolean): Promise<void>;
  /** An agent has no process any more: what waits for it and names no agents itself is to be decided anew. */
  abandon(agent: string): Promise<void>;
  /** Agents that are to take no more jobs. */
  draining(): Promise<string[]>;
  /** Runs whose sessions are all gone, with open jobs in the lane `workspace` or in one that begins with `workspace#`. */
  orphanRuns(workspace: string): Promise<OrphanRun[]>;
}
