// Whether the file is sound, and what it says fits together; and mending it, as far as the invariants say how.

import type { Finding, RepairStore } from '../../parts/repair.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { findFullDisk } from '../disk.ts';
import { mayWrite } from '../failure.ts';
import { type Invariant, invariants } from '../invariants.ts';
import { mayChange } from '../read-only.ts';
import type { Transaction } from '../transaction.ts';
import { inspectSchedules } from './schedules.ts';

export function repairStore(core: Core): RepairStore {
  return {
    async inspect() {
      return [...inspectRights(core.db.path), ...core.db.look(() => inspect(core.db))];
    },
    async inspectStorage() {
      const full = findFullDisk(core.db.path);
      return full === undefined ? [] : [{ message: full.message, help: full.help }];
    },
    async checkWrites() {
      const full = findFullDisk(core.db.path);
      if (full !== undefined) throw full;
    },
    async repair() {
      const all: string[] = [];
      while (true) {
        const { done, more } = core.transact(repair);
        all.push(...done);
        if (!more || done.length === 0) return all;
      }
    },
  };
}

/** Findings of one kind that are spelled out. */
const shown = 20;
/** Jobs of one kind that one transaction mends. */
const pieceSize = 100;

const damaged = 'move the file aside and restore a copy; `sqlite3 FILE .recover` may save its content';
const ours = 'please report it, with the output of `hero job get`';

/** Who may only read it is shown what it holds; a run needs more. */
function inspectRights(path: string): Finding[] {
  return mayChange(path) ? [] : [{ message: 'it takes no jobs from you: you may only read it', help: mayWrite(path) }];
}

function inspect(db: Database): Finding[] {
  const findings: Finding[] = [];
  for (const row of db.once('pragma quick_check').all()) {
    const said = String(row.quick_check);
    if (said !== 'ok') findings.push({ message: `the file is damaged: ${said}`, help: damaged });
  }
  if (findings.length > 0) return findings;
  return db.read(() => [...invariants.flatMap((one) => told(db, one)), ...inspectSchedules(db)]);
}

function told(db: Database, { broken, message, help = ours }: Invariant): Finding[] {
  const names = db.once(broken).all();
  const findings: Finding[] = names.slice(0, shown).map(({ name }) => ({ message: message(String(name)), help }));
  if (names.length > shown) findings.push({ message: `and ${names.length - shown} more of the same kind` });
  return findings;
}

/** What was done, and whether there may be more. */
function repair(tx: Transaction): { done: string[]; more: boolean } {
  const done: string[] = [];
  let more = false;
  for (const { broken, mend } of invariants) {
    if (mend === undefined) continue;
    const ids = tx.ids(`${broken} limit ${pieceSize}`);
    more ||= ids.length === pieceSize;
    for (const row of tx.rows(ids)) {
      tx.apply(row, mend.step(tx, row));
      done.push(`job ${row.guid}: ${mend.done}`);
    }
    tx.settle();
  }
  return { done, more };
}
