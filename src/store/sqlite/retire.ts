// Retires what is over by age and count, a bounded number a call.

import { finalStates, type Retention } from '../retention.ts';
import type { Database } from './database.ts';

/** Returns how many jobs went. */
export function retire(db: Database, retention: Retention, now: number, limit: number): number {
  let retired = 0;
  for (const state of finalStates) {
    const { ageMs, count } = retention[state];
    const overCount = db
      .sql(
        'select ended_ms from job where state = ? and ended_ms is not null order by ended_ms desc limit 1 offset cast(? as integer)',
      )
      .get(state, count)?.ended_ms;
    // Of those that ended in the same millisecond as the last one too many, all but the kept ones may go.
    const until = Math.max(now - ageMs, Number(overCount ?? Number.NEGATIVE_INFINITY));
    const excess = overCount === undefined ? 0 : countOf(db, state) - count;
    const aged = Number(
      db
        .sql('select count(*) as n from (select 1 from job where state = ? and ended_ms <= ? limit cast(? as integer))')
        .get(state, now - ageMs, limit)?.n,
    );
    const most = Math.min(limit - retired, Math.max(excess, aged));
    if (most <= 0) continue;
    for (const row of db.sql(retirableSql).all(state, until, most)) {
      retireJob(db, Number(row.id));
      retired++;
    }
  }
  const last = Number(db.sql('select max(first) as last from event_batch').get()?.last ?? 0);
  db.sql('delete from event_batch where first + n <= ? and first < ?').run(last - retention.events, last);
  return retired;
}

/** Returns how many jobs went. */
export function prune(db: Database, states: readonly string[], before: number, limit: number): number {
  let pruned = 0;
  for (const state of states) {
    for (const row of db.sql(retirableSql).all(state, before, limit - pruned)) {
      retireJob(db, Number(row.id));
      pruned++;
    }
  }
  return pruned;
}

function countOf(db: Database, state: string): number {
  return Number(db.sql('select count(*) as n from job where state = ? and ended_ms is not null').get(state)?.n ?? 0);
}

function retireJob(db: Database, id: number): void {
  db.sql(
    `delete from dependency where job = :id and needs in (
       select job.id from spec, json_each(spec.json || '}', '$.dependencies') d
       join job on job.guid = d.value ->> '$.guid' where spec.job = :id)`,
  ).run({ id });
  db.sql('delete from dependency where needs = ?').run(id);
  for (const table of ['attempt', 'log', 'progress', 'spec']) db.sql(`delete from ${table} where job = ?`).run(id);
  db.sql('delete from job where id = ?').run(id);
}

// Oldest first; what open jobs depend on stays, as they may still ask for its result.
const retirableSql = `select id from job where state = ? and ended_ms <= ? and not exists (
    select 1 from dependency join job open on open.id = dependency.job
    where dependency.needs = job.id and open.ended_ms is null)
  order by ended_ms, id limit cast(? as integer)`;
