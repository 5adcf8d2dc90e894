// Fires schedules: makes the jobs of slots that have come. Any number of runners do it on one store, none of them leads: a
// slot and its jobs are one step of the store, and only the first one to take it is heard.

import { newGuid } from '../ground/id.ts';
import { advance } from '../schedule/advance.ts';
import { type CronTimes, readCron } from '../schedule/cron.ts';
import { slotJobs, slotRun } from '../schedule/slot-jobs.ts';
import { StoreError } from '../store/errors.ts';
import type { DueSchedules, StoredSchedule } from '../store/parts/schedules.ts';
import type { Store } from '../store/ports.ts';

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

/** Schedules that are asked for together, and jobs of a run that are cancelled in one turn. */
const pageSize = 100;
/** A slot that waits for the end of a run is looked at again after this time. */
const againMs = 200;
/** When more slots can be fired at once. */
const soonMs = 5;
/** Runs of a schedule that are kept in mind at most. */
const maxRuns = 100;

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #times = new Map<string, CronTimes>();
  readonly #self = newGuid();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Fires what is due now. Returns the milliseconds until the next look is worth while. */
  async turn(): Promise<number> {
    let wait = Number.POSITIVE_INFINITY;
    let page: DueSchedules;
    // Those that only wait stay in front of the others.
    let skip = 0;
    do {
      page = await this.#options.store.dueSchedules(pageSize, skip);
      skip += page.looked;
      for (const found of page.due) {
        const again = await this.#tryMove(found, page.now);
        wait = Math.min(wait, again ?? wait);
        if (again !== undefined && again > againMs) skip -= 1;
      }
    } while (page.looked > 0);
    return page.nextDue === null ? wait : Math.min(wait, page.nextDue - page.now);
  }

  /** One that is broken keeps no other from its turn; undefined then. */
  async #tryMove(found: StoredSchedule, now: number): Promise<number | undefined> {
    try {
      return await this.#move(found, now);
    } catch (error) {
      // A store that takes no new jobs still has everything else done; the slot waits.
      if (error instanceof StoreError && error.kind !== 'over_limit') throw error;
      this.#options.onProblem?.(found.schedule.name, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Milliseconds until it may be due again; it stays due if they are few. */
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
    state.by = this.#self;
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
    const held = await store.list({ run, states: ['running'], limit: pageSize });
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
