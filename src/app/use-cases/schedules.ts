// `hero schedule …`: what is kept, what comes next, fire one by hand, pause, resume, remove one.

import { didYouMean } from '../../diagnostics/suggest.ts';
import { newGuid } from '../../ground/id.ts';
import type { Schedule, ScheduleState } from '../../records/schedule.ts';
import type { ScheduleChange, StoredSchedule } from '../../store/parts/schedules.ts';
import type { Store } from '../../store/ports.ts';
import type { Settings } from '../settings.ts';
import { type Hide, hideSecrets } from '../shown-params.ts';
import { type Answer, refused, withReadStore, withStore } from '../with-store.ts';

export interface ScheduleSheet {
  schedule: Schedule;
  state: ScheduleState;
  /** Slots that come next, epoch milliseconds; those that wait already come first. None while it is paused. */
  coming: number[];
}

const shown = 5;

/** `reveal`: with the values of secret params. */
export function listSchedules(settings: Settings, reveal: boolean): Promise<Answer<ScheduleSheet[]>> {
  return withReadStore(settings, async (store) => {
    const found = await store.schedules();
    const hide = await hideSecrets(store, reveal || found.length === 0);
    return { ok: true, value: await Promise.all(found.map((stored) => toSheet(store, stored, hide))) };
  });
}

export function showSchedule(settings: Settings, name: string, reveal: boolean): Promise<Answer<ScheduleSheet>> {
  return withReadStore(settings, (store) => sheetOf(store, name, reveal));
}

/** What it has fired goes on. One that is damaged is removed too. */
export function removeSchedule(settings: Settings, name: string): Promise<Answer<string>> {
  return withStore(settings, async (store) =>
    (await store.removeSchedule(name)) ? { ok: true, value: name } : missing(name, await namesOf(store)),
  );
}

export interface FiredSchedule {
  run: string;
  /** Guids. */
  jobs: string[];
}

/** Fires it now, beside its slots and whatever is open. */
export function runSchedule(settings: Settings, name: string): Promise<Answer<FiredSchedule>> {
  return withStore(settings, async (store) => {
    const { slotJobs, slotRun } = await import('../../schedule/slot-jobs.ts');
    const by = newGuid();
    const changed = await change(store, name, ({ schedule, state }, now) => {
      // Milliseconds are in its name, so that it is never the name of a slot, nor that of one fired in the same moment.
      const free = Math.max(now, (state.last?.slot ?? 0) + 1);
      const slot = free % 1000 === 0 ? free + 1 : free;
      const run = slotRun(name, slot);
      const batch = slotJobs(schedule, slot, now);
      const fired = { open: [...state.open, run], last: { slot, run, at: now }, fired: state.fired + 1 };
      return { state: { ...state, ...fired, by }, batch };
    });
    if (!changed.ok) return changed;
    const { state, batch } = changed.value;
    return { ok: true, value: { run: state.last?.run ?? '', jobs: batch.map(({ job }) => job.guid) } };
  });
}

/** It makes no jobs until it is resumed; those that it has made go on. */
export function pauseSchedule(settings: Settings, name: string): Promise<Answer<ScheduleSheet>> {
  return withStore(settings, async (store) => {
    const { paused } = await import('../../schedule/pause.ts');
    const changed = await change(store, name, ({ state }, now) => ({ state: paused(state, now), batch: [] }));
    return changed.ok ? sheetOf(store, name) : changed;
  });
}

/** It goes on with its next slot, or with `makeUp` as after an outage. */
export function resumeSchedule(settings: Settings, name: string, makeUp: boolean): Promise<Answer<ScheduleSheet>> {
  return withStore(settings, async (store) => {
    const [{ resumed }, { readCron }] = await Promise.all([
      import('../../schedule/pause.ts'),
      import('../../schedule/cron.ts'),
    ]);
    const changed = await change(store, name, ({ schedule, state }, now) => {
      const reading = readCron(schedule.cron, schedule.tz);
      if (!reading.ok) throw new Error(reading.problem.message);
      return { state: resumed(state, reading.times, now, makeUp), batch: [] };
    });
    return changed.ok ? sheetOf(store, name) : changed;
  });
}

type Change = Pick<ScheduleChange, 'state' | 'batch'>;

/** Runners change it too, so it is read anew until nobody was faster. */
async function change(
  store: Store,
  name: string,
  make: (found: StoredSchedule, now: number) => Change,
): Promise<Answer<Change>> {
  for (;;) {
    const found = await expectSchedule(store, name);
    if (!found.ok) return found;
    const made = make(found.value, await store.now());
    const answer = await store.changeSchedule({ name, expected: found.value.revision, ...made });
    if (answer === 'done') return { ok: true, value: made };
    if (answer === 'refused') throw new Error(`the store refuses the jobs of ${made.state.last?.run}`);
  }
}

async function sheetOf(store: Store, name: string, reveal = false): Promise<Answer<ScheduleSheet>> {
  const found = await expectSchedule(store, name);
  return found.ok ? { ok: true, value: await toSheet(store, found.value, await hideSecrets(store, reveal)) } : found;
}

async function expectSchedule(store: Store, name: string): Promise<Answer<StoredSchedule>> {
  const found = await store.schedule(name);
  return found === undefined ? missing(name, await namesOf(store)) : { ok: true, value: found };
}

async function namesOf(store: Store): Promise<string[]> {
  return (await store.schedules()).map(({ schedule }) => schedule.name);
}

async function toSheet(store: Store, { schedule, state }: StoredSchedule, hide: Hide): Promise<ScheduleSheet> {
  const { readCron } = await import('../../schedule/cron.ts');
  const reading = readCron(schedule.cron, schedule.tz);
  const isPaused = state.paused !== undefined;
  const coming = isPaused ? [] : [...state.waiting];
  for (
    let at = isPaused ? null : state.next;
    at !== null && coming.length < shown && reading.ok;
    at = reading.times.after(at)
  ) {
    coming.push(at);
  }
  const jobs = schedule.jobs.map((each) => ({ ...each, job: hide(each.job) }));
  return { schedule: { ...schedule, jobs }, state: { ...state, open: await store.openRuns(state.open) }, coming };
}

function missing(name: string, known: string[]): Answer<never> {
  const help = didYouMean(name, known) ?? 'hero schedule ls  lists them; !!schedule.define in a script makes one';
  return refused(`there is no schedule ${name}`, help);
}
