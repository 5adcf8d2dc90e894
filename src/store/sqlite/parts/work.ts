// Work in the file: agents claim, start, finish, give back, report.

import { claimed, type Report as EndReport, finished, isHolder, released, started } from '../../../lifecycle/hold.ts';
import { recordDeleted } from '../../../lifecycle/stop.ts';
import type { Claim, ClaimRequest, Finish, FinishAnswer, JobRef, Report, WorkStore } from '../../parts/work.ts';
import type { Core } from '../core.ts';
import { openLanes } from '../drained.ts';
import { claimWithin } from '../limited.ts';
import type { JobRow } from '../rows.ts';
import type { Transaction } from '../transaction.ts';

export function workStore(core: Core): WorkStore {
  const { logLines } = core.retention;
  return {
    isRemote: false,
    async claim(request) {
      return core.transact((tx) => claim(tx, request));
    },
    async start(ref) {
      return core.transact((tx) => start(tx, ref));
    },
    async exchange(finishes, request, reports = []) {
      return core.transact((tx) => {
        // Before the results: a job that has ended takes no lines any more.
        report(tx, reports, logLines);
        const answers = finishes.map((each) => finish(tx, each));
        // What the results released can be claimed in the same step.
        tx.settle();
        return { answers, claims: request === undefined ? [] : claim(tx, request), revision: tx.revision };
      });
    },
    async release(refs) {
      core.transact((tx) => release(tx, refs));
    },
    async report(reports) {
      core.transact((tx) => report(tx, reports, logLines));
    },
  };
}

function claim(tx: Transaction, request: ClaimRequest): Claim[] {
  const { agent, session, max } = request;
  const lanes = openLanes(request.lanes, tx.isDrained(agent));
  // The jobs of an unknown session would be nobody's to renew.
  if (max <= 0 || !tx.isSession(session, agent)) return [];
  const free = new Map(Object.entries(request.slots ?? {}));
  const give = (row: JobRow): Claim[] => {
    const job = tx.job(row);
    if (job === undefined) {
      tx.apply(row, recordDeleted(row.life, tx));
      return [];
    }
    const slots = free.get(job.actor);
    if (slots !== undefined) free.set(job.actor, slots - 1);
    const step = claimed(row.life, row.terms, agent, session, slots === undefined || slots > 0, tx);
    tx.apply(row, step);
    const { fence, attempt, revision } = step.life;
    const state = step.life.state === 'running' ? 'running' : 'planned';
    job.status.status = state;
    return [{ job, fence, state, attempt, revision, run: row.run }];
  };
  const head = (most: number) => headOfInbox(tx, agent, lanes, most);
  if (tx.limits.size > 0) return claimWithin(tx, { agent, lanes, max }, head, give);
  return head(max).flatMap((id) => give(tx.entry(id).row));
}

/** Ids of the first jobs of the inbox over all these lanes. */
function headOfInbox(tx: Transaction, agent: string, lanes: readonly string[], max: number): number[] {
  const released = tx.released(agent, lanes);
  const [only] = lanes;
  if (released.length === 0 && lanes.length === 1 && only !== undefined) return tx.ids(inboxSql, agent, only, max);
  const positions = released.map(({ row: { id, priority }, seq }) => ({ id, priority, seq: seq === 0 ? id : seq }));
  for (const lane of new Set(lanes)) {
    for (const [id, priority, seq] of tx.db.rows(inboxSql, agent, lane, max)) {
      positions.push({ id: Number(id), priority: Number(priority), seq: Number(seq) === 0 ? Number(id) : Number(seq) });
    }
  }
  return positions
    .sort((a, b) => a.priority - b.priority || a.seq - b.seq || a.id - b.id)
    .slice(0, max)
    .map(({ id }) => id);
}

function start(tx: Transaction, ref: JobRef): boolean {
  const row = tx.find(ref.guid);
  if (row === undefined || !isHolder(row.life, ref.fence)) return false;
  // Said twice, because an answer was lost: still its holder's.
  if (row.life.state === 'planned') tx.apply(row, started(row.life, row.terms, tx));
  return true;
}

function finish(tx: Transaction, report: Finish): FinishAnswer {
  const row = tx.find(report.guid);
  if (row === undefined) return 'stale';
  const { life, terms } = row;
  if (!isHolder(life, report.fence)) return life.answered === report.fence ? 'duplicate' : 'stale';
  tx.apply(row, finished(life, terms, toEnd(report), tx));
  return 'accepted';
}

function toEnd(report: Finish): EndReport {
  return {
    outcome: report.ok ? 'ok' : (report.outcome ?? 'failed'),
    code: report.code ?? 0,
    message: report.message ?? '',
    result: report.result ?? null,
    again: report.retry === 'never' ? 'never' : (report.retry?.afterMs ?? null),
  };
}

/** In the order they are named, before all others of their inbox. */
function release(tx: Transaction, refs: readonly JobRef[]): void {
  for (const { guid, fence } of refs.toReversed()) {
    const row = tx.find(guid);
    if (row !== undefined && isHolder(row.life, fence)) tx.apply(row, released(row.life, row.terms, tx));
  }
}

/** Lines and progress of jobs; those of somebody who does not hold the job any more are dropped. */
function report(tx: Transaction, reports: readonly Report[], maxLines: number): void {
  for (const { guid, fence, lines, progress } of reports) {
    const row = tx.find(guid);
    if (row === undefined || !isHolder(row.life, fence)) continue;
    if (progress !== undefined) {
      tx.db
        .sql('insert or replace into progress(job, percent, message) values (?, ?, ?)')
        .run(row.id, progress.percent, progress.message);
    }
    if (lines !== undefined && lines.length > 0) keepLines(tx, row, lines, maxLines);
  }
}

function keepLines(tx: Transaction, { id, life }: JobRow, lines: Lines, maxLines: number): void {
  const { db } = tx;
  const cached = tx.entry(id);
  let n = cached.lines ?? Number(db.value('select max(n) from log where job = ?', id) ?? 0);
  // Of a flood only the end is kept, so only the end is written; the numbers tell that some are missing.
  const skipped = Math.max(0, lines.length - maxLines);
  n += skipped;
  const insert = db.sql('insert into log(job, n, at, attempt, stream, text) values (?, ?, ?, ?, ?, ?)');
  for (const line of skipped === 0 ? lines : lines.slice(skipped)) {
    n += 1;
    insert.run(id, n, line.at, life.attempt, line.stream, line.text);
  }
  cached.lines = n;
  if (n > maxLines) db.sql('delete from log where job = ? and n <= ?').run(id, n - maxLines);
}

type Lines = NonNullable<Report['lines']>;

const inboxSql = `select id, priority, seq from job where inbox = cast(? as text) and lane = cast(? as text) and parked is null
  order by priority, seq, id limit cast(? as integer)`;
