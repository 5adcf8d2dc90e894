// Limits as they are kept in the file, and the one on its size.

import { limitId, overError, sorted, toLimit } from '../limits.ts';
import type { Limit, LimitKind } from '../ports.ts';
import type { Database } from './database.ts';

export function setLimit(db: Database, limit: Limit): void {
  db.sql('insert or replace into limits(id, max) values (?, ?)').run(limitId(limit), limit.max);
}

export function removeLimit(db: Database, kind: LimitKind, name: string): boolean {
  return db.sql('delete from limits where id = ?').run(limitId({ kind, name })).changes > 0;
}

export function limits(db: Database): Limit[] {
  return sorted(db.rows('select id, max from limits').map(([id, max]) => toLimit(String(id), Number(max))));
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
  if (used > max) throw overError(`sqlite:${db.path}`, used, max);
}
