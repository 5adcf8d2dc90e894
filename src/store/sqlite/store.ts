// The embedded store: the port on one SQLite file. Each operation is one transaction; the rules are in src/lifecycle.

import { type Backoff, roundBackoff } from '../../ground/backoff.ts';
import { type Clock, systemClock } from '../../ground/clock.ts';
import { awayMs, graceMs } from '../../lifecycle/life.ts';
import type { Agent } from '../../records/agent.ts';
import type { Group } from '../../records/group.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { Service } from '../../records/service.ts';
import { limitId } from '../limits.ts';
import type * as port from '../ports.ts';
import { defaultRetention, type Retention } from '../retention.ts';
import { Cache } from './cache.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { forgetTurns } from './fair.ts';
import { Feed } from './feed.ts';
import * as hold from './hold.ts';
import { inspect } from './inspect.ts';
import * as limited from './limited.ts';
import * as limits from './limits.ts';
import * as read from './read.ts';
import * as registry from './registry.ts';
import { repair } from './repair.ts';
import { prune, retire } from './retire.ts';
import * as schedules from './schedules.ts';
import * as sessions from './sessions.ts';
import * as steer from './steer.ts';
import { submit } from './submit.ts';
import { why } from './why.ts';
import { type Moment, Work } from './work.ts';

export interface SqliteOptions {
  clock?: Clock;
  /** 0 ≤ n < 1, spreads back-offs. */
  random?: () => number;
  backoff?: Backoff;
  retention?: Partial<Retention>;
  /** Refuses every change; the file has to be there. */
  readOnly?: boolean;
}

/** Opens the store at this path, makes it if need be. Throws StoreError. */
export function openSqliteStore(path: string, options: SqliteOptions = {}): port.Store {
  return new SqliteStore(connect(path, options.readOnly ?? false), options);
}

class SqliteStore implements port.Store {
  readonly url: string;
  readonly isRemote = false;
  readonly #db: Database;
  readonly #cache: Cache;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #retention: Retention;
  #latest = 0;
  #grace = 0;
  #closed = false;

  constructor(db: Database, options: SqliteOptions) {
    this.url = `sqlite:${db.path}`;
    this.#db = db;
    this.#cache = new Cache(db);
    this.#feed = new Feed(db, this.#cache);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#backoff = options.backoff ?? roundBackoff;
    this.#retention = { ...defaultRetention, ...options.retention };
  }

