// Takes a batch of jobs into the store: all of it or none of it.

import { epochSeconds } from '../../ground/clock.ts';
import type { Terms } from '../../lifecycle/life.ts';
import { arrive } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { Job } from '../../records/job.ts';
import type { RefusalReason, Submission, SubmitResult } from '../ports.ts';
import { findCycle } from './cycle.ts';
import type { Database } from './database.ts';
import { specText, statusText } from './record.ts';
import { finalValues, openValues, updateFinal } from './rows.ts';
import type { Work } from './work.ts';

const defaultPriority = 5;

interface Newcomer {
  submission: Submission;
  json: string;
  /** Guids, each once. */
  needs: string[];
  id: number;
}

/** What the store knows of a job that another one needs. */
interface Needed {
  id: number;
  state: 'open' | 'good' | 'bad';
}

/** Writes nothing if it refuses. */
export function submit(work: Work, batch: readonly Submission[]): SubmitResult {
  const { db } = work;
  const refusals: { guid: string; reason: RefusalReason; detail: string }[] = [];
  const existing: string[] = [];
  const newcomers = new Map<string, Newcomer>();
  for (const submission of batch) {
    const { job } = submission;
    const json = specText(job);
    const twin = newcomers.get(job.guid)?.json ?? storedSpec(db, job.guid);
    if (twin === undefined) {
      newcomers.set(job.guid, { submission, json, needs: needsOf(job), id: 0 });
    } else if (twin !== json) {
      refusals.push({ guid: job.guid, reason: 'conflict', detail: 'another job has this guid' });
    } else if (!newcomers.has(job.guid)) {
      existing.push(job.guid);
    }
  }

  const stored = new Map<string, Needed>();
  for (const { submission, needs } of newcomers.values()) {
    for (const guid of needs) {
      if (newcomers.has(guid) || stored.has(guid)) continue;
      const needed = findNeeded(db, guid);
      if (needed !== undefined) stored.set(guid, needed);
      else {
        const detail = `depends on ${guid}, which is not in the store`;
        refusals.push({ guid: submission.job.guid, reason: 'unknown_dependency', detail });
      }
    }
  }
  const cycle = findCycle(new Map([...newcomers].map(([guid, { needs }]) => [guid, needs])));
  if (cycle !== undefined) {
    const detail = `depends on itself: ${[...cycle, cycle[0]].join(' → ')}`;
    for (const guid of cycle) refusals.push({ guid, reason: 'dependency_cycle', detail });
  }
  if (refusals.length > 0) return { ok: false, refusals };

  for (const newcomer of newcomers.values()) insert(work, newcomer, newcomers, stored);
  const link = db.sql('insert into dependency(needs, job) values (?, ?)');
  for (const { needs, id } of newcomers.values()) {
    for (const guid of needs) link.run(newcomers.get(guid)?.id ?? stored.get(guid)?.id ?? 0, id);
  }
  return { ok: true, existing };
}

function insert(work: Work, newcomer: Newcomer, batch: Map<string, Newcomer>, stored: Map<string, Needed>): void {
  const { job, trail, admission } = newcomer.submission;
  let unmet = 0;
  let bad: string | undefined;
  for (const guid of newcomer.needs) {
    const state = batch.has(guid) ? 'open' : stored.get(guid)?.state;
    if (state === 'open') unmet++;
    else if (state === 'bad') bad ??= guid;
  }
  const terms: Terms = {
    named: job.agents.length > 0,
    retry: job.retry,
    scheduleMs: job.timeout_schedule * 1000,
    timeoutMs: job.timeout * 1000,
    ignoreError: job.ignore_error,
    ignoreCodes: job.ignore_error_codes,
  };
  const { start } = job.status;
  const notBefore = start * 1000 > work.now ? start * 1000 : 0;
  const step = arrive(terms, bad === undefined ? unmet : unmet + 1, notBefore, admission ?? null, work);
  const run = trail.run ?? null;
  const lane = trail.lane ?? '';
  const { lastInsertRowid } = work.db
    .sql(insertSql)
    .run(
      job.guid,
      run,
      lane,
      trail.priority ?? defaultPriority,
      job.actor,
      job.status.created === 0 ? epochSeconds(work.now) : job.status.created,
      start,
      work.now,
      terms.named ? 1 : 0,
      terms.retry,
      terms.scheduleMs,
      terms.timeoutMs,
      terms.ignoreError ? 1 : 0,
      terms.ignoreCodes.length === 0 ? null : JSON.stringify(terms.ignoreCodes),
      ...openValues(step.life),
    );
  const id = Number(lastInsertRowid);
  newcomer.id = id;
  work.db
    .sql('insert into spec(job, json, status, n, label, file, line) values (?, ?, ?, ?, ?, ?, ?)')
    .run(
      id,
      newcomer.json,
      statusText(job.status),
      trail.n ?? null,
      trail.label ?? null,
      trail.file ?? null,
      trail.line ?? null,
    );
  const row = { id, guid: job.guid, run, lane };
  work.tell(row, step);
  if (bad !== undefined) {
    const end = dependencyFailed(step.life, bad, work);
    work.db.sql(updateFinal).run(...finalValues(end.life), id);
    work.tell(row, end);
  }
}

function needsOf(job: Job): string[] {
  return job.dependencies.length === 0 ? [] : [...new Set(job.dependencies.map(({ guid }) => guid))];
}

function storedSpec(db: Database, guid: string): string | undefined {
  const row = db.sql('select spec.json from job join spec on spec.job = job.id where job.guid = ?').get(guid);
  return row === undefined ? undefined : String(row.json);
}

function findNeeded(db: Database, guid: string): Needed | undefined {
  const row = db.sql('select id, state, ignored from job where guid = ?').get(guid);
  if (row === undefined) return undefined;
  const open = row.state !== 'ok' && row.state !== 'error';
  const good = row.state === 'ok' || row.ignored === 1;
  return { id: Number(row.id), state: open ? 'open' : good ? 'good' : 'bad' };
}

// A new job goes behind all others of its inbox: its place there is its number, which the engine gives.
const insertSql = `insert into job(guid, run, lane, priority, actor, created, start, created_ms, named, retry,
    schedule_ms, timeout_ms, ignore_error, ignore_codes, state, inbox, agent, session, fence, answered, candidates,
    revision, turn, round, lost, attempt, unmet, not_before, due, undecided, cancel, scheduled_ms, started_ms,
    seq, ignored, code, message)
  values (${'?, '.repeat(33)} (select coalesce(max(id), 0) + 1 from job), 0, 0, '')`;
