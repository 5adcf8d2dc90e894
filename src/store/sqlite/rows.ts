// Between the columns of a job and its life.

import type { SQLInputValue } from 'node:sqlite';
import type { Life, Terms } from '../../lifecycle/life.ts';
import type { JobState } from '../../records/job.ts';

/** A job as the operations load it: without the record, and without its end, which no step of an open job reads. */
export interface JobRow {
  readonly id: number;
  readonly guid: string;
  readonly run: string | null;
  readonly lane: string;
  readonly priority: number;
  readonly terms: Terms;
  readonly life: Life;
}

/** For `select ${rowColumns} from job`. */
export const rowColumns = `job.id, job.guid, job.run, job.lane, job.priority, job.named, job.retry, job.schedule_ms,
  job.timeout_ms, job.ignore_error, job.ignore_codes, job.state, job.inbox, job.agent, job.session, job.fence,
  job.answered, job.candidates, job.revision, job.turn, job.round, job.lost, job.attempt, job.unmet, job.not_before,
  job.due, job.undecided, job.cancel, job.scheduled_ms, job.started_ms, job.ended_ms`;

export interface RowRecord {
  id: number;
  guid: string;
  run: string | null;
  lane: string;
  priority: number;
  named: number;
  retry: number;
  schedule_ms: number;
  timeout_ms: number;
  ignore_error: number;
  ignore_codes: string | null;
  state: JobState;
  inbox: string | null;
  agent: string | null;
  session: string | null;
  fence: number;
  answered: number;
  candidates: string | null;
  revision: number;
  turn: number;
  round: number;
  lost: number;
  attempt: number;
  unmet: number;
  not_before: number;
  due: number | null;
  undecided: number | null;
  cancel: string | null;
  scheduled_ms: number | null;
  started_ms: number | null;
  ended_ms: number | null;
}

export function toRow(record: RowRecord): JobRow {
  return {
    id: record.id,
    guid: record.guid,
    run: record.run,
    lane: record.lane,
    priority: record.priority,
    terms: {
      named: record.named === 1,
      retry: record.retry,
      scheduleMs: record.schedule_ms,
      timeoutMs: record.timeout_ms,
      ignoreError: record.ignore_error === 1,
      ignoreCodes: record.ignore_codes === null ? none : (JSON.parse(record.ignore_codes) as number[]),
    },
    life: {
      state: record.state,
      inbox: record.inbox,
      agent: record.agent,
      session: record.session,
      fence: record.fence,
      answered: record.answered,
      candidates: record.candidates === null ? null : candidatesOf(record.candidates),
      revision: record.revision,
      turn: record.turn,
      round: record.round,
      lost: record.lost,
      attempt: record.attempt,
      unmet: record.unmet,
      notBefore: record.not_before,
      due: record.due,
      undecided: record.undecided,
      cancel: record.cancel,
      scheduledMs: record.scheduled_ms,
      startedMs: record.started_ms,
      endedMs: record.ended_ms,
      outcome: null,
      ignored: false,
      code: 0,
      message: '',
      result: null,
    },
  };
}

/** Writes an open life; its end is not touched. */
export const updateOpen = `update job set state = ?, inbox = ?, agent = ?, session = ?, fence = ?, answered = ?,
  candidates = ?, revision = ?, turn = ?, round = ?, lost = ?, attempt = ?, unmet = ?, not_before = ?, due = ?,
  undecided = ?, cancel = ?, scheduled_ms = ?, started_ms = ? where id = ?`;

export function openValues(life: Life): SQLInputValue[] {
  return [
    life.state,
    life.inbox,
    life.agent,
    life.session,
    life.fence,
    life.answered,
    textOf(life.candidates),
    life.revision,
    life.turn,
    life.round,
    life.lost,
    life.attempt,
    life.unmet,
    life.notBefore,
    life.due,
    life.undecided,
    life.cancel,
    life.scheduledMs,
    life.startedMs,
  ];
}

/** Writes a final life: what can have changed since it was open. */
export const updateFinal = `update job set state = ?, inbox = null, session = null, due = null, undecided = null,
  fence = ?, answered = ?, lost = ?, ended_ms = ?, outcome = ?, ignored = ?, code = ?, message = ?, result = ?
  where id = ?`;

export function finalValues(life: Life): SQLInputValue[] {
  return [
    life.state,
    life.fence,
    life.answered,
    life.lost,
    life.endedMs,
    life.outcome,
    life.ignored ? 1 : 0,
    life.code,
    life.message,
    resultText(life.result),
  ];
}

/** JSON of a result, null for none. */
export function resultText(result: unknown): string | null {
  return result === null || result === undefined ? null : (JSON.stringify(result) ?? null);
}

const none: readonly number[] = [];

// Many jobs have the same candidates: parsed once, written as they were read.
const parsed = new Map<string, readonly string[]>();
const written = new WeakMap<readonly string[], string>();

function candidatesOf(text: string): readonly string[] {
  let candidates = parsed.get(text);
  if (candidates === undefined) {
    if (parsed.size >= 1_000) parsed.clear();
    candidates = Object.freeze(JSON.parse(text) as string[]);
    parsed.set(text, candidates);
    written.set(candidates, text);
  }
  return candidates;
}

export function textOf(candidates: readonly string[] | null): string | null {
  return candidates === null ? null : (written.get(candidates) ?? JSON.stringify(candidates));
}
