// Fires schedules: makes the jobs of slots that have come. Any number of runners do it on one store, none of them leads: a
// slot and its jobs are one step of the store, and only the first one to take it is heard.

import { advance } from '../schedule/advance.ts';
import { type CronTimes, readCron } from '../schedule/cron.ts';
import { slotJobs, slotRun } from '../schedule/slot-jobs.ts';
import { StoreError } from '../store/errors.ts';
import type { Store, StoredSchedule } from '../store/ports.ts';

export interface SchedulerOptions {
  store: Store;
  /** This process has fired the slot. */
  onFired?(name: string, run: string, slot: number): void;
  /** `catchup` has left out the slots from the first to the last of these. */
  onMissed?(name: string, from: number, to: number): void;
  /** `overlap` has left out so many slots. */
  onSkipped?(name: string, slots: number): void;
  /** A schedule that cannot be fired. */
  onProblem?(name: string, message: string): void;
}

/** Schedules that one turn looks at. */
const turnLimit = 1_000;
/** A slot that waits for the end of a run is looked at again after this time. */
const againMs = 200;
/** When more slots can be fired at once. */
const soonMs = 5;
/** Runs of a schedule that are kept in mind at most. */
const maxRuns = 100;

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #times = new Map<string, CronTimes>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Fires what is due now. Returns the milliseconds until the next look is worth while. */
  async turn(): Promise<number> {
    const { now, due, nextDue } = await this.#options.store.dueSchedules(turnLimit);
    let wait = nextDue === null ? Number.POSITIVE_INFINITY : nextDue - now;
    for (const found of due) wait = Math.min(wait, await this.#tryMove(found, now));
    return wait;
  }

  /** One that is broken keeps no other from its turn. */
  async #tryMove(found: StoredSchedule, now: number): Promise<number> {
    try {
      return await this.#move(found, now);
    } catch (error) {
      // A store that takes no new jobs still has everything else done; the slot waits.
      if (error instanceof StoreError && error.kind !== 'over') throw error;
      this.#options.onProblem?.(found.schedule.name, error instanceof Error ? error.message : String(error));
      return Number.POSITIVE_INFINITY;
    }
  }

  async #move({ schedule, state: before, revision }: StoredSchedule, now: number): Promise<number> {
    const { store, onFired, onMissed, onSkipped, onProblem } = this.#options;
    const { name } = schedule;
    const open = await store.openRuns(before.open);
    const { state, fire, cancel, missed, skipped } = advance(schedule, before, this.#timesOf(schedule), now, open);
    for (const run of cancel) await this.#cancel(run);
    if (state === undefined) return againMs;
    if (fire !== undefined) {
      const run = slotRun(name, fire);
      state.last = { slot: fire, run, at: now };
      state.open = [...open, run].slice(-maxRuns);
    }
    const change = { name, expected: revision, state };
    const batch = fire === undefined ? [] : slotJobs(schedule, fire, now);
    let answer = await store.changeSchedule({ ...change, batch });
    if (answer === 'refused') {
      onProblem?.(name, `the store refuses the jobs of ${slotRun(name, fire ?? now)}: others have their guids`);
      answer = await store.changeSchedule({ ...change, batch: [] });
    } else if (answer === 'done' && fire !== undefined) onFired?.(name, slotRun(name, fire), fire);
    if (answer === 'done' && missed !== undefined) onMissed?.(name, missed.from, missed.to);
    if (answer === 'done' && skipped > 0) onSkipped?.(name, skipped);
    if (state.waiting.length === 0) return state.next === null ? Number.POSITIVE_INFINITY : state.next - now;
    return schedule.overlap === 'allow' ? soonMs : againMs;
  }

  /** What has not begun ends at once; the holders of running jobs are told. */
  async #cancel(run: string): Promise<void> {
    const { store } = this.#options;
    const reason = 'replaced by the next slot of its schedule';
    await store.cancelWaiting(run, reason);
    const held = await store.list({ run, states: ['planned', 'running'], limit: turnLimit });
    for (const { job } of held) await store.cancel(job.guid, reason);
  }

  #timesOf({ cron, tz }: StoredSchedule['schedule']): CronTimes {
    const key = `${tz} ${cron}`;
    let times = this.#times.get(key);
    if (times === undefined) {
      const reading = readCron(cron, tz);
      if (!reading.ok) throw new Error(reading.problem.message);
      times = reading.times;
      this.#times.set(key, times);
    }
    return times;
  }
}
