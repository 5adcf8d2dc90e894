// Limits on how many jobs agents hold at the same time. A job that one holds back is parked: no claim looks at it, so that
// it keeps no other from its turn, until there is room again. What is held is counted from the jobs themselves.

import { unchanged } from '../../lifecycle/life.ts';
import { patience } from '../../lifecycle/place.ts';
import { hasParked, heldUnder, limitsOf } from './room.ts';
import type { JobRow } from './rows.ts';
import type { Transaction } from './transaction.ts';

/** Jobs that one claim looks at, at most. */
const maxLooked = 100;

/** What is claimed where there are limits: `head` lists the first jobs of the inbox, `give` hands one out. */
export function claimWithin<T>(
  tx: Transaction,
  { agent, lanes, max }: { agent: string; lanes: readonly string[]; max: number },
  head: (most: number) => number[],
  give: (row: JobRow) => T[],
): T[] {
  const held = new Map<string, number>();
  const room = (id: string) => {
    const count = held.get(id) ?? heldUnder(tx.db, id);
    held.set(id, count);
    return (tx.limits.get(id) ?? 0) - count;
  };
  unparkWhatFits(tx, agent, lanes, max, room);
  const given: T[] = [];
  for (let looked = 0; given.length < max && looked < maxLooked; ) {
    const ids = head(Math.min(max - given.length, maxLooked - looked));
    if (ids.length === 0) break;
    looked += ids.length;
    for (const id of ids) {
      const { row } = tx.entry(id);
      const limits = limitsOf(tx.limits, row, agent);
      const full = limits.find((limit) => room(limit) <= 0);
      if (full !== undefined) {
        tx.park(row, full);
        continue;
      }
      for (const limit of limits) held.set(limit, (held.get(limit) ?? 0) + 1);
      given.push(...give(row));
    }
  }
  return given;
}

function unparkWhatFits(
  tx: Transaction,
  agent: string,
  lanes: readonly string[],
  max: number,
  room: (id: string) => number,
): void {
  for (const id of tx.limits.keys()) {
    for (const lane of lanes) {
      if (!hasParked(tx.db, id, agent, lane)) continue;
      const most = Math.min(room(id), max, maxLooked);
      if (most > 0) tx.db.sql(unparkSql).run(id, agent, lane, most);
    }
  }
}

/**
 * The deadline of a parked job: nobody is to blame that it was not taken. From when it can be taken again, its patience
 * begins anew. False: it is not parked.
 */
export function parkedIsDue(tx: Transaction, row: JobRow): boolean {
  if (tx.limits.size === 0) return false;
  const id = tx.db.value('select parked from job where id = ?', row.id);
  if (typeof id !== 'string') return false;
  if (heldUnder(tx.db, id) < (tx.limits.get(id) ?? 0)) {
    tx.db.sql('update job set parked = null where id = ?').run(row.id);
  }
  tx.apply(row, unchanged({ ...row.life, due: patience(row.terms, tx) }));
  return true;
}

const unparkSql = `update job set parked = null where id in (
  select id from job where parked = cast(? as text) and inbox = cast(? as text) and lane = cast(? as text)
  order by priority, seq, id limit cast(? as integer))`;
