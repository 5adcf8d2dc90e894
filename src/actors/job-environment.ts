// What every program that a job starts finds in its environment.

import type { JobIdentity } from './actor.ts';

export function jobEnvironment(actor: string, action: string, job: JobIdentity): Record<string, string> {
  return {
    HERO_ACTOR: actor,
    HERO_ACTION: action,
    HERO_JOB: job.guid,
    HERO_FENCE: String(job.fence),
    HERO_ATTEMPT: String(job.attempt),
    HERO_SOURCE: job.source,
    HERO_CIRCLE: job.circle,
    HERO_CONTEXT: job.context,
    ...(job.debug ? { HERO_DEBUG: '1' } : {}),
  };
}

/** Said in the log of a job whose program left something behind that holds its output. */
export const leftRunningNote = 'something it started goes on in the background; its output is read no longer';
