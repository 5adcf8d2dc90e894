// Time in the file: leases that are over, what is due, and what has been kept long enough.

import { dueReached } from '../../../lifecycle/due.ts';
import type { SweepResult, TimeStore } from '../../parts/time.ts';
import type { Retention } from '../../retention.ts';
import type { Core } from '../core.ts';
import { forgetTurns } from '../fair.ts';
import { parkedIsDue } from '../limited.ts';
import { prune, retire } from '../retire.ts';
import type { Transaction } from '../transaction.ts';
import { buryExpired } from './sessions.ts';

export function timeStore(core: Core): TimeStore {
  return {
    async now() {
      return core.now();
    },
    async sweep(limit) {
      return core.transact((tx) => sweep(tx, core.retention, limit));
    },
    async prune(states, before, limit) {
      return core.transact((tx) => prune(tx.db, states, before, limit));
    },
  };
}

function sweep(tx: Transaction, retention: Retention, limit: number): SweepResult {
  const { db, now, grace } = tx;
  // First, as the port says: by what is open now.
  const retired = retire(db, retention, now, limit);
  const lost = buryExpired(tx, limit);
  tx.settle();
  const moved = lost + moveDue(tx, limit - lost);
  // What this has released has deadlines, too.
  tx.complete();
  forgetTurns(db);
  const next = db.sql(nextDueSql).get(grace)?.next;
  const nextDue = typeof next === 'number' ? next : null;
  return { moved, retired, more: moved >= limit || retired >= limit, nextDue, now, grace: now < grace };
}

/** Moves on at most `limit` jobs whose time has come, what was due longest first. */
function moveDue(tx: Transaction, limit: number): number {
  const ids = tx.ids(dueSql, tx.now, limit, tx.now, limit);
  for (const row of tx.rows(ids)) {
    // One may have been ended with another of these that it depends on.
    if (row.life.due === null) continue;
    if (parkedIsDue(tx, row)) continue;
    tx.apply(row, dueReached(row.life, row.terms, tx));
    tx.settle();
  }
  return ids.length;
}

const dueSql = `select id from (
    select id, due from (select id, due from job where due is not null and session is null and due <= cast(? as integer)
      order by due limit cast(? as integer))
    union all select id, due from job where session is not null and due <= cast(? as integer))
  order by due, id limit cast(? as integer)`;

const nextDueSql = `select min(at) as next from (
  select min(due) as at from job where due is not null and session is null
  union all select min(due) from job where session is not null
  union all select max(min(expires_ms), cast(? as integer)) from session)`;
