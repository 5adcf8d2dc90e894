// What can be said of a job with `job.*`, and what holds when nobody says anything.

import type { JobStart } from '../records/start.ts';

/** What can be said of one job; absent = not said here. */
export interface AttributeValues {
  name?: string;
  /** Labels, `*-1` for the previous action; empty = nothing. */
  after?: string[];
  /** Jobs of one source with the same key are the same job. */
  key?: string;
  /** Names or public keys, as written. */
  agents?: string[];
  circle?: string;
  context?: string;
  timeout?: number;
  timeoutSchedule?: number;
  retry?: number;
  ignoreError?: boolean;
  ignoreErrorCodes?: number[];
  log?: boolean;
  debug?: boolean;
  detach?: boolean;
  start?: JobStart;
  priority?: number;
}

/** With a value for each attribute that always has one. */
export type FullAttributes = AttributeValues & Required<Omit<AttributeValues, 'name' | 'after' | 'key' | 'start'>>;

/** What holds when nobody says anything; the table in attributes.ts says the same in words. */
export const builtInAttributes: FullAttributes = {
  agents: [],
  circle: 'default',
  context: 'default',
  timeout: 3600,
  timeoutSchedule: 60,
  retry: 0,
  ignoreError: false,
  ignoreErrorCodes: [],
  log: true,
  debug: false,
  detach: false,
  priority: 5,
};
