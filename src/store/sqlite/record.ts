// The record of a job: its bytes as they were submitted, and the Job that readers get.

import type { SQLOutputValue } from 'node:sqlite';
import type { Job, JobStatus } from '../../records/job.ts';
import { jobFromJson, statusNames } from '../../records/job-json.ts';
import type { JobState } from '../../records/words.ts';
import { unlessSpoilt } from '../spoilt.ts';

/** The submitted status as JSON, if it has members that have no column; else null. */
export function statusText(status: JobStatus): string | null {
  for (const key in status) if (!statusNames.has(key)) return JSON.stringify(status);
  return null;
}

/** What of a record never changes. */
export interface RecordPart {
  readonly json: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly start: number;
  /** See `statusText`. */
  readonly status: string | null;
  /** What `json` says, where this process has submitted it itself. */
  readonly job?: Job;
}

/** For `select ${recordColumns} from job join spec on spec.job = job.id`, read as arrays. */
export const recordColumns = 'spec.json, job.created, job.start, spec.status';

/** The values of `recordColumns`, found from index `at` on. */
export function toRecord(values: readonly SQLOutputValue[], at = 0): RecordPart {
  const [json, created, start, status] = values.slice(at, at + 4) as [string, number, number, string | null];
  return { json, created, start, status };
}

/** Throws SyntaxError. */
export function toJob(guid: string, record: RecordPart, state: JobState, endedMs: number | null): Job {
  const job = record.job === undefined ? jobFromJson(`${record.json}}`) : { ...record.job };
  job.guid = guid;
  const status: JobStatus = {
    guid,
    created: record.created,
    start: record.start,
    end: endedMs === null ? 0 : Math.floor(endedMs / 1000),
    status: state,
  };
  job.status = record.status === null ? status : { ...(JSON.parse(record.status) as JobStatus), ...status };
  return job;
}

/** The same for who has to go on: of what is no JSON any more only the guid is left, so that nobody may execute it. */
export function toAnyJob(guid: string, record: RecordPart, state: JobState, endedMs: number | null): Job {
  const job = unlessSpoilt(() => toJob(guid, record, state, endedMs));
  return job ?? toJob(guid, { ...record, json: '{', status: null }, state, endedMs);
}
