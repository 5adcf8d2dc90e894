// A job as the functions of the store take it: its record, and beside it what they need not read in the record.

import type { Job, JobStatus } from '../../records/job.ts';
import { jobSpecJson, statusNames } from '../../records/job-json.ts';
import { type Newcomer, needsOf } from '../batch.ts';
import type { Submission } from '../parts/jobs.ts';

/** A newcomer as it is sent. */
export interface SentJob extends Newcomer {
  readonly record: string;
  /** JSON: where it comes from, who may have it, and what is known of the record. */
  readonly how: string;
}

/** Record and how of each job in turn, as functions take them. */
export function toRecords(jobs: readonly Submission[]): string[] {
  return recordsOf(jobs.map(toSentJob));
}

export function recordsOf(list: readonly SentJob[]): string[] {
  // What is the same for the job before is not sent again.
  return list.flatMap(({ record, how }, i) => [record, how === list[i - 1]?.how ? '=' : how]);
}

export function toSentJob({ job, trail, admission }: Submission): SentJob {
  const spec = jobSpecJson(job);
  const needs = needsOf(job);
  const { run, lane, priority, ...rest } = trail;
  const how: Record<string, unknown> = {};
  if (run !== undefined) how.run = run;
  if (lane !== undefined && lane !== '') how.lane = lane;
  if (priority !== undefined) how.priority = priority;
  if (admission !== undefined) {
    how.candidates = admission.candidates;
    how.revision = admission.revision;
  }
  for (const key in rest) {
    if (rest[key as keyof typeof rest] === undefined) continue;
    how.trail = JSON.stringify(rest);
    break;
  }
  const extra = extraText(job.status);
  if (extra !== '') how.extra = extra;
  const facts = factsOf(job, needs);
  if (facts !== undefined) how.facts = facts;
  const record = facts === undefined ? `${spec},"status":${JSON.stringify(job.status)}}` : spec;
  return { guid: job.guid, spec, record, how: JSON.stringify(how), needs };
}

/** Text that is the same in all JSON, character for character and byte for byte; that of Lua has a backslash before a slash. */
const plain = /^[ !#-.0-[\]-~]{1,256}$/;

/** What the functions have to know of a record, so that they need not read it; undefined: they have to. */
function factsOf(job: Job, needs: string[]): Record<string, unknown> | undefined {
  if (!plain.test(job.guid)) return undefined;
  const { actor, source, timeout_schedule, timeout, retry, ignore_error, ignore_error_codes } = job;
  const { start, created } = job.status;
  // What is as usual is left out, since all of it is read.
  return {
    guidBytes: job.guid.length,
    actor,
    source,
    timeout_schedule,
    timeout,
    ...(job.agents.length > 0 && { named: true }),
    ...(retry > 0 && { retry }),
    ...(ignore_error && { ignore_error }),
    ...(ignore_error_codes.length > 0 && { ignore_error_codes }),
    ...(needs.length > 0 && { needs }),
    ...(start > 0 && { start }),
    ...(created > 0 && { created }),
  };
}

/** Members of the status that we do not know, as JSON text behind a comma; '' when there are none. */
function extraText(status: JobStatus): string {
  let text = '';
  for (const key in status) {
    if (statusNames.has(key)) continue;
    const value = JSON.stringify(status[key]);
    if (value !== undefined) text += `,${JSON.stringify(key)}:${value}`;
  }
  return text;
}
