// What functions answer about jobs, as the port has it.

import { parseExactly } from '../../ground/exact-json.ts';
import { jobFromAnyText, jobFromJson } from '../../records/job-json.ts';
import type { FailedAttempt, JobOutcome, JobView, OutcomeKind } from '../../records/outcome.ts';
import type { Undecided } from '../parts/jobs.ts';
import type { Held } from '../parts/sessions.ts';
import type { LogLine, LogStream } from '../parts/views.ts';
import type { Claim, Handed } from '../parts/work.ts';

interface Trail {
  n?: number;
  label?: string;
  file?: string;
  line?: number;
  retryOf?: string;
}

type Beside = Omit<JobOutcome, 'n' | 'label' | 'file' | 'line' | 'retry_of'> & { trail: Trail | null };

/** `outcome` is the text of hr_get. */
export function toView(record: string, outcome: string): JobView {
  const { trail, ...beside } = parseExactly(outcome) as Beside;
  return {
    job: jobFromJson(record),
    outcome: {
      ...beside,
      failed_attempts: beside.failed_attempts as FailedAttempt[],
      n: trail?.n ?? null,
      label: trail?.label ?? null,
      file: trail?.file ?? null,
      line: trail?.line ?? null,
      retry_of: trail?.retryOf ?? null,
    },
  };
}

export type ClaimValues = (string | number)[];

/** Guid, fence, record, state, attempt, revision and run of each. */
export function toClaims(values: ClaimValues): Claim[] {
  const claims: Claim[] = [];
  for (let i = 0; i < values.length; i += 7) {
    const [, fence, record, state, attempt, revision, run] = values.slice(i, i + 7);
    claims.push({
      job: jobFromAnyText(String(record)),
      fence: Number(fence),
      state: state as Claim['state'],
      attempt: Number(attempt),
      revision: Number(revision),
      run: run === '' ? null : String(run),
    });
  }
  return claims;
}

/** A claim as it is handed over: a line of JSON, then the record. */
export function toHanded(text: string): Handed {
  const end = text.indexOf('\n');
  const { policy, ...claim } = JSON.parse(text.slice(0, end)) as Omit<Claim, 'job'> & { policy: number };
  const { fence, state, attempt, revision, run } = claim;
  const job = jobFromAnyText(text.slice(end + 1));
  return { claim: { job, fence, state, attempt, revision, run: run === '' ? null : run }, revision: policy };
}

/** Guid, fence and cancel of each, as hr_beat says it. */
export function toHeld(values: 'gone' | (string | number)[]): Held[] | undefined {
  if (values === 'gone') return undefined;
  const list: Held[] = [];
  for (let i = 0; i < values.length; i += 3) {
    const cancel = String(values[i + 2]);
    list.push({
      guid: String(values[i]),
      fence: Number(values[i + 1]),
      cancel: cancel === '0' ? null : cancel.slice(1),
    });
  }
  return list;
}

/** Record, lane, and since when it waits, of each. */
export function toUndecided(values: (string | number)[]): Undecided[] {
  const list: Undecided[] = [];
  for (let i = 0; i < values.length; i += 3) {
    const [record, lane, since] = values.slice(i, i + 3);
    list.push({ job: jobFromAnyText(String(record)), lane: String(lane), since: Number(since) });
  }
  return list;
}

/** An entry of the stream of a job's lines. */
export function toLine([id, fields]: [string, string[]]): LogLine {
  const [, stream, , text, , at, , attempt] = fields;
  return {
    n: Number(id.split('-', 1)[0]),
    at: Number(at),
    attempt: Number(attempt),
    stream: stream as LogStream,
    text: text ?? '',
  };
}

/** Counters named `state:ok` and the like, by the part behind the colon. */
export function countersOf(kind: 'state' | 'outcome', counters: string[]): Partial<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < counters.length; i += 2) {
    const [name = '', value] = [counters[i], Number(counters[i + 1])];
    if (name.startsWith(`${kind}:`) && value !== 0) counts[name.slice(kind.length + 1)] = value;
  }
  return counts;
}

export type OutcomeCounts = Partial<Record<OutcomeKind, number>>;
