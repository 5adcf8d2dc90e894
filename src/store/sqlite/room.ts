// How much room there is: what counts under each limit, and the size of the file.

import { overLimitError } from '../limits.ts';
import type { LimitKind } from '../parts/limits.ts';
import type { Database } from './database.ts';

/** Inboxes that are told of room at once. */
const maxWoken = 10;

/** Those on jobs that are held, by id. */
export function jobLimits(db: Database): Map<string, number> {
  const rows = db.rows(`select id, max from limits where id <> 'store:'`);
  return new Map(rows.map(([id, max]) => [String(id), Number(max)]));
}

/** Bytes in use; pages that are free again do not count. */
export function bytesUsed(db: Database): number {
  return (
    (Number(db.value('pragma page_count')) - Number(db.value('pragma freelist_count'))) *
    Number(db.value('pragma page_size'))
  );
}

/** null = no limit. */
export function maxBytes(db: Database): number | null {
  const max = db.value(`select max from limits where id = 'store:'`);
  return max === undefined ? null : Number(max);
}

/** Throws when new jobs are to be refused; `max` as maxBytes says it. */
export function expectRoom(db: Database, max: number | null): void {
  if (max === null) return;
  const used = bytesUsed(db);
  if (used > max) throw overLimitError(`sqlite:${db.path}`, used, max);
}

/** The limits that a job in the hands of `agent` counts under; most jobs have none. */
export function limitsOf(
  limits: ReadonlyMap<string, number>,
  job: { actor: string; source: string },
  agent: string,
): string[] {
  const ids = [`agent:${agent}`, `actor:${job.actor}`, `source:${job.source}`];
  return ids.filter((id) => limits.has(id));
}

/** Jobs that agents hold under a limit. */
export function heldUnder(db: Database, id: string): number {
  const at = id.indexOf(':');
  const kind = id.slice(0, at) as Exclude<LimitKind, 'store'>;
  return Number(db.value(heldSql[kind], id.slice(at + 1)));
}

/** Whether the limit holds jobs of this inbox back. */
export function hasParked(db: Database, id: string, agent: string, lane: string): boolean {
  return db.row(parkedSql, id, agent, lane) !== undefined;
}

/** Inboxes, as agent and lane, in which a limit holds jobs back. */
export function parkedAt(db: Database, id: string): [agent: string, lane: string][] {
  return db.rows(parkedAtSql, id, maxWoken).map(([agent, lane]) => [String(agent), String(lane)]);
}

/** Whether a claim would bring a parked job back. */
export function hasPullable(db: Database, agent: string, lanes: readonly string[]): boolean {
  return db
    .rows(`select id, max from limits where id <> 'store:'`)
    .some(
      ([id, max]) =>
        lanes.some((lane) => hasParked(db, String(id), agent, lane)) && heldUnder(db, String(id)) < Number(max),
    );
}

const heldSql = {
  agent: 'select count(*) from job where session is not null and agent = ?',
  actor: 'select count(*) from job where session is not null and actor = ?',
  source: 'select count(*) from job where session is not null and source = ?',
} as const;

const parkedSql = `select 1 from job where parked = cast(? as text) and inbox = cast(? as text)
  and lane = cast(? as text) limit 1`;

const parkedAtSql = 'select distinct inbox, lane from job where parked = cast(? as text) limit cast(? as integer)';
