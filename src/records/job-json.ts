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

/** The whole record. */
export function jobToJson(job: Job): string {
  return `${jobSpecJson(job)},"status":${JSON.stringify(job.status)}}`;
}
