// The record of a job: its bytes as they were submitted, and the Job that readers get.

import type { Job, JobState, JobStatus } from '../../records/job.ts';

/** JSON text of everything but `status`, without the closing brace: written once, compared, signed. */
export function specText(job: Job): string {
  const { status, ...rest } = job;
  const ordered: Record<string, unknown> = {};
  for (const key of order) ordered[key] = job[key];
  return JSON.stringify(Object.assign(ordered, rest)).slice(0, -1);
}

const order = [
  'guid',
  'agents',
  'source',
  'circle',
  'context',
  'actor',
  'action',
  'params',
  'timeout_schedule',
  'timeout',
  'log',
  'ignore_error',
  'ignore_error_codes',
  'debug',
  'retry',
  'dependencies',
] as const;

const known = new Set(['guid', 'created', 'start', 'end', 'status']);

/** The submitted status as JSON, if it has members that have no column; else null. */
export function statusText(status: JobStatus): string | null {
  for (const key in status) if (!known.has(key)) return JSON.stringify(status);
  return null;
}

/** For `select ${recordColumns} from job join spec on spec.job = job.id`. */
export const recordColumns =
  'job.guid, job.created, job.start, job.state, job.ended_ms, spec.json, spec.status as submitted_status';

export interface RecordRow {
  guid: string;
  created: number;
  start: number;
  state: JobState;
  ended_ms: number | null;
  json: string;
  submitted_status: string | null;
}

export function toJob(row: RecordRow): Job {
  const job = JSON.parse(`${row.json}}`) as Job;
  const status: JobStatus = {
    guid: row.guid,
    created: row.created,
    start: row.start,
    end: row.ended_ms === null ? 0 : Math.floor(row.ended_ms / 1000),
    status: row.state,
  };
  job.status =
    row.submitted_status === null ? status : { ...(JSON.parse(row.submitted_status) as JobStatus), ...status };
  return job;
}
