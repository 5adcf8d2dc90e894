// Recurring jobs: schedules, each with the slots it has fired.

import type { Schedule, ScheduleState } from '../../records/schedule.ts';
import type { Submission } from './jobs.ts';

export interface StoredSchedule {
  schedule: Schedule;
  state: ScheduleState;
  /** Another one after every change; never one that a schedule of this name has had before. */
  revision: number;
}

export interface DueSchedules {
  /** The store's time. */
  now: number;
  due: StoredSchedule[];
  /** How many were looked at; there may be more behind them unless it is 0. */
  looked: number;
  /** When the next one that is not due yet will be; null = none. */
  nextDue: number | null;
}

export interface ScheduleChange {
  name: string;
  /** The revision it is based upon; 0 = there is no schedule of this name. */
  expected: number;
  /** Undefined = it stays as it is. */
  schedule?: Schedule;
  state: ScheduleState;
  /** Jobs that are submitted in the same step. */
  batch: Submission[];
}

/** `stale`: it was changed since `expected`; nothing was done. `refused`: its jobs were; nothing was done. */
export type ScheduleAnswer = 'done' | 'stale' | 'refused';

export interface ScheduleStore {
  /** In the order of their names. */
  schedules(): Promise<StoredSchedule[]>;
  schedule(name: string): Promise<StoredSchedule | undefined>;
  /** At most `limit` of which a slot has come or waits, the longest due first, without the first `skip` of them. */
  dueSchedules(limit: number, skip?: number): Promise<DueSchedules>;
  /** All of it or nothing. Repeating the very same change is harmless and answers `done` again. */
  changeSchedule(change: ScheduleChange): Promise<ScheduleAnswer>;
  /** What it has made stays. */
  removeSchedule(name: string): Promise<boolean>;
  /** Of these runs, all in the lane '', those that have open jobs. */
  openRuns(runs: string[]): Promise<string[]>;
}
