// Schedules on Redis: a change and the jobs it makes are one call of hr_fire.

import { scheduleDue } from '../../../records/schedule.ts';
import { overLimitError } from '../../limits.ts';
import type { Finding } from '../../parts/repair.ts';
import type { ScheduleAnswer, ScheduleChange, ScheduleStore } from '../../parts/schedules.ts';
import { inspectSchedule, readSchedules, type ScheduleTexts } from '../../schedule-text.ts';
import type { Core } from '../core.ts';
import { maxmemory } from '../failure.ts';
import { pieceSize } from '../functions.ts';
import { toRecords } from '../newcomer.ts';
import { keepAside } from '../submit.ts';

type Values = (string | number)[];

export function scheduleStore(core: Core): ScheduleStore {
  const { functions } = core;
  return {
    async schedules() {
      return readSchedules(await all(core));
    },

    async schedule(name) {
      return readSchedules(toTexts((await functions.read('hr_schedule', name)) as Values))[0];
    },

    async dueSchedules(limit, skip = 0) {
      const values = (await functions.read('hr_due', Math.min(limit, pieceSize), skip)) as Values;
      const [now, next] = values;
      const texts = toTexts(values.slice(2));
      return {
        now: Number(now),
        due: readSchedules(texts),
        looked: texts.length,
        nextDue: next === '' ? null : Number(next),
      };
    },

    changeSchedule: (change) => changeSchedule(core, change),

    async removeSchedule(name) {
      return (await functions.act('hr_unschedule', name)) === 1;
    },

    async openRuns(runs) {
      if (runs.length === 0) return [];
      return (await functions.read('hr_open_runs', ...runs)) as string[];
    },
  };
}

async function changeSchedule(core: Core, change: ScheduleChange): Promise<ScheduleAnswer> {
  const { functions, shown } = core;
  const { name, expected, schedule, state, batch } = change;
  const due = scheduleDue(state) ?? '';
  const text = schedule === undefined ? '' : JSON.stringify(schedule);
  const args = [name, expected, text, JSON.stringify(state), due];
  if (batch.length <= pieceSize) {
    const [word, used, max] = (await functions.act('hr_fire', ...args, '', ...toRecords(batch))) as string[];
    if (word === 'full') throw overLimitError(shown, Number(used), Number(max), maxmemory);
    return word as ScheduleAnswer;
  }
  // The same name for all who fire this slot, so that who comes after one that died goes on where it was.
  const aside = `fire:${expected}:${batch[0]?.job.guid}`;
  const kept = await keepAside(core, aside, batch);
  if (kept === undefined) return 'refused';
  const [word] = (await functions.act('hr_fire', ...args, aside, kept)) as string[];
  // Thrown away for being slow: whoever looks next does it again.
  return word === 'gone' ? 'stale' : (word as ScheduleAnswer);
}

export async function inspectSchedules(core: Core): Promise<Finding[]> {
  const { connection, own } = core;
  const dues = (await connection.send('ZRANGE', `${own}schedules_due`, 0, -1, 'WITHSCORES')) as string[];
  const due = new Map<string, number>();
  for (let i = 0; i < dues.length; i += 2) due.set(dues[i] ?? '', Number(dues[i + 1]));
  return (await all(core)).flatMap((texts) => inspectSchedule(texts, due.get(texts.name) ?? null));
}

async function all({ connection, functions, own }: Core): Promise<ScheduleTexts[]> {
  const names = ((await connection.send('HKEYS', `${own}schedules`)) as string[]).sort();
  const found: ScheduleTexts[] = [];
  for (let at = 0; at < names.length; at += pieceSize) {
    const values = await functions.read('hr_schedule', ...names.slice(at, at + pieceSize));
    found.push(...toTexts(values as Values));
  }
  return found;
}

/** Name, schedule, revision and state of each. */
function toTexts(values: Values): ScheduleTexts[] {
  const found: ScheduleTexts[] = [];
  for (let i = 0; i + 2 < values.length; i += 3) {
    const [name = '', schedule = '', stands = ''] = values.slice(i, i + 3).map(String);
    const blank = stands.indexOf(' ');
    found.push({ name, schedule, state: stands.slice(blank + 1), revision: Number(stands.slice(0, blank)) });
  }
  return found;
}
