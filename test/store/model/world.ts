// Everything the model remembers.

import type { JobState } from '../../../src/records/words.ts';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Limit } from '../../../src/store/parts/limits.ts';
import type { StoredSchedule } from '../../../src/store/parts/schedules.ts';
import type { Session } from '../../../src/store/parts/sessions.ts';
import { type End, isGood, type ModelJob } from './job.ts';

const deadAfter = 30_000;
const away = 5_000;
const graceAfter = 15_000;

/** Turns given in an inbox at one priority: the one behind the last, of all and of each source. */
export interface Turns {
  last: number;
  of: Map<string, number>;
}

export class World {
  now = 0;
  /** Until then nobody counts as dead or late. */
  grace = 0;
  /** Of the policy. */
  revision = 1;
  submitted = 0;
  /** In the order of their numbers. */
  readonly jobs = new Map<string, ModelJob>();
  readonly sessions = new Map<string, Session>();
  /** When an agent was heard of last. */
  readonly seen = new Map<string, number>();
  readonly draining = new Set<string>();
  /** By `kind:name`. */
  readonly limits = new Map<string, Limit>();
  readonly turns = new Map<string, Turns>();
  /** Of all jobs that ever came into an inbox of the empty lane. */
  readonly sources = new Set<string>();
  readonly schedules = new Map<string, StoredSchedule>();
  scheduleChanges = 0;
  readonly events: JobEvent[] = [];
  /** Jobs that have ended and whose dependents have not heard of it. */
  readonly ended: ModelJob[] = [];

  /** Somebody calls. After a silence this long the store was away. */
  hear(now: number): void {
    if (this.now > 0 && now - this.now > away) this.grace = now + graceAfter;
    this.now = now;
  }

  /** Nobody should wait for it: asked to take no more, or not heard of for long. */
  isGone(agent: string): boolean {
    return this.draining.has(agent) || (this.seen.get(agent) ?? this.now) < this.now - deadAfter;
  }

  patience(own: ModelJob): number | null {
    const seconds = own.job.timeout_schedule;
    return seconds === 0 ? null : this.patienceEnd(own, this.now + seconds * 1000);
  }

  /** A long one ends with a full second. */
  patienceEnd({ job }: ModelJob, ms: number): number {
    return job.timeout_schedule < 10 ? ms : Math.ceil(ms / 1000) * 1000;
  }

  /** What it waits for, or has not heard of, in the order it names them. */
  unmet({ job }: ModelJob): ModelJob[] {
    const needed = job.dependencies.map(({ guid }) => this.jobs.get(guid));
    return needed
      .filter((other) => other !== undefined)
      .filter((other) => !isGood(other) || this.ended.includes(other));
  }

  dependentsOf(needed: ModelJob): ModelJob[] {
    return [...this.jobs.values()].filter(({ job }) => job.dependencies.some(({ guid }) => guid === needed.job.guid));
  }

  heldBy(session: string): ModelJob[] {
    return [...this.jobs.values()].filter(({ stand }) => stand.is === 'held' && stand.session === session);
  }

  tell(of: ModelJob, path: JobState[], end?: End): void {
    const { guid } = of.job;
    const { outcome, code, message, result } = end ?? { outcome: null, code: 0, message: '', result: null };
    const { agent, attempt, ignored } = of;
    const run = of.trail.run ?? null;
    this.events.push({
      seq: 0,
      at: this.now,
      guid,
      run,
      path,
      agent,
      attempt,
      outcome,
      ignored,
      code,
      message,
      result,
    });
  }
}
