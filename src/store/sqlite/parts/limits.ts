// Limits in the file. What counts under them is in room.ts, what they hold back in limited.ts.

import { limitId, sorted, toLimit } from '../../limits.ts';
import type { Limit, LimitKind, LimitSheet, LimitStore } from '../../parts/limits.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { bytesUsed, heldUnder } from '../room.ts';
import type { Transaction } from '../transaction.ts';

export function limitStore(core: Core): LimitStore {
  return {
    async setLimit(limit) {
      core.transact((tx) => setLimit(tx, limit));
    },
    async removeLimit(kind, name) {
      return core.transact((tx) => removeLimit(tx, kind, name));
    },
    async limits() {
      return core.db.read(() => limits(core.db));
    },
  };
}

/** A changed limit may let more pass. */
function setLimit(tx: Transaction, limit: Limit): void {
  tx.forgetFacts();
  tx.db.sql('insert or replace into limits(id, max) values (?, ?)').run(limitId(limit), limit.max);
  tx.tellRoom(limitId(limit));
}

/** What the limit held back can be taken. */
function removeLimit(tx: Transaction, kind: LimitKind, name: string): boolean {
  const id = limitId({ kind, name });
  tx.forgetFacts();
  tx.tellRoom(id);
  tx.db.sql('update job set parked = null where parked = cast(? as text)').run(id);
  return tx.db.sql('delete from limits where id = ?').run(id).changes > 0;
}

function limits(db: Database): LimitSheet[] {
  const sheets = db.rows('select id, max from limits').map(([id, max]): LimitSheet => {
    const limit = toLimit(String(id), Number(max));
    if (limit.kind === 'store') return { ...limit, used: bytesUsed(db), waiting: 0 };
    const waiting = Number(db.value('select count(*) from job where parked = cast(? as text)', String(id)));
    return { ...limit, used: heldUnder(db, String(id)), waiting };
  });
  return sorted(sheets);
}
