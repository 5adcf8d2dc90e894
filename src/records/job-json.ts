// A Job as JSON text, in two pieces: what was asked for, which never changes, and the status, which stands last.

import type { Job } from './job.ts';

/**
 * Everything but `status`, without the closing brace: `${spec},"status":${JSON.stringify(status)}}` is the record. In the
 * order of the contract; members that are not in it follow. A store keeps this text as it is, so that a change of state
 * never rewrites what was submitted.
 */
export function jobSpecJson(job: Job): string {
  // Spelled out, since an object of a known shape is written several times as fast as one that is put together.
  const fields = {
    guid: job.guid,
    agents: job.agents,
    source: job.source,
    circle: job.circle,
    context: job.context,
    actor: job.actor,
    action: job.action,
    params: job.params,
    timeout_schedule: job.timeout_schedule,
    timeout: job.timeout,
    log: job.log,
    ignore_error: job.ignore_error,
    ignore_error_codes: job.ignore_error_codes,
    debug: job.debug,
    retry: job.retry,
    dependencies: job.dependencies,
  };
  const text = JSON.stringify(fields).slice(0, -1);
  let more = '';
  for (const key of Object.keys(job)) {
    if (Object.hasOwn(fields, key) || key === 'status') continue;
    const value = JSON.stringify(job[key]);
    if (value !== undefined) more += `,${JSON.stringify(key)}:${value}`;
  }
  return text + more;
}

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member, whether a value fits it, and what stands for one that is not there or does not fit. */
type Member = readonly [name: string, fits: (value: unknown) => boolean, standsFor: () => unknown];

const members: readonly Member[] = [
  ['guid', isText, () => ''],
  ['agents', Array.isArray, () => []],
  ['source', isText, () => ''],
  ['circle', isText, () => 'default'],
  ['context', isText, () => 'default'],
  ['actor', isText, () => ''],
  ['action', isText, () => ''],
  ['params', isObject, () => ({})],
  ['timeout_schedule', isNumber, () => 60],
  ['timeout', isNumber, () => 3600],
  ['log', isFlag, () => true],
  ['ignore_error', isFlag, () => false],
  ['ignore_error_codes', Array.isArray, () => []],
  ['debug', isFlag, () => false],
  ['retry', isNumber, () => 0],
  ['dependencies', Array.isArray, () => []],
  ['status', isObject, () => ({ guid: '', created: 0, start: 0, end: 0, status: 'created' })],
];

/**
 * A record out of a store, in which other programs write too: what they left out gets its default, as the schema says.
 * What does not fit gets it as well, for a job that was written badly is shown, but never executed.
 */
export function jobFromJson(text: string): Job {
  const job = JSON.parse(text) as Record<string, unknown>;
  for (const [name, fits, standsFor] of members) if (!fits(job[name])) job[name] = standsFor();
  return job as Job;
}
