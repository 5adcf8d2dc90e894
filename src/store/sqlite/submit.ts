// Takes a batch of jobs into the store: all of it or none of it.

import { epochSeconds } from '../../ground/clock.ts';
import { defaultPriority, type Terms } from '../../lifecycle/life.ts';
import { arrive } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { Job } from '../../records/job.ts';
import { jobSpecJson } from '../../records/job-json.ts';
import { Batch, conflict, type Newcomer, needsOf, unknownDependency } from '../batch.ts';
import type { Refusal, Submission, SubmitResult } from '../parts/jobs.ts';
import type { Database } from './database.ts';
import { type RecordPart, statusText } from './record.ts';
import { expectRoom } from './room.ts';
import { candidatesText, type JobRow } from './rows.ts';
import type { Transaction } from './transaction.ts';

interface Entrant extends Newcomer {
  readonly submission: Submission;
  /** Once it is there. */
  id: number;
  /** It has ended at once, since another job that it needs has ended in error. */
  isBad: boolean;
}

/** What the store knows of a job that another one needs. */
interface Needed {
  id: number;
  state: 'open' | 'good' | 'bad';
}

/** Writes nothing if it refuses. */
export function submit(tx: Transaction, submissions: readonly Submission[]): SubmitResult {
  const { db } = tx;
  /** As the store stands. */
  const misfits: Refusal[] = [];
  const existing = new Set<string>();
  const known = storedSpecs(db, submissions);
  const batch = new Batch<Entrant>();
  for (const submission of submissions) {
    const { job } = submission;
    const { guid } = job;
    const spec = jobSpecJson(job);
    const twin = known.get(guid);
    if (twin === undefined) batch.add({ guid, spec, needs: needsOf(job), submission, id: 0, isBad: false });
    else if (twin === spec) existing.add(guid);
    else misfits.push(conflict(guid));
  }

  const { newcomers } = batch;
  const stored = new Map<string, Needed>();
  for (const { guid, needs } of newcomers.values()) {
    for (const needed of needs) {
      if (newcomers.has(needed) || stored.has(needed)) continue;
      const found = findNeeded(db, needed);
      if (found !== undefined) stored.set(needed, found);
      else misfits.push(unknownDependency(guid, needed));
    }
  }
  const refusals = [...batch.refusals(), ...misfits];
  if (refusals.length > 0) return { ok: false, refusals };

  if (newcomers.size > 0) expectRoom(db, tx.maxBytes);
  for (const newcomer of newcomers.values()) insert(tx, newcomer, newcomers, stored);
  const link = db.sql('insert into dependency(needs, job) values (?, ?)');
  for (const { needs, id } of newcomers.values()) {
    for (const guid of needs) link.run(newcomers.get(guid)?.id ?? stored.get(guid)?.id ?? 0, id);
  }
  return { ok: true, existing: [...existing] };
}

/** Begins the life of a newcomer. */
function insert(
  tx: Transaction,
  newcomer: Entrant,
  newcomers: ReadonlyMap<string, Entrant>,
  stored: ReadonlyMap<string, Needed>,
): void {
  const { job, trail, admission } = newcomer.submission;
  const { guid, actor, source } = job;
  const { unmet, bad } = standingOfNeeds(newcomer, newcomers, stored);
  const terms = termsOf(job);
  const { start } = job.status;
  const notBefore = start * 1000 > tx.now ? start * 1000 : 0;
  const step = arrive(terms, bad === undefined ? unmet : unmet + 1, notBefore, admission ?? null, tx);
  const created = job.status.created === 0 ? epochSeconds(tx.now) : job.status.created;
  const record: RecordPart = { json: newcomer.spec, created, start, status: statusText(job.status), job };
  const { run = null, lane = '', priority = defaultPriority } = trail;
  const fields = { guid, run, lane, priority, actor, source, terms, life: step.life };
  const row: JobRow = { ...fields, id: insertJob(tx, fields, record) };
  insertSpec(tx, row.id, record, trail);
  newcomer.id = row.id;
  tx.arrived(row, record, step);
  if (bad === undefined) return;
  newcomer.isBad = true;
  tx.apply(row, dependencyFailed(step.life, bad, tx));
}

