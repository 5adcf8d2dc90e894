// One transaction on jobs: loads rows, writes steps, lets ends run on to dependents, and gathers what others are told.

import type { SQLInputValue } from 'node:sqlite';
import type { Backoff } from '../../ground/backoff.ts';
import { deadAfterMs, isOpen, type Life, type Step, type World } from '../../lifecycle/life.ts';
import { satisfied } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { Job } from '../../records/job.ts';
import type { FailedAttempt } from '../../records/outcome.ts';
import type { JobEvent } from '../parts/feed.ts';
import type { Cache, Entry } from './cache.ts';
import type { Database } from './database.ts';
import { type Entrant, onlySource, readOnlySource, Turns } from './fair.ts';
import { type RecordPart, recordColumns, toJob, toRecord } from './record.ts';
import { jobLimits, limitsOf, maxBytes, parkedAt } from './room.ts';
import { changeOf, type JobRow, rowColumns, toRow } from './rows.ts';

/** Failed attempts kept of one job; older ones go. */
const maxAttempts = 100;

/** Events gathered by a transaction; the feed numbers them when it is committed. */
export type EventDraft = JobEvent;

export type Moment = Pick<World, 'now' | 'grace'>;

export class Work implements World {
  readonly db: Database;
  readonly now: number;
  readonly grace: number;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly events: EventDraft[] = [];
  /** Inboxes that got a job: agent → lanes. */
  readonly filled = new Map<string, Set<string>>();
  readonly #cache: Cache;
  readonly #ended: { id: number; guid: string; good: boolean }[] = [];
  /** Released but not written: as they are in the file. */
  readonly #released = new Map<number, { entry: Entry; before: Life; seq: number }>();
  readonly #turns: Turns;
  readonly #dead = new Map<string, boolean>();

  constructor(db: Database, cache: Cache, { now, grace }: Moment, random: () => number, backoff: Backoff) {
    this.db = db;
    this.#cache = cache;
    this.#turns = new Turns(db);
    this.now = now;
    this.grace = grace;
    this.random = random;
    this.backoff = backoff;
  }

