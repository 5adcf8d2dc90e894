// One transaction on jobs: writes steps, lets ends run on to dependents, and gathers what others are told.

import type { Backoff } from '../../ground/backoff.ts';
import { isOpen, type Life, type Step, type World } from '../../lifecycle/life.ts';
import { satisfied } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { FailedAttempt } from '../../records/outcome.ts';
import type { JobEvent } from '../parts/feed.ts';
import type { Cache, Entry } from './cache.ts';
import type { Database } from './database.ts';
import { type Entrant, onlySource, readOnlySource, Turns } from './fair.ts';
import { Reading } from './reading.ts';
import type { RecordPart } from './record.ts';
import { limitsOf, parkedAt } from './room.ts';
import { changeOf, type JobRow } from './rows.ts';

/** Failed attempts kept of one job; older ones go. */
const maxAttempts = 100;

/** Events gathered by a transaction; the feed numbers them when it is committed. */
export type EventDraft = JobEvent;

export type Moment = Pick<World, 'now' | 'grace'>;

export class Transaction extends Reading implements World {
  readonly grace: number;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly events: EventDraft[] = [];
  /** Inboxes that got a job: agent → lanes. */
  readonly filled = new Map<string, Set<string>>();
  readonly #ended: { id: number; guid: string; good: boolean }[] = [];
  /** Released but not written: as they are in the file. */
  readonly #released = new Map<number, { entry: Entry; before: Life; seq: number }>();
  readonly #turns: Turns;

  constructor(db: Database, cache: Cache, { now, grace }: Moment, random: () => number, backoff: Backoff) {
    super(db, cache, now);
    this.#turns = new Turns(db);
    this.grace = grace;
    this.random = random;
    this.backoff = backoff;
  }

  override entry(id: number): Entry {
    return this.#released.get(id)?.entry ?? super.entry(id);
  }

  /** A job that has just been inserted. */
  arrived(row: JobRow, record: RecordPart, step: Step): void {
    this.cache.keep(row, record);
    this.#tell(row, step);
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
    if (step.head && life.inbox !== null) this.db.sql(headSql).run(life.inbox, row.lane, row.id, row.id, row.id);
    if (failed !== null) this.#keepAttempt(row.id, failed);
    this.#tell(row, step);
  }

  /** Its order in an inbox that it comes into; 0 = by its id. */
  turn(job: Entrant & { lane: string }, inbox: string | null): number {
    if (inbox === null || job.lane !== '') return 0;
    const before = this.cache.fact('only source', () => readOnlySource(this.db));
    const only = onlySource(this.db, before, job.source);
    if (only !== before) this.cache.learn('only source', only);
    return only === job.source ? 0 : this.#turns.next(job, inbox);
  }

  #line(row: JobRow, seq: number): void {
    // Only who was claimed before can have been at the head.
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
      this.cache.drop(row);
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

const dependentsSql = `select dependency.needs, dependency.job from json_each(?) ended
  join dependency on dependency.needs = ended.value join job on job.id = dependency.job
  where job.ended_ms is null`;

const headSql = `update job set seq = (
    select min(0, coalesce(min(seq), 0)) - 1 from job where inbox = cast(? as text) and lane = cast(? as text)
      and parked is null and id <> ? and priority = (select priority from job where id = ?))
  where id = ?`;
