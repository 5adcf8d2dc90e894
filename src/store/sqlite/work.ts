// One transaction on jobs: loads rows, writes steps, lets ends run on to dependents, and gathers what others are told.

import type { Backoff } from '../../ground/backoff.ts';
import { deadAfterMs, isOpen, type Step, type World } from '../../lifecycle/life.ts';
import { satisfied } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { FailedAttempt } from '../../records/outcome.ts';
import type { JobEvent } from '../ports.ts';
import type { Database } from './database.ts';
import {
  finalValues,
  type JobRow,
  openValues,
  type RowRecord,
  rowColumns,
  toRow,
  updateFinal,
  updateOpen,
} from './rows.ts';

/** Failed attempts kept of one job; older ones go. */
const maxAttempts = 100;

/** Events gathered by a transaction; the feed numbers them when it is committed. */
export type EventDraft = Omit<JobEvent, 'seq'>;

export class Work implements World {
  readonly db: Database;
  readonly now: number;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly events: EventDraft[] = [];
  /** Inboxes that got a job: agent → lanes. */
  readonly filled = new Map<string, Set<string>>();
  readonly #ended: { id: number; guid: string; good: boolean }[] = [];
  readonly #dead = new Map<string, boolean>();
  #revision: number | undefined;

  constructor(db: Database, now: number, random: () => number, backoff: Backoff) {
    this.db = db;
    this.now = now;
    this.random = random;
    this.backoff = backoff;
  }

  get revision(): number {
    this.#revision ??= Number(this.db.sql(`select value from counter where name = 'revision'`).get()?.value);
    return this.#revision;
  }

  readonly isDead = (agent: string): boolean => {
    let dead = this.#dead.get(agent);
    if (dead === undefined) {
      const since = this.now - deadAfterMs;
      dead = this.db.sql(deadSql).get(agent, since, agent, since) !== undefined;
      this.#dead.set(agent, dead);
    }
    return dead;
  };

  find(guid: string): JobRow | undefined {
    const record = this.db.sql(byGuidSql).get(guid);
    return record === undefined ? undefined : toRow(record as unknown as RowRecord);
  }

  rows(sql: string, ...values: (string | number | null)[]): JobRow[] {
    return (this.db.sql(sql).all(...values) as unknown as RowRecord[]).map(toRow);
  }

  /** Writes a step of a job that is in the store. */
  apply(row: JobRow, step: Step): void {
    const { life, failed } = step;
    if (isOpen(life)) this.db.sql(updateOpen).run(...openValues(life), row.id);
    else this.db.sql(updateFinal).run(...finalValues(life), row.id);
    if (step.head && life.inbox !== null) this.db.sql(headSql).run(life.inbox, row.lane, row.priority, row.id);
    if (failed !== null) this.#keepAttempt(row.id, failed);
    this.tell(row, step);
  }

  /** What follows from a step that is written: its event, a filled inbox, dependents. */
  tell(row: Pick<JobRow, 'id' | 'guid' | 'run' | 'lane'>, step: Step): void {
    const { life, event } = step;
    if (event !== null) {
      this.events.push({
        at: this.now,
        guid: row.guid,
        run: row.run,
        path: [...event.path],
        agent: life.agent,
        attempt: life.attempt,
        outcome: event.outcome,
        ignored: life.ignored,
        code: event.code,
        message: event.message,
        result: event.result ?? null,
      });
    }
    if (!isOpen(life)) this.#ended.push({ id: row.id, guid: row.guid, good: life.state === 'ok' || life.ignored });
    else if (life.inbox !== null) {
      const lanes = this.filled.get(life.inbox);
      if (lanes === undefined) this.filled.set(life.inbox, new Set([row.lane]));
      else lanes.add(row.lane);
    }
  }

  /** Releases or ends the dependents of what has ended, and theirs, until nothing follows any more. */
  settle(): void {
    // Grows while it is walked.
    for (const end of this.#ended) {
      for (const row of this.rows(dependentsSql, end.id)) {
        const { life, terms } = row;
        this.apply(row, end.good ? satisfied(life, terms, this) : dependencyFailed(life, end.guid, this));
      }
    }
    this.#ended.length = 0;
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

const dependentsSql = `select ${rowColumns} from dependency join job on job.id = dependency.job
  where dependency.needs = ? and job.ended_ms is null`;

const headSql = `update job
  set seq = (select min(seq) - 1 from job where inbox = ? and lane = ? and priority = ?)
  where id = ?`;

const deadSql = `select 1 from presence where agent = ? and seen_ms < ?
  and not exists (select 1 from session where session.agent = ? and session.seen_ms >= ?)`;