  get revision(): number {
    return this.#cache.fact('revision', () =>
      Number(this.db.value(`select value from counter where name = 'revision'`)),
    );
  }

  /** Those on jobs that are held, by id. */
  get limits(): ReadonlyMap<string, number> {
    return this.#cache.fact('limits', () => jobLimits(this.db));
  }

  get maxBytes(): number | null {
    return this.#cache.fact('max bytes', () => maxBytes(this.db));
  }

  /** A session is gone; nobody claims for it any more. */
  forgetSessions(): void {
    this.#cache.forget();
  }

  isSession(session: string, agent: string): boolean {
    return this.#cache.fact(
      `${session} ${agent}`,
      () => this.db.row('select 1 from session where id = ? and agent = ?', session, agent) !== undefined,
    );
  }

  readonly isDead = (agent: string): boolean => {
    let dead = this.#dead.get(agent);
    if (dead === undefined) {
      const since = this.now - deadAfterMs;
      dead = this.db.sql(deadSql).get(agent, agent, since, agent, since) !== undefined;
      this.#dead.set(agent, dead);
    }
    return dead;
  };

  find(guid: string): JobRow | undefined {
    const entry = this.#cache.byGuid(guid);
    if (entry !== undefined) return entry.row;
    const values = this.db.row(byGuidSql, guid);
    return values === undefined ? undefined : this.#keep(toRow(values)).row;
  }

  /** The rows of these ids, which have to exist. */
  *rows(ids: Iterable<number>): Generator<JobRow> {
    for (const id of ids) yield this.entry(id).row;
  }

  entry(id: number): Entry {
    return this.#cache.byId(id) ?? this.#released.get(id)?.entry ?? this.#keep(toRow(this.db.row(byIdSql, id) ?? []));
  }

  /** The record of a job as it stands. */
  job(row: JobRow): Job {
    const entry = this.entry(row.id);
    const record = entry.record ?? toRecord(this.db.row(recordSql, row.id) ?? []);
    return toJob(row.guid, record, row.life.state, row.life.endedMs);
  }

  /** Ids that a query of one column finds. */
  ids(sql: string, ...values: SQLInputValue[]): number[] {
    return this.db.rows(sql, ...values).map(([id]) => Number(id));
  }

  /** A job that has just been inserted. */
  arrived(row: JobRow, record: RecordPart, step: Step): void {
    this.#cache.keep(row, record);
    this.#tell(row, step);
  }

  #keep(row: JobRow): Entry {
    return isOpen(row.life) ? this.#cache.keep(row) : { row, record: undefined, lines: undefined };
  }

  /** Writes a step of a job that is in the store. */
  apply(row: JobRow, step: Step): void {
    const { life, failed } = step;
    const unwritten = this.#released.get(row.id);
    if (unwritten !== undefined) this.#released.delete(row.id);
    const before = unwritten?.before ?? row.life;
    const enters = !step.head && life.inbox !== null && life.inbox !== before.inbox;
    // Looked for before it lies there itself, with the turn it had.
    const turn = enters ? this.turn(row, life.inbox) : 0;
    this.#write(row, before, life);
    row.life = life;
    if (enters) this.#line(row, turn);
    if (step.head && life.inbox !== null) this.db.sql(headSql).run(life.inbox, row.lane, row.id, row.id);
    if (failed !== null) this.#keepAttempt(row.id, failed);
    this.#tell(row, step);
  }

  /** Its order in an inbox that it comes into; 0 = by its id. */
  turn(job: Entrant & { lane: string }, inbox: string | null): number {
    if (inbox === null || job.lane !== '') return 0;
    const before = this.#cache.fact('only source', () => readOnlySource(this.db));
    const only = onlySource(this.db, before, job.source);
    if (only !== before) this.#cache.learn('only source', only);
    return only === job.source ? 0 : this.#turns.next(job, inbox);
  }

  #line(row: JobRow, seq: number): void {
    // Only who was claimed before can have had a place at the head.
    if (seq !== 0 || row.life.fence > 0) this.db.sql('update job set seq = ? where id = ?').run(seq, row.id);
  }

  #write(row: JobRow, before: Life, after: Life): void {
    const change = changeOf(before, after);
    if (change !== undefined) this.db.sql(change.sql).run(...change.values, row.id);
    if (this.limits.size === 0) return;
    if (before.inbox !== null && before.inbox !== after.inbox) {
      this.db.sql('update job set parked = null where id = ? and parked is not null').run(row.id);
    }
    if (before.session !== null && after.session === null && before.agent !== null) {
      for (const id of limitsOf(this.limits, row, before.agent)) this.tellRoom(id);
    }
  }

  /** Takes a job of an inbox out of the sight of claims. */
  park(row: JobRow, limit: string): void {
    const unwritten = this.#released.get(row.id);
    if (unwritten !== undefined) this.#writeReleased(unwritten);
    this.#released.delete(row.id);
    this.db.sql('update job set parked = ? where id = ?').run(limit, row.id);
  }

  /** A limit lets jobs pass: those that have some parked there may look. */
  tellRoom(limit: string): void {
    for (const [agent, lane] of parkedAt(this.db, limit)) this.fill(agent, lane);
  }

  /** There may be something to be taken from an inbox. */
  fill(agent: string, lane: string): void {
    const lanes = this.filled.get(agent);
    if (lanes === undefined) this.filled.set(agent, new Set([lane]));
    else lanes.add(lane);
  }

  /** Jobs of an inbox that `settle` has put there and that are not written yet. */
  released(inbox: string, lanes: readonly string[]): { row: JobRow; seq: number }[] {
    const found: { row: JobRow; seq: number }[] = [];
    for (const { entry, seq } of this.#released.values()) {
      const { row } = entry;
      if (row.life.inbox === inbox && lanes.includes(row.lane)) found.push({ row, seq });
    }
    return found;
  }

  /** Last thing in a transaction: follows up what has ended, and writes what is not written yet. */
  complete(): void {
    this.settle();
    for (const released of this.#released.values()) this.#writeReleased(released);
    this.#released.clear();
    this.#turns.keep();
  }

  /** What follows from a step that is written: its event, a filled inbox, dependents. */
  #tell(row: JobRow, step: Step): void {
    const { life, event } = step;
    if (event !== null) {
      this.events.push({
        seq: 0,
        at: this.now,
        guid: row.guid,
        run: row.run,
        path: event.path,
        agent: life.agent,
        attempt: life.attempt,
        outcome: event.outcome,
        ignored: life.ignored,
        code: event.code,
        message: event.message,
        result: event.result ?? null,
      });
    }
    if (!isOpen(life)) {
      this.#cache.drop(row);
      this.#ended.push({ id: row.id, guid: row.guid, good: life.state === 'ok' || life.ignored });
    } else if (life.inbox !== null) {
      this.fill(life.inbox, row.lane);
    }
  }

  /**
   * Releases or ends the dependents of what has ended, and theirs, until nothing follows any more. What is released is
   * often claimed in the same transaction, so it is written with that, or by `complete`.
   */
  settle(): void {
    while (this.#ended.length > 0) {
      const ended = new Map(this.#ended.splice(0).map((end) => [end.id, end]));
      for (const [needed, id] of this.db.rows(dependentsSql, JSON.stringify([...ended.keys()]))) {
        const end = ended.get(Number(needed));
        const entry = this.entry(Number(id));
        const { life, terms } = entry.row;
        // Ended since, with another job that it needs.
        if (end === undefined || !isOpen(life)) continue;
        if (end.good) this.#release(entry, satisfied(life, terms, this));
        else this.apply(entry.row, dependencyFailed(life, end.guid, this));
      }
    }
  }

  #release(entry: Entry, step: Step): void {
    const { row } = entry;
    const before = this.#released.get(row.id)?.before ?? row.life;
    const seq = step.life.inbox === row.life.inbox ? 0 : this.turn(row, step.life.inbox);
    this.#released.set(row.id, { entry, before, seq });
    row.life = step.life;
    this.#tell(row, step);
  }

  #writeReleased({ entry, before, seq }: { entry: Entry; before: Life; seq: number }): void {
    const { row } = entry;
    this.#write(row, before, row.life);
    // It went by its number, and meanwhile the others have turns.
    const late = seq === 0 && row.lane === '' && this.#turns.given;
    this.#line(row, late && row.life.inbox !== null ? row.id : seq);
  }

  #keepAttempt(job: number, failed: FailedAttempt): void {
    const row = this.db.sql('select max(n) as last from attempt where job = ?').get(job);
    const n = Number(row?.last ?? 0) + 1;
    const { attempt, agent, outcome, code, message, started_ms, ended_ms } = failed;
    this.db
      .sql('insert into attempt values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(job, n, attempt, agent, outcome, code, message, started_ms, ended_ms);
    if (n > maxAttempts) this.db.sql('delete from attempt where job = ? and n <= ?').run(job, n - maxAttempts);
  }
}

const byGuidSql = `select ${rowColumns} from job where guid = ?`;

const byIdSql = `select ${rowColumns} from job where id = ?`;

const recordSql = `select ${recordColumns} from job join spec on spec.job = job.id where job.id = ?`;

const dependentsSql = `select dependency.needs, dependency.job from json_each(?) ended
  join dependency on dependency.needs = ended.value join job on job.id = dependency.job
  where job.ended_ms is null`;

const headSql = `update job set seq = (
    select min(0, min(seq)) - 1 from job where inbox = cast(? as text) and lane = cast(? as text)
      and parked is null and priority = (select priority from job where id = ?))
  where id = ?`;

const deadSql = `select 1 from draining where agent = ? union all select 1 from presence where agent = ? and seen_ms < ?
  and not exists (select 1 from session where session.agent = ? and session.seen_ms >= ?)`;
