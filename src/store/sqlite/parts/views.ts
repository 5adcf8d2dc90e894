// Views of what is in the file: jobs, lists, logs, counts.

import { parseExactly } from '../../../ground/exact-json.ts';
import type { FailedAttempt, JobOutcome, JobView, OutcomeKind } from '../../../records/outcome.ts';
import { type JobState, jobStates } from '../../../records/words.ts';
import type { Finding } from '../../parts/repair.ts';
import type { EndedJob, JobFilter, LogLine, LogStream, StoreStats, ViewStore } from '../../parts/views.ts';
import { unlessSpoilt } from '../../spoilt.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { type RecordPart, toJob } from '../record.ts';
import { bytesUsed, maxBytes } from '../room.ts';
import { why } from '../why.ts';

export function viewStore(core: Core): ViewStore {
  const { db } = core;
  return {
    async get(guid) {
      return db.read(() => get(db, guid));
    },
    async findGuids(part, limit) {
      return db.look(() => findGuids(db, part, limit));
    },
    async stray(guid) {
      return db.look(() => findStray(db, guid));
    },
    async list(filter) {
      return db.read(() => list(db, filter));
    },
    async ended(since, limit) {
      return db.look(() => ended(db, since, limit));
    },
    async open(guids) {
      return db.read(() => open(db, guids));
    },
    async logs(guid, after, limit) {
      return db.look(() => logs(db, guid, after, limit));
    },
    async stats() {
      return db.read(() => stats(db));
    },
    async why(guid) {
      return db.read(() => why(db, guid));
    },
  };
}

const viewSql = `select spec.json, job.created, job.start, spec.status, job.id, job.guid, job.state, job.ended_ms,
    job.outcome, job.ignored, job.agent, job.attempt, job.code,
    job.message, job.result, job.run, spec.n, spec.label, spec.file, spec.line, spec.retry_of, job.created_ms, job.scheduled_ms,
    job.started_ms, job.cancel, progress.percent, progress.message as doing
  from job join spec on spec.job = job.id left join progress on progress.job = job.id`;

interface ViewRow extends RecordPart {
  id: number;
  guid: string;
  state: JobState;
  ended_ms: number | null;
  outcome: OutcomeKind | null;
  ignored: number;
  agent: string | null;
  attempt: number;
  code: number;
  message: string;
  result: string | null;
  run: string | null;
  n: number | null;
  label: string | null;
  file: string | null;
  line: number | null;
  retry_of: string | null;
  created_ms: number;
  scheduled_ms: number | null;
  started_ms: number | null;
  cancel: string | null;
  percent: number | null;
  doing: string | null;
}

function get(db: Database, guid: string): JobView | undefined {
  const row = db.sql(`${viewSql} where job.guid = ?`).get(guid);
  return row === undefined ? undefined : unlessSpoilt(() => toView(db, row as unknown as ViewRow));
}

/** A job without a view. */
function findStray(db: Database, guid: string): Finding | undefined {
  if (db.value('select 1 from job where guid = ?', guid) === undefined) return undefined;
  const help = 'correct it with `sqlite3` in the tables job and spec, or restore a copy of the file';
  return { message: `the record of job ${guid} is not JSON`, help };
}

function list(db: Database, filter: JobFilter): JobView[] {
  const { states, run, actor, lanes, limit, before } = filter;
  const where: string[] = [];
  const values: (string | number)[] = [];
  const add = (clause: string, value: string) => {
    where.push(clause);
    values.push(value);
  };
  if (states !== undefined) add('job.state in (select value from json_each(?))', JSON.stringify(states));
  if (run !== undefined) add('job.run = cast(? as text)', run);
  if (actor !== undefined) add('job.actor = ?', actor);
  if (lanes !== undefined) add('job.lane in (select value from json_each(?))', JSON.stringify(lanes));
  if (before !== undefined) add('job.id < (select id from job where guid = ?)', before);
  const clause = where.length === 0 ? '' : ` where ${where.join(' and ')}`;
  const rows = db.sql(`${viewSql}${clause} order by job.id desc limit cast(? as integer)`).all(...values, limit);
  return (rows as unknown as ViewRow[]).flatMap((row) => unlessSpoilt(() => toView(db, row)) ?? []);
}

