// What a transaction reads: jobs and facts, from what this process knows of them or from the file.

import type { SQLInputValue } from 'node:sqlite';
import { deadAfterMs, isOpen } from '../../lifecycle/life.ts';
import type { Job } from '../../records/job.ts';
import type { Cache, Entry } from './cache.ts';
import type { Database } from './database.ts';
import { isDrained } from './drained.ts';
import { recordColumns, toAnyJob, toRecord } from './record.ts';
import { jobLimits, maxBytes } from './room.ts';
import { type JobRow, rowColumns, toRow } from './rows.ts';

export class Reading {
  readonly db: Database;
  readonly now: number;
  protected readonly cache: Cache;
  readonly #dead = new Map<string, boolean>();

  constructor(db: Database, cache: Cache, now: number) {
    this.db = db;
    this.cache = cache;
    this.now = now;
  }

  get revision(): number {
    return this.cache.fact('revision', () =>
      Number(this.db.value(`select value from counter where name = 'revision'`)),
    );
  }

  /** Those on jobs that are held, by id. */
  get limits(): ReadonlyMap<string, number> {
    return this.cache.fact('limits', () => jobLimits(this.db));
  }

  get maxBytes(): number | null {
    return this.cache.fact('max bytes', () => maxBytes(this.db));
  }

  /** For a transaction that changes one: limits, sessions, who is drained. */
  forgetFacts(): void {
    this.cache.forgetFacts();
  }

  isSession(session: string, agent: string): boolean {
    return this.cache.fact(
      `${session} ${agent}`,
      () => this.db.row('select 1 from session where id = ? and agent = ?', session, agent) !== undefined,
    );
  }

  isDrained(agent: string): boolean {
    return this.cache.fact(`drained ${agent}`, () => isDrained(this.db, agent));
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
    const entry = this.cache.byGuid(guid);
    if (entry !== undefined) return entry.row;
    const values = this.db.row(byGuidSql, guid);
    return values === undefined ? undefined : this.#keep(toRow(values)).row;
  }

  /** The rows of these ids, which have to exist. */
  *rows(ids: Iterable<number>): Generator<JobRow> {
    for (const id of ids) yield this.entry(id).row;
  }

  entry(id: number): Entry {
    return this.cache.byId(id) ?? this.#keep(toRow(this.db.row(byIdSql, id) ?? []));
  }

  /** The record of a job as it stands; undefined if somebody has deleted it. */
  job(row: JobRow): Job | undefined {
    const { record } = this.entry(row.id);
    const values = record === undefined ? this.db.row(recordSql, row.id) : undefined;
    const found = values === undefined ? record : toRecord(values);
    return found && toAnyJob(row.guid, found, row.life.state, row.life.endedMs);
  }

  /** Ids that a query of one column finds. */
  ids(sql: string, ...values: SQLInputValue[]): number[] {
    return this.db.rows(sql, ...values).map(([id]) => Number(id));
  }

  #keep(row: JobRow): Entry {
    return isOpen(row.life) ? this.cache.keep(row) : { row, record: undefined, lines: undefined };
  }
}

const byGuidSql = `select ${rowColumns} from job where guid = ?`;

const byIdSql = `select ${rowColumns} from job where id = ?`;

const recordSql = `select ${recordColumns} from job join spec on spec.job = job.id where job.id = ?`;

const deadSql = `select 1 from draining where agent = ? union all select 1 from presence where agent = ? and seen_ms < ?
  and not exists (select 1 from session where session.agent = ? and session.seen_ms >= ?)`;
