// Schedules on Redis: a change and the jobs it makes are one call of hr_fire.

import { scheduleDue } from '../../records/schedule.ts';
import { overError } from '../limits.ts';
import type * as port from '../ports.ts';
import { inspectSchedule, readSchedules, type ScheduleTexts } from '../schedule-text.ts';
import type { Connection } from './connect.ts';
import { type Functions, pieceSize } from './functions.ts';
import { keepAside, type Place, toRecords } from './submit.ts';

type Values = (string | number)[];

export class Schedules implements port.ScheduleStore {
  readonly #connection: Connection;
  readonly #place: Place;
  readonly #functions: Functions;
  /** Before the names of our own keys. */
  readonly #own: string;

  constructor(connection: Connection, place: Place, own: string) {
    this.#connection = connection;
    this.#place = place;
    this.#functions = place.functions;
    this.#own = own;
  }

  async now(): Promise<number> {
    const [now] = (await this.#functions.read('hr_due', 0, 0)) as Values;
    return Number(now);
  }

  async schedules(): Promise<port.StoredSchedule[]> {
    return readSchedules(await this.#all());
  }

  async inspect(): Promise<port.Finding[]> {
    const dues = (await this.#connection.send('ZRANGE', `${this.#own}schedules_due`, 0, -1, 'WITHSCORES')) as string[];
    const due = new Map<string, number>();
    for (let i = 0; i < dues.length; i += 2) due.set(dues[i] ?? '', Number(dues[i + 1]));
    return (await this.#all()).flatMap((texts) => inspectSchedule(texts, due.get(texts.name) ?? null));
  }

  async #all(): Promise<ScheduleTexts[]> {
    const names = ((await this.#connection.send('HKEYS', `${this.#own}schedules`)) as string[]).sort();
    const found: ScheduleTexts[] = [];
    for (let at = 0; at < names.length; at += pieceSize) {
      const values = await this.#functions.read('hr_schedule', ...names.slice(at, at + pieceSize));
      found.push(...toTexts(values as Values));
    }
    return found;
  }

  async schedule(name: string): Promise<port.StoredSchedule | undefined> {
    return readSchedules(toTexts((await this.#functions.read('hr_schedule', name)) as Values))[0];
  }

  async dueSchedules(limit: number, skip = 0): Promise<port.DueSchedules> {
    const values = (await this.#functions.read('hr_due', Math.min(limit, pieceSize), skip)) as Values;
    const [now, next] = values;
    const texts = toTexts(values.slice(2));
    return {
      now: Number(now),
      due: readSchedules(texts),
      looked: texts.length,
      nextDue: next === '' ? null : Number(next),
    };
  }

  async changeSchedule(change: port.ScheduleChange): Promise<port.ScheduleAnswer> {
    const { name, expected, schedule, state, batch } = change;
    const due = scheduleDue(state) ?? '';
    const text = schedule === undefined ? '' : JSON.stringify(schedule);
    const args = [name, expected, text, JSON.stringify(state), due];
    if (batch.length <= pieceSize) {
      const [word, used, max] = (await this.#functions.act('hr_fire', ...args, '', ...toRecords(batch))) as string[];
      if (word === 'full') throw overError(this.#place.shown, Number(used), Number(max));
      return word as port.ScheduleAnswer;
    }
    // The same name for all who fire this slot, so that who comes after one that died goes on where it was.
    const aside = `fire:${expected}:${batch[0]?.job.guid}`;
    if (!(await keepAside(this.#place, aside, batch))) return 'refused';
    const [word] = (await this.#functions.act('hr_fire', ...args, aside)) as string[];
    // Thrown away for being slow: whoever looks next does it again.
    return word === 'gone' ? 'stale' : (word as port.ScheduleAnswer);
  }

  async removeSchedule(name: string): Promise<boolean> {
    return (await this.#functions.act('hr_unschedule', name)) === 1;
  }

  async openRuns(runs: string[]): Promise<string[]> {
    if (runs.length === 0) return [];
    return (await this.#functions.read('hr_open_runs', ...runs)) as string[];
  }
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
