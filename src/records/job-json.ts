// A Job as JSON text, in two pieces: what was asked for, which never changes, and the status, which stands last.

import type { Job } from './job.ts';

/** The order of the contract; members that are not in it follow, and then the status. */
export const jobSpecFields = [
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

const placed: ReadonlySet<string> = new Set([...jobSpecFields, 'status']);

/**
 * Everything but `status`, without the closing brace: `${spec},"status":${JSON.stringify(status)}}` is the record. A
 * store keeps this text as it is, so that a change of state never rewrites what was submitted.
 */
export function jobSpecJson(job: Job): string {
  const members: string[] = [];
  // Written member by member, so that one called __proto__ is a member like the others.
  const write = (name: string) => {
    const text = JSON.stringify(job[name]);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  };
  for (const name of jobSpecFields) write(name);
  for (const name of Object.keys(job)) if (!placed.has(name)) write(name);
  return `{${members.join(',')}`;
}

/** The whole record. */
export function jobToJson(job: Job): string {
  return `${jobSpecJson(job)},"status":${JSON.stringify(job.status)}}`;
}
