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
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (fits: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);

/** A member, whether a value fits it, and what stands for one that is not there or does not fit. */
type Member = readonly [name: string, fits: (value: unknown) => boolean, standsFor: (value: unknown) => unknown];

const statusMembers: readonly Member[] = [
  ['guid', isText, () => ''],
  ['created', isNumber, () => 0],
  ['start', isNumber, () => 0],
  ['end', isNumber, () => 0],
  ['status', isText, () => 'created'],
];

/** What we know of a status; it may have more members. */
export const statusNames: ReadonlySet<string> = new Set(statusMembers.map(([name]) => name));

const dependencyMembers: readonly Member[] = [
  ['guid', isText, () => ''],
  ['agents', isListOf(isText), () => []],
];

const members: readonly Member[] = [
  ['guid', isText, () => ''],
  ['agents', isListOf(isText), textsOf],
  ['source', isText, () => ''],
  ['circle', isText, () => 'default'],
  ['context', isText, () => 'default'],
  ['actor', isText, () => ''],
  ['action', isText, () => ''],
  ['params', isMapOfTexts, mapOfTexts],
  ['timeout_schedule', isNumber, () => 60],
  ['timeout', isNumber, () => 3600],
  ['log', isFlag, () => true],
  ['ignore_error', isFlag, () => false],
  ['ignore_error_codes', isListOf(isNumber), () => []],
  ['debug', isFlag, () => false],
  ['retry', isNumber, () => 0],
  ['dependencies', isListOf(isObject), () => []],
  ['status', isObject, () => ({})],
];

/**
 * A record out of a store, in which other programs write too: what they left out gets its default, as the schema says.
 * What does not fit gets it as well, or is shown as the JSON it is, for a job that was written badly is shown, but never
 * executed. Its guid is that of the field it stands in, which the store has put into the status.
 */
export function jobFromJson(text: string): Job {
  return toJob(JSON.parse(text));
}

/** The same for who has to go on: of what is no JSON any more only the guid is left, so that nobody may execute it. */
export function jobFromAnyText(text: string): Job {
  return toJob(objectOf(text));
}

function toJob(object: Record<string, unknown>): Job {
  const job = fill(object, members);
  const status = fill(job.status as Record<string, unknown>, statusMembers);
  for (const dependency of job.dependencies as Record<string, unknown>[]) fill(dependency, dependencyMembers);
  if (status.guid !== '' && (status.status === 'error' || job.guid === '')) job.guid = status.guid;
  return job as Job;
}

/** The store writes the guid last. */
function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  const guid = /^"guid":"([^"\\]+)"/.exec(text.slice(text.lastIndexOf('"guid":"')))?.[1];
  return guid === undefined ? {} : { guid };
}

function fill(object: Record<string, unknown>, list: readonly Member[]): Record<string, unknown> {
  for (const [name, fits, standsFor] of list) if (!fits(object[name])) object[name] = standsFor(object[name]);
  return object;
}

function isMapOfTexts(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (!isText(value[key])) return false;
  return true;
}

function mapOfTexts(value: unknown): Record<string, string> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textOf(one)])) : {};
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
