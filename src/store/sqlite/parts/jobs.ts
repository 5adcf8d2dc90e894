// Jobs in the file: taken in, decided about, called off.

import { isOpen } from '../../../lifecycle/life.ts';
import { admitted } from '../../../lifecycle/place.ts';
import { cancelled, refused } from '../../../lifecycle/stop.ts';
import type { OutcomeKind } from '../../../records/outcome.ts';
import type { JobState } from '../../../records/words.ts';
import type { Admission, AdmitAnswer, CancelAnswer, JobStore, Undecided } from '../../parts/jobs.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { recordColumns, toAnyJob, toRecord } from '../record.ts';
import { submit } from '../submit.ts';
import type { Transaction } from '../transaction.ts';

export function jobStore(core: Core): JobStore {
  return {
    async submit(batch) {
      return core.transact((tx) => submit(tx, batch));
    },
    async undecided(limit) {
      return core.db.look(() => undecided(core.db, limit));
    },
    async admit(guid, admission) {
      return core.transact((tx) => admit(tx, guid, admission));
    },
    async refuse(guid, outcome, code, message) {
      return core.transact((tx) => refuse(tx, guid, outcome, code, message));
    },
    async cancel(guid, reason) {
      return core.transact((tx) => cancel(tx, guid, reason));
    },
    async cancelWaiting(run, reason) {
      return core.transact((tx) => cancelWaiting(tx, run, reason));
    },
  };
}

/** Longest waiting first; one that got an empty decision waits anew, so it keeps no other from its turn. */
function undecided(db: Database, limit: number): Undecided[] {
  return db
    .rows(
      `select ${recordColumns}, job.guid, job.state, job.lane, job.undecided from job join spec on spec.job = job.id
       where job.undecided is not null order by job.undecided, job.id limit cast(? as integer)`,
      limit,
    )
    .map((values) => ({
      job: toAnyJob(String(values[4]), toRecord(values), values[5] as JobState, null),
      lane: String(values[6]),
      since: Number(values[7]),
    }));
}

function admit(tx: Transaction, guid: string, admission: Admission): AdmitAnswer {
  const row = tx.find(guid);
  if (row === undefined || row.life.undecided === null) return 'gone';
  if (admission.revision !== tx.revision) return 'stale';
  const step = admitted(row.life, row.terms, admission, tx);
  tx.apply(row, step);
  return step.life.inbox === null ? 'waiting' : 'scheduled';
}

function refuse(tx: Transaction, guid: string, outcome: OutcomeKind, code: number, message: string): boolean {
  const row = tx.find(guid);
  if (row === undefined || !isOpen(row.life) || row.life.state === 'running') return false;
  tx.apply(row, refused(row.life, { outcome, code, message, result: null }, tx));
  return true;
}

function cancel(tx: Transaction, guid: string, reason: string): CancelAnswer {
  const row = tx.find(guid);
  if (row === undefined) return 'unknown';
  if (!isOpen(row.life)) return 'final';
  const step = cancelled(row.life, reason, tx);
  if (step.life !== row.life) tx.apply(row, step);
  return isOpen(step.life) ? 'requested' : 'cancelled';
}

/** Dependents of a cancelled job that belong to the run too are cancelled, not failed: all are written, then settled. */
function cancelWaiting(tx: Transaction, run: string, reason: string): number {
  const ids = tx.ids(
    `select id from job where run = cast(? as text) and ended_ms is null and state <> 'running' order by id`,
    run,
  );
  for (const row of tx.rows(ids)) tx.apply(row, cancelled(row.life, reason, tx));
  return ids.length;
}