function ended(db: Database, since: number, limit: number): EndedJob[] {
  // By the index of each state: of both together there is none.
  const ofState = (state: EndedJob['state']) =>
    db
      .sql(
        `select ignored, started_ms, ended_ms from job where state = ? and ended_ms > ?
         order by ended_ms desc limit cast(? as integer)`,
      )
      .all(state, since, limit)
      .map((row) => ({
        state,
        ignored: row.ignored === 1,
        startedMs: row.started_ms as number | null,
        endedMs: Number(row.ended_ms),
      }));
  return [...ofState('ok'), ...ofState('error')].sort((a, b) => b.endedMs - a.endedMs).slice(0, limit);
}

function toView(db: Database, row: ViewRow): JobView {
  const outcome: JobOutcome = {
    outcome: row.outcome,
    ignored: row.ignored === 1,
    agent: row.agent,
    attempt: row.attempt,
    code: row.code,
    message: row.message,
    result: row.result === null ? null : parseExactly(row.result),
    run: row.run,
    n: row.n,
    label: row.label,
    file: row.file,
    line: row.line,
    created_ms: row.created_ms,
    scheduled_ms: row.scheduled_ms,
    started_ms: row.started_ms,
    ended_ms: row.ended_ms,
    retry_of: row.retry_of,
    cancel_requested: row.cancel,
    progress: row.doing === null ? null : { percent: row.percent, message: row.doing },
    failed_attempts: attempts(db, row.id),
  };
  return { job: toJob(row.guid, row, row.state, row.ended_ms), outcome };
}

function attempts(db: Database, job: number): FailedAttempt[] {
  return db
    .sql('select attempt, agent, outcome, code, message, started_ms, ended_ms from attempt where job = ? order by n')
    .all(job)
    .map((row) => ({ ...(row as unknown as FailedAttempt) }));
}

function findGuids(db: Database, part: string, limit: number): string[] {
  // The range of texts that begin with it; U+10FFFF sorts behind every character. Guids of one moment begin alike, so
  // people name them by their end.
  return db
    .sql(
      `select guid from job where (guid >= :part and guid < :end) or substr(guid, -length(:part)) = :part
       order by guid <> :part, guid limit cast(:limit as integer)`,
    )
    .all({ part, end: `${part}\u{10ffff}`, limit })
    .map((row) => String(row.guid));
}

function open(db: Database, guids: readonly string[]): string[] {
  const select = db.sql('select 1 from job where guid = ? and ended_ms is null');
  return guids.filter((guid) => select.get(guid) !== undefined);
}

function logs(db: Database, guid: string, after: number, limit: number): LogLine[] {
  return db
    .sql(
      `select n, at, attempt, stream, text from log
       where job = (select id from job where guid = ?) and n > ? order by n limit cast(? as integer)`,
    )
    .all(guid, after, limit)
    .map((row) => ({
      n: Number(row.n),
      at: Number(row.at),
      attempt: Number(row.attempt),
      stream: String(row.stream) as LogStream,
      text: String(row.text),
    }));
}

function stats(db: Database): StoreStats {
  const byState = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
  const byOutcome: Partial<Record<OutcomeKind, number>> = {};
  for (const row of db.sql('select state, outcome, count(*) as n from job group by state, outcome').all()) {
    const state = String(row.state) as JobState;
    const n = Number(row.n);
    byState[state] = (byState[state] ?? 0) + n;
    if (row.outcome !== null) {
      const outcome = String(row.outcome) as OutcomeKind;
      byOutcome[outcome] = (byOutcome[outcome] ?? 0) + n;
    }
  }
  const count = (sql: string) => Number(db.sql(sql).get()?.n ?? 0);
  return {
    byState,
    byOutcome,
    sessions: count('select count(*) as n from session'),
    bytes: bytesUsed(db),
    maxBytes: maxBytes(db),
  };
}
