// A record among the jobs that is none: another program wrote it there, and nobody has taken it in.

import type { Finding } from '../parts/repair.ts';
import type { Core } from './core.ts';

/** Why this record is no job, or not yet; undefined: there is none. */
export async function findStray({ connection, hash }: Core, guid: string): Promise<Finding | undefined> {
  const record = (await connection.send('HGET', `${hash}jobs`, guid)) as string | null;
  if (record === null) return undefined;
  const state = stateOf(record);
  if (state === undefined) {
    const help = `correct it, or remove it with \`redis-cli hdel ${hash}jobs ${guid}\``;
    return { message: `the record ${guid} is no job: it is not JSON, or no object`, help };
  }
  if (state === 'created' || state === 'create') {
    const help = 'a runner takes in what other programs write, `hero runner` starts one';
    return { message: `the record ${guid} is not taken in as a job yet`, help };
  }
  const help = 'a new job has the status created, or none';
  return { message: `the record ${guid} is no job of this store: its status is ${state}`, help };
}

/** What the status of a record says; undefined: it is no record. */
function stateOf(record: string): string | undefined {
  try {
    const value: unknown = JSON.parse(record);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const status = (value as { status?: unknown }).status;
    const state = typeof status === 'object' ? (status as { status?: unknown } | null)?.status : status;
    return typeof state === 'string' ? state : 'created';
  } catch {
    return undefined;
  }
}
