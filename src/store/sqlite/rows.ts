// Between the columns of a job and its life: loading a row, and writing what a step has changed.

import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Life, Terms } from '../../lifecycle/life.ts';
import type { JobState } from '../../records/words.ts';
import { unlessSpoilt } from '../spoilt.ts';

/** A job as the operations see it; one object for one job. */
export interface JobRow {
  readonly id: number;
  readonly guid: string;
  readonly run: string | null;
  readonly lane: string;
  readonly priority: number;
  readonly actor: string;
  /** Public key of who asked for it. */
  readonly source: string;
  readonly terms: Terms;
  /** As it is written in the file. */
  life: Life;
}

/** For `select ${rowColumns} from job`, read as arrays. */
export const rowColumns = `job.id, job.guid, job.run, job.lane, job.named, job.retry, job.schedule_ms, job.timeout_ms,
  job.ignore_error, job.ignore_codes, job.state, job.inbox, job.agent, job.session, job.fence, job.answered,
  job.candidates, job.revision, job.turn, job.round, job.lost, job.attempt, job.unmet, job.not_before, job.due,
  job.undecided, job.cancel, job.scheduled_ms, job.started_ms, job.ended_ms, job.priority,
  job.actor, job.source`;

type RowValues = [
  id: number,
  guid: string,
  run: string | null,
  lane: string,
  named: number,
  retry: number,
  scheduleMs: number,
  timeoutMs: number,
  ignoreError: number,
  ignoreCodes: string | null,
  state: JobState,
  inbox: string | null,
  agent: string | null,
  session: string | null,
  fence: number,
  answered: number | null,
  candidates: string | null,
  revision: number,
  turn: number,
  round: number,
  lost: number,
  attempt: number,
  unmet: number,
  notBefore: number,
  due: number | null,
  undecided: number | null,
  cancel: string | null,
  scheduledMs: number | null,
  startedMs: number | null,
  endedMs: number | null,
  priority: number,
  actor: string,
  source: string,
];

/** The values of `rowColumns`. How a final job ended is left out: no step begins with it. */
export function toRow(values: readonly SQLOutputValue[]): JobRow {
  const v = values as RowValues;
  return {
    id: v[0],
    guid: v[1],
    run: v[2],
    lane: v[3],
    priority: v[30],
    actor: v[31],
    source: v[32],
    terms: {
      named: v[4] === 1,
      retry: v[5],
      scheduleMs: v[6],
      timeoutMs: v[7],
      ignoreError: v[8] === 1,
      ignoreCodes: v[9] === null ? none : (listOf<number>(v[9]) ?? none),
    },
    life: {
      state: v[10],
      inbox: v[11],
      agent: v[12],
      session: v[13],
      fence: v[14],
      answered: v[15],
      candidates: v[16] === null ? null : candidatesOf(v[16]),
      revision: v[17],
      turn: v[18],
      round: v[19],
      lost: v[20],
      attempt: v[21],
      unmet: v[22],
      notBefore: v[23],
      due: v[24],
      undecided: v[25],
      cancel: v[26],
      scheduledMs: v[27],
      startedMs: v[28],
      endedMs: v[29],
      outcome: null,
      ignored: false,
      code: 0,
      message: '',
      result: null,
    },
  };
}

const none: readonly number[] = [];

/** One that somebody has spoilt counts as none: a candidate is chosen anew. */
function listOf<T>(text: string): readonly T[] | null {
  const value = unlessSpoilt(() => JSON.parse(text) as unknown);
  return Array.isArray(value) ? value : null;
}

/** Where each part of a life lies. */
const columns: readonly (readonly [keyof Life, string])[] = [
  ['state', 'state'],
  ['inbox', 'inbox'],
  ['agent', 'agent'],
  ['session', 'session'],
  ['fence', 'fence'],
  ['answered', 'answered'],
  ['candidates', 'candidates'],
  ['revision', 'revision'],
  ['turn', 'turn'],
  ['round', 'round'],
  ['lost', 'lost'],
  ['attempt', 'attempt'],
  ['unmet', 'unmet'],
  ['notBefore', 'not_before'],
  ['due', 'due'],
  ['undecided', 'undecided'],
  ['cancel', 'cancel'],
  ['scheduledMs', 'scheduled_ms'],
  ['startedMs', 'started_ms'],
  ['endedMs', 'ended_ms'],
  ['outcome', 'outcome'],
  ['ignored', 'ignored'],
  ['code', 'code'],
  ['message', 'message'],
  ['result', 'result'],
];

export interface Change {
  /** With the id of the job as its last parameter. */
  sql: string;
  values: SQLInputValue[];
}

// One text for each set of columns that steps change together; there are few of them.
const updates = new Map<number, string>();

/** What to write for a job to get from one life to the next; undefined if nothing differs. */
export function changeOf(before: Life, after: Life): Change | undefined {
  let mask = 0;
  const values: SQLInputValue[] = [];
  for (let i = 0; i < columns.length; i++) {
    const key = columns[i]?.[0];
    if (key === undefined || before[key] === after[key]) continue;
    mask |= 1 << i;
    values.push(columnValue(key, after));
  }
  if (mask === 0) return undefined;
  let sql = updates.get(mask);
  if (sql === undefined) {
    const sets = columns.filter((_, i) => (mask & (1 << i)) !== 0).map(([, column]) => `${column} = ?`);
    sql = `update job set ${sets.join(', ')} where id = ?`;
    updates.set(mask, sql);
  }
  return { sql, values };
}

function columnValue(key: keyof Life, life: Life): SQLInputValue {
  switch (key) {
    case 'candidates':
      return candidatesText(life.candidates);
    case 'ignored':
      return life.ignored ? 1 : 0;
    case 'result':
      return resultText(life.result);
    default:
      return life[key];
  }
}

/** JSON of a result, null for none. */
export function resultText(result: unknown): string | null {
  return result === null || result === undefined ? null : (JSON.stringify(result) ?? null);
}

export function candidatesText(candidates: readonly string[] | null): string | null {
  return candidates === null ? null : JSON.stringify(candidates);
}

// Many jobs have the same candidates, so a text is parsed once.
const parsed = new Map<string, readonly string[] | null>();

function candidatesOf(text: string): readonly string[] | null {
  let candidates = parsed.get(text);
  if (candidates === undefined) {
    if (parsed.size >= 1_000) parsed.clear();
    candidates = Object.freeze(listOf<string>(text));
    parsed.set(text, candidates);
  }
  return candidates;
}
