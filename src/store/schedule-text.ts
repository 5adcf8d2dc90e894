// A schedule as a store keeps it, in two texts, and what can be wrong with them.

import { type Schedule, type ScheduleState, scheduleDue } from '../records/schedule.ts';
import type { Finding } from './parts/repair.ts';
import type { StoredSchedule } from './parts/schedules.ts';

export interface ScheduleTexts {
  name: string;
  revision: number;
  schedule: string;
  state: string;
}

/** Undefined when somebody has damaged it: it is left where it is, fired by nobody, and told by `inspect`. */
export function readSchedule({ name, revision, schedule, state }: ScheduleTexts): StoredSchedule | undefined {
  try {
    const read = { schedule: JSON.parse(schedule) as Schedule, state: JSON.parse(state) as ScheduleState, revision };
    const isWhole = read.schedule.name === name && Array.isArray(read.schedule.jobs);
    return isWhole && Array.isArray(read.state.waiting) && Array.isArray(read.state.open) ? read : undefined;
  } catch {
    return undefined;
  }
}

export function readSchedules(texts: readonly ScheduleTexts[]): StoredSchedule[] {
  return texts.map(readSchedule).filter((found) => found !== undefined);
}

/** `due`: when the store looks at it again. */
export function inspectSchedule(texts: ScheduleTexts, due: number | null): Finding[] {
  const { name } = texts;
  const help = `remove it with \`hero schedule rm ${name}\` and run its script again`;
  const found = readSchedule(texts);
  if (found === undefined) return [{ message: `schedule ${name} is damaged`, help }];
  if (scheduleDue(found.state) !== due)
    return [{ message: `schedule ${name} is not in the list when it is due`, help }];
  return [];
}
