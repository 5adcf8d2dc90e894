// A schedule: which jobs are made at which times, and how far that has come. Other programs read it as JSON.

import type { Job } from './job.ts';
import type { JobStart } from './start.ts';

/** What happens to a slot that comes while jobs of an earlier one are open. */
export const overlapPolicies = ['skip', 'queue', 'replace', 'allow'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** What happens to slots that went by while no runner was there. */
export const catchupPolicies = ['none', 'last', 'all'] as const;
export type CatchupPolicy = (typeof catchupPolicies)[number];

/** Names of schedules begin the guids of their jobs. */
export const scheduleNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** What is wrong with the times of a schedule. */
export interface CronProblem {
  /** Which of the two is wrong. */
  param: 'cron' | 'tz';
  message: string;
  help: string;
}

export type JobTemplate = Pick<
  Job,
  | 'agents'
  | 'circle'
  | 'context'
  | 'actor'
  | 'action'
  | 'params'
  | 'timeout_schedule'
  | 'timeout'
  | 'log'
  | 'ignore_error'
  | 'ignore_error_codes'
  | 'debug'
  | 'retry'
  | 'secrets'
>;

/** A job as it is made for each slot, without what is different each time. */
export interface ScheduledJob {
  job: JobTemplate;
  /** Positions of the jobs it waits for, from 1. */
  after: number[];
  /** Seconds after the slot was fired, or an absolute epoch second; absent = at once. */
  start?: JobStart;
  /** 0 is taken first. */
  priority: number;
  label: string;
  file: string;
  line: number;
}

export interface Schedule {
  name: string;
  /** Five fields, or six with seconds first. */
  cron: string;
  /** IANA zone. */
  tz: string;
  overlap: OverlapPolicy;
  catchup: CatchupPolicy;
  /** Public key of the one who asks for the jobs. */
  source: string;
  jobs: ScheduledJob[];
  /** Where it is written. */
  file: string;
  line: number;
}

/** How far a schedule has come. Slots and times are epoch milliseconds of the store. */
export interface ScheduleState {
  /** What to do about slots before it is decided; null = there is no further one. */
  next: number | null;
  /** Slots whose jobs are still to be made, oldest first. */
  waiting: number[];
  /** Runs that were made and had open jobs when that was last looked at. */
  open: string[];
  /** The slot whose jobs were made last. `at`: when. */
  last: { slot: number; run: string; at: number } | null;
  /** The last stretch of slots that catch-up has left out. */
  missed: { from: number; to: number } | null;
  /** How often its jobs were made, by hand too. */
  fired: number;
  /** Slots left out because of an overlap. */
  skipped: number;
  /** Since when it makes no jobs; absent = it does. */
  paused?: number;
  /** Who has written it: two runners that find the same to be done at the same moment are two. */
  by?: string;
}

export function newScheduleState(next: number | null): ScheduleState {
  return { next, waiting: [], open: [], last: null, missed: null, fired: 0, skipped: 0 };
}

/** When to look at it again; null = never, or not before somebody resumes it. */
export function scheduleDue({ waiting, next, paused }: ScheduleState): number | null {
  return paused === undefined ? (waiting[0] ?? next) : null;
}
