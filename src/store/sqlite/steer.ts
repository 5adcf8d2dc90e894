// What runners and people do with jobs: decide, refuse, cancel, and move on what is due.

import { dueReached } from '../../lifecycle/due.ts';
import { holderLost } from '../../lifecycle/end.ts';
import { isOpen } from '../../lifecycle/life.ts';
import { admitted } from '../../lifecycle/place.ts';
import { cancelled, refused } from '../../lifecycle/stop.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';
import type { Admission, CancelAnswer, Undecided } from '../ports.ts';
import type { Database } from './database.ts';
import { parkedIsDue } from './limited.ts';
import { recordColumns, toJob, toRecord } from './record.ts';
import type { Work } from './work.ts';

/** Longest waiting first; one that got an empty decision waits anew, so it keeps no other from its turn. */
export function undecided(db: Database, limit: number): Undecided[] {
  return db
    .rows(
      `select ${recordColumns}, job.guid, job.state, job.lane, job.undecided from job join spec on spec.job = job.id
       where job.undecided is not null order by job.undecided, job.id limit cast(? as integer)`,
      limit,
    )
    .map((values) => ({
      job: toJob(String(values[4]), toRecord(values), values[5] as JobState, null),
      lane: String(values[6]),
      since: Number(values[7]),
    }));
}

export function admit(work: Work, guid: string, admission: Admission): 'scheduled' | 'stale' | 'gone' | 'waiting' {
  const row = work.find(guid);
  if (row === undefined || row.life.undecided === null) return 'gone';
  if (admission.revision !== work.revision) return 'stale';
  const step = admitted(row.life, row.terms, admission, work);
  work.apply(row, step);
  return step.life.inbox === null ? 'waiting' : 'scheduled';
}

export function refuse(work: Work, guid: string, outcome: OutcomeKind, code: number, message: string): boolean {
  const row = work.find(guid);
  if (row === undefined || !isOpen(row.life) || row.life.state === 'running') return false;
  work.apply(row, refused(row.life, { outcome, code, message, result: null }, work));
  return true;
}

export function cancel(work: Work, guid: string, reason: string): CancelAnswer {
  const row = work.find(guid);
  if (row === undefined) return 'unknown';
  if (!isOpen(row.life)) return 'final';
  const step = cancelled(row.life, reason, work);
  if (step.life !== row.life) work.apply(row, step);
  return isOpen(step.life) ? 'requested' : 'cancelled';
}

/** Dependents of a cancelled job that belong to the run too are cancelled, not failed: all are written, then settled. */
export function cancelWaiting(work: Work, run: string, reason: string): number {
  const ids = work.ids(
    `select id from job where run = cast(? as text) and ended_ms is null and state <> 'running' order by id`,
    run,
  );
  for (const row of work.rows(ids)) work.apply(row, cancelled(row.life, reason, work));
  return ids.length;
}

/** Moves on at most `limit` jobs whose time has come. */
export function moveDue(work: Work, limit: number): number {
  const ids = work.ids(dueSql, work.now, limit);
  if (ids.length < limit) ids.push(...work.ids(dueHeldSql, work.now, limit - ids.length));
  for (const row of work.rows(ids)) {
    // One may have been ended with another of these that it depends on.
    if (row.life.due === null) continue;
    if (parkedIsDue(work, row)) continue;
    work.apply(row, dueReached(row.life, row.terms, work));
    work.settle();
  }
  return ids.length;
}

/** At most `limit` jobs of a session that is dead go on without it. */
export function loseHolder(work: Work, session: string, limit: number): number {
  const ids = work.ids(
    'select id from job where session = cast(? as text) order by id limit cast(? as integer)',
    session,
    limit,
  );
  for (const row of work.rows(ids)) {
    work.apply(row, holderLost(row.life, row.terms, 'the agent that had it was lost', work));
  }
  return ids.length;
}

const dueSql = `select id from job where due is not null and session is null and due <= cast(? as integer)
  order by due limit cast(? as integer)`;

const dueHeldSql =
  'select id from job where session is not null and due <= cast(? as integer) limit cast(? as integer)';
