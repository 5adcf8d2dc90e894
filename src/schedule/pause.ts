// A schedule that somebody has paused makes no jobs; what came meanwhile is left out when it goes on, or counts as missed.

import type { ScheduleState } from '../records/schedule.ts';
import type { CronTimes } from './cron.ts';

export function paused(state: ScheduleState, now: number): ScheduleState {
  return { ...state, paused: state.paused ?? now };
}

/** `makeUp`: its slots are found late, as after an outage, and `catchup` says what becomes of them. */
export function resumed(before: ScheduleState, times: CronTimes, now: number, makeUp: boolean): ScheduleState {
  const { paused: since, ...state } = before;
  const from = state.next;
  if (since === undefined || makeUp || from === null || from > now) return state;
  const to = Math.max(from, times.before(now + 1) ?? from);
  return { ...state, next: times.after(to), missed: { from, to } };
}