/** Returns its id. */
function insertJob(tx: Transaction, row: Omit<JobRow, 'id'>, { created, start }: RecordPart): number {
  const { guid, run, lane, priority, actor, source, terms, life } = row;
  const { lastInsertRowid } = tx.db
    .sql(insertSql)
    .run(
      guid,
      run,
      lane,
      priority,
      actor,
      created,
      start,
      tx.now,
      terms.named ? 1 : 0,
      terms.retry,
      terms.scheduleMs,
      terms.timeoutMs,
      terms.ignoreError ? 1 : 0,
      terms.ignoreCodes.length === 0 ? null : JSON.stringify(terms.ignoreCodes),
      life.state,
      life.inbox,
      life.agent,
      candidatesText(life.candidates),
      life.revision,
      life.turn,
      life.unmet,
      life.notBefore,
      life.due,
      life.undecided,
      life.scheduledMs,
      source,
      tx.turn({ id: null, priority, source, lane }, life.inbox),
    );
  return Number(lastInsertRowid);
}

function insertSpec({ db }: Transaction, id: number, { json, status }: RecordPart, trail: Submission['trail']): void {
  const { n = null, label = null, file = null, line = null, retryOf = null } = trail;
  db.sql('insert into spec(job, json, status, n, label, file, line, retry_of) values (?, ?, ?, ?, ?, ?, ?, ?)').run(
    id,
    json,
    status,
    n,
    label,
    file,
    line,
    retryOf,
  );
}

/** How many of the jobs that it needs are open, and the first one that has ended in error. */
function standingOfNeeds(
  { needs }: Entrant,
  newcomers: ReadonlyMap<string, Entrant>,
  stored: ReadonlyMap<string, Needed>,
): { unmet: number; bad: string | undefined } {
  let unmet = 0;
  let bad: string | undefined;
  for (const guid of needs) {
    const other = newcomers.get(guid);
    const state = other === undefined ? stored.get(guid)?.state : other.isBad ? 'bad' : 'open';
    if (state === 'open') unmet++;
    else if (state === 'bad') bad ??= guid;
  }
  return { unmet, bad };
}

function termsOf(job: Job): Terms {
  return {
    named: job.agents.length > 0,
    retry: job.retry,
    scheduleMs: job.timeout_schedule * 1000,
    timeoutMs: job.timeout * 1000,
    ignoreError: job.ignore_error,
    ignoreCodes: job.ignore_error_codes,
  };
}

/** The records of those jobs of the batch that are in the store. */
function storedSpecs(db: Database, batch: readonly Submission[]): Map<string, string> {
  const rows = db.rows(
    `select job.guid, spec.json from json_each(?) asked join job on job.guid = asked.value
     join spec on spec.job = job.id`,
    JSON.stringify(batch.map(({ job }) => job.guid)),
  );
  return new Map(rows.map(([guid, json]) => [String(guid), String(json)]));
}

function findNeeded(db: Database, guid: string): Needed | undefined {
  const row = db.row('select id, state, ignored from job where guid = ?', guid);
  if (row === undefined) return undefined;
  const [id, state, ignored] = row;
  const open = state !== 'ok' && state !== 'error';
  const good = state === 'ok' || ignored === 1;
  return { id: Number(id), state: open ? 'open' : good ? 'good' : 'bad' };
}

const insertSql = `insert into job(guid, run, lane, priority, actor, created, start, created_ms, named, retry,
    schedule_ms, timeout_ms, ignore_error, ignore_codes, state, inbox, agent, candidates, revision, turn, unmet,
    not_before, due, undecided, scheduled_ms, source, seq)
  values (?${', ?'.repeat(26)})`;
