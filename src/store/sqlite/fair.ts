// Turns in an inbox, so that a source with many jobs there keeps none of another one waiting for all of them: start-time
// fair queuing, with an equal share for each source. For the inbox of the empty lane; other lanes belong to one run.

import type { Database } from './database.ts';

/** What decides the turn of a job that comes into an inbox. */
export interface Entrant {
  /** null: it has none yet. */
  readonly id: number | null;
  readonly priority: number;
  readonly source: string;
}

/** Turns given in one transaction. */
export class Turns {
  readonly #db: Database;
  readonly #levels = new Map<string, Level>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The turn of a job that comes into its inbox: behind the last one of its source, and not before who is next. */
  next({ id, priority, source }: Entrant, inbox: string): number {
    const key = `${priority} ${inbox}`;
    let level = this.#levels.get(key);
    if (level === undefined) {
      level = new Level(this.#db, inbox, priority);
      this.#levels.set(key, level);
    }
    return level.next(id, source);
  }

  /** Whether any were given in this transaction. */
  get given(): boolean {
    return this.#levels.size > 0;
  }

  /** Writes down what was given: the last thing in a transaction. */
  keep(): void {
    for (const level of this.#levels.values()) level.keep();
    this.#levels.clear();
  }
}

/** An inbox at one priority. */
class Level {
  readonly #db: Database;
  readonly #inbox: string;
  readonly #priority: number;
  /** Behind the last turn given to each source, and to any. */
  readonly #next = new Map<string, number>();
  readonly #given = new Set<string>();
  #last: number | null;
  /** The lowest turn given here: who has it may not be in the file yet. */
  #lowest = Number.POSITIVE_INFINITY;

  constructor(db: Database, inbox: string, priority: number) {
    this.#db = db;
    this.#inbox = inbox;
    this.#priority = priority;
    const last = db.value('select max(next) from fair where inbox = ? and priority = ?', inbox, priority);
    this.#last = typeof last === 'number' ? last : this.#begin();
  }

  /** Nothing is known of turns: what waits there has one source. */
  #begin(): number | null {
    const [seq, source] = this.#db.row(lastSql, this.#inbox, this.#priority) ?? [];
    if (seq === undefined) return null;
    const next = Number(seq) + 1;
    this.#next.set(String(source), next);
    this.#given.add(String(source));
    return next;
  }

  next(id: number | null, source: string): number {
    const mine = this.#last === null ? 0 : this.#mine(source);
    const turn = this.#last === null ? this.#idOr(id) : mine === this.#last ? mine : this.#behind(this.#last, id, mine);
    this.#next.set(source, turn + 1);
    this.#given.add(source);
    this.#last = Math.max(this.#last ?? 0, turn + 1);
    this.#lowest = Math.min(this.#lowest, turn);
    return turn;
  }

  #mine(source: string): number {
    const known = this.#next.get(source);
    if (known !== undefined) return known;
    const sql = 'select next from fair where inbox = ? and priority = ? and source = ?';
    return Number(this.#db.value(sql, this.#inbox, this.#priority, source) ?? 0);
  }

  #behind(last: number, id: number | null, mine: number): number {
    const known = this.#db.value(firstSql, this.#inbox, this.#priority);
    const first = Math.min(typeof known === 'number' ? known : Number.POSITIVE_INFINITY, this.#lowest);
    return Number.isFinite(first) ? Math.max(first + 1, mine) : Math.max(this.#idOr(id), last);
  }

  #idOr(id: number | null): number {
    return id ?? Number(this.#db.value('select coalesce(max(id), 0) + 1 from job'));
  }

  keep(): void {
    const sql = 'insert or replace into fair(inbox, priority, source, next) values (?, ?, ?, ?)';
    for (const source of this.#given) {
      this.#db.sql(sql).run(this.#inbox, this.#priority, source, this.#next.get(source) ?? 0);
    }
    this.#given.clear();
  }
}

/**
 * As long as all jobs have the same source, there is nothing to share, and they go by their numbers. Returns that source,
 * or `*` once there was another; `before`: what it was.
 */
export function onlySource(db: Database, before: string | null, source: string): string {
  if (before === source || before === '*') return before;
  db.sql(`delete from fair where inbox = ''`).run();
  const isEarlier = before === null && db.value(waitsSql, source) !== undefined;
  const now = before === null && !isEarlier ? source : '*';
  db.sql(`insert into fair(inbox, priority, source, next) values ('', 0, ?, 0)`).run(now);
  if (now === '*') {
    // From now on what waits there needs turns.
    db.sql(`update job set seq = id where inbox is not null and lane = '' and seq = 0`).run();
    // Those of a file of the version before turns may have several sources.
    if (isEarlier) db.sql(beginSql).run();
  }
  return now;
}

export function readOnlySource(db: Database): string | null {
  const source = db.value(`select source from fair where inbox = ''`);
  return typeof source === 'string' ? source : null;
}

/** Inboxes that are empty begin anew; what a limit holds back will want its old position. */
export function forgetTurns(db: Database): void {
  db.sql(forgetSql).run();
}

/** Of what waits in an inbox at a priority, also of what a limit holds back, the first or last by its turn. */
const waitingSql = (column: string, order: 'asc' | 'desc') => {
  // Who went to the head of the inbox has none.
  const found = `inbox = cast(?1 as text) and lane = '' and priority = ?2 and seq > 0
    order by seq ${order} limit 1`;
  return `select * from (select ${column} as found from job where parked is null and ${found})
    union all
    select (select ${column} from job where parked = limits.id and ${found}) from limits`;
};

const firstSql = `select min(found) from (${waitingSql('seq', 'asc')})`;

const lastSql = `select seq, source from job where id in (${waitingSql('id', 'desc')}) order by seq desc limit 1`;

const waitsSql = `select 1 from job where inbox is not null and lane = '' and source <> ? limit 1`;

const beginSql = `insert into fair(inbox, priority, source, next)
  select inbox, priority, source, max(seq) + 1 from job
  where inbox is not null and lane = '' and seq > 0 and parked is null
  group by inbox, priority, source`;

const forgetSql = `delete from fair where inbox <> '' and not exists (
    select 1 from job where job.inbox = fair.inbox and job.lane = '' and job.parked is null)
  and not exists (
    select 1 from limits cross join job on job.parked = limits.id where job.inbox = fair.inbox and job.lane = '')`;