  #now(): number {
    return this.#moment().now;
  }

  /** A clock that was set back stands still; one that was set forward, or a machine that slept, shows as a silence. */
  #moment(): Moment {
    const before = this.#latest;
    const now = Math.max(before, this.#clock.now());
    if (before > 0 && now - before > awayMs) this.#grace = now + graceMs;
    this.#latest = now;
    return { now, grace: this.#grace };
  }

  /** One transaction of steps, then word of it. */
  #work<T>(body: (work: Work) => T): T {
    const work = new Work(this.#db, this.#cache, this.#moment(), this.#random, this.#backoff);
    let events: port.JobEvent[] = [];
    let value: T;
    try {
      value = this.#db.write(() => {
        this.#cache.validate();
        const value = body(work);
        work.complete();
        events = this.#feed.record(work.events, work.now);
        return value;
      });
    } catch (error) {
      this.#cache.clear();
      throw error;
    }
    this.#feed.publish(events, work.filled);
    return value;
  }

  /** A transaction that changes what jobs are judged by. */
  #set<T>(body: () => T): T {
    this.#cache.forget();
    return this.#db.write(body);
  }

  async submit(batch: port.Submission[]): Promise<port.SubmitResult> {
    return this.#work((work) => submit(work, batch));
  }

  async undecided(limit: number) {
    return this.#db.look(() => steer.undecided(this.#db, limit));
  }

  async admit(guid: string, admission: port.Admission) {
    return this.#work((work) => steer.admit(work, guid, admission));
  }

  async refuse(guid: string, outcome: OutcomeKind, code: number, message: string) {
    return this.#work((work) => steer.refuse(work, guid, outcome, code, message));
  }

  async claim(request: port.ClaimRequest) {
    return this.#work((work) => hold.claim(work, request));
  }

  async start(ref: port.JobRef) {
    return this.#work((work) => hold.start(work, ref));
  }

  async exchange(
    finishes: port.Finish[],
    claim?: port.ClaimRequest,
    reports: port.Report[] = [],
  ): Promise<port.Exchange> {
    return this.#work((work) => {
      // Before the results: a job that has ended takes no lines any more.
      hold.report(work, reports, this.#retention.logLines);
      const answers = finishes.map((report) => hold.finish(work, report));
      // What the results released can be claimed in the same step.
      work.settle();
      return { answers, claims: claim === undefined ? [] : hold.claim(work, claim), revision: work.revision };
    });
  }

  async release(refs: port.JobRef[]) {
    this.#work((work) => hold.release(work, refs));
  }

  async report(reports: port.Report[]) {
    this.#work((work) => hold.report(work, reports, this.#retention.logLines));
  }

  async cancel(guid: string, reason: string) {
    return this.#work((work) => steer.cancel(work, guid, reason));
  }

  async cancelWaiting(run: string, reason: string) {
    return this.#work((work) => steer.cancelWaiting(work, run, reason));
  }

  async sweep(limit: number): Promise<port.SweepResult> {
    return this.#work((work) => {
      const lost = sessions.buryExpired(work, limit);
      work.settle();
      const moved = lost + steer.moveDue(work, limit - lost);
      forgetTurns(this.#db);
      const retired = retire(this.#db, this.#retention, work.now, limit);
      const next = this.#db.sql(nextDueSql).get(work.grace)?.next;
      const nextDue = typeof next === 'number' ? next : null;
      return {
        moved,
        retired,
        more: moved >= limit || retired >= limit,
        nextDue,
        now: work.now,
        grace: work.now < work.grace,
      };
    });
  }

  async prune(states: ('ok' | 'error')[], before: number, limit: number) {
    return this.#work((work) => prune(work.db, states, before, limit));
  }

  async get(guid: string) {
    return this.#db.read(() => read.get(this.#db, guid));
  }

  async findGuids(prefix: string, limit: number) {
    return this.#db.look(() => read.findGuids(this.#db, prefix, limit));
  }

  async list(filter: port.JobFilter) {
    return this.#db.read(() => read.list(this.#db, filter));
  }

  async open(guids: string[]) {
    return this.#db.read(() => read.open(this.#db, guids));
  }

  async logs(guid: string, after: number, limit: number) {
    return this.#db.look(() => read.logs(this.#db, guid, after, limit));
  }

  async stats() {
    return this.#db.read(() => read.stats(this.#db));
  }

  async why(guid: string) {
    return this.#db.read(() => why(this.#db, guid, this.#now()));
  }

  subscribe(listener: (events: port.JobEvent[]) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void> {
    return this.#feed.waitForWork(agent, lanes, ms, signal);
  }

  async openSession(session: Omit<port.Session, 'startedAt' | 'expiresAt'>, leaseMs: number) {
    this.#set(() => sessions.openSession(this.#db, session, this.#now(), leaseMs));
  }

  async beat(session: string, leaseMs: number) {
    return this.#db.write(() => sessions.beat(this.#db, session, this.#now(), leaseMs));
  }

  async closeSession(session: string) {
    this.#work((work) => sessions.closeSession(work, session));
  }

  async bury(session: string) {
    return this.#work((work) => sessions.bury(work, session));
  }

  async sessions() {
    return this.#db.look(() => sessions.sessions(this.#db));
  }

  async setDraining(agent: string, on: boolean) {
    this.#work((work) => sessions.setDraining(work, agent, on));
  }

  async draining() {
    return this.#db.look(() => sessions.draining(this.#db));
  }

  async orphanRuns(place: string) {
    return this.#db.look(() => sessions.orphanRuns(this.#db, place, this.#now()));
  }

  async setLimit(limit: port.Limit) {
    this.#cache.forget();
    this.#work((work) => {
      limits.setLimit(this.#db, limit);
      limited.limitChanged(work, limit);
    });
  }

  async removeLimit(kind: port.LimitKind, name: string) {
    this.#cache.forget();
    return this.#work((work) => {
      limited.limitGone(work, limitId({ kind, name }));
      return limits.removeLimit(this.#db, kind, name);
    });
  }

  async limits() {
    return this.#db.read(() => limits.limits(this.#db));
  }

  async revision() {
    return this.#db.look(() => registry.revision(this.#db));
  }

  async policy() {
    return this.#db.read(() => registry.policy(this.#db));
  }

  async putAgent(agent: Agent) {
    this.#set(() => registry.putAgent(this.#db, agent));
  }

  async putService(service: Service) {
    this.#set(() => registry.putService(this.#db, service));
  }

  async putGroup(group: Group) {
    this.#set(() => registry.putGroup(this.#db, group));
  }

  async removeGroup(guid: string) {
    return this.#set(() => registry.removeGroup(this.#db, guid));
  }

  async revoke(pubkey: string) {
    this.#set(() => registry.revoke(this.#db, pubkey));
  }

  async now() {
    return this.#now();
  }

  async schedules() {
    return this.#db.look(() => schedules.all(this.#db));
  }

  async schedule(name: string) {
    return this.#db.look(() => schedules.find(this.#db, name));
  }

  async dueSchedules(limit: number, skip = 0) {
    return this.#db.read(() => schedules.due(this.#db, this.#now(), limit, skip));
  }

  async changeSchedule(change: port.ScheduleChange) {
    return this.#work((work) => schedules.change(work, change));
  }

  async removeSchedule(name: string) {
    return this.#db.write(() => schedules.remove(this.#db, name));
  }

  async openRuns(runs: string[]) {
    return this.#db.look(() => schedules.openRuns(this.#db, runs));
  }

  async inspect() {
    return this.#db.look(() => inspect(this.#db));
  }

  async repair() {
    const all: string[] = [];
    while (true) {
      const { done, more } = this.#work(repair);
      all.push(...done);
      if (!more || done.length === 0) return all;
    }
  }

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#feed.close();
    this.#db.guard(() => this.#db.close());
  }
}

const nextDueSql = `select min(at) as next from (
  select min(due) as at from job where due is not null and session is null
  union all select min(due) from job where session is not null
  union all select max(min(expires_ms), cast(? as integer)) from session)`;
