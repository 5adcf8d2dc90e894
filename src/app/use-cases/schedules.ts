// `hero schedule …`: what is kept, what comes next, fire one by hand, remove one.

import { didYouMean } from '../../diagnostics/suggest.ts';
import { newGuid } from '../../ground/id.ts';
import type { Schedule, ScheduleState } from '../../records/schedule.ts';
import type { StoredSchedule } from '../../store/parts/schedules.ts';
import type { Store } from '../../store/ports.ts';
import type { Settings } from '../settings.ts';
import { type Hide, hideSecrets } from '../shown-params.ts';
import { type Answer, withReadStore, withStore } from '../with-store.ts';

export interface ScheduleSheet {
  schedule: Schedule;
  state: ScheduleState;
  /** Slots that come next, epoch milliseconds; those that wait already come first. */
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
  return withReadStore(settings, async (store) => {
    const found = await expectSchedule(store, name);
    if (!found.ok) return found;
    const hide = await hideSecrets(store, reveal);
    return { ok: true, value: await toSheet(store, found.value, hide) };
  });
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
    const first = await expectSchedule(store, name);
    if (!first.ok) return first;
    const { slotJobs, slotRun } = await import('../../schedule/slot-jobs.ts');
    const by = newGuid();
    for (;;) {
      // Anew each time: a runner may have changed it meanwhile.
      const found = await store.schedule(name);
      if (found === undefined) return missing(name, []);
      const { schedule, revision } = found;
      const now = await store.now();
      // Milliseconds are in its name, so that it is never the name of a slot, nor that of one fired in the same moment.
      const free = Math.max(now, (found.state.last?.slot ?? 0) + 1);
      const slot = free % 1000 === 0 ? free + 1 : free;
      const run = slotRun(name, slot);
      const batch = slotJobs(schedule, slot, now);
      const state = { ...found.state, open: [...found.state.open, run], last: { slot, run, at: now }, by };
      const answer = await store.changeSchedule({ name, expected: revision, state, batch });
      if (answer === 'done') return { ok: true, value: { run, jobs: batch.map(({ job }) => job.guid) } };
      if (answer === 'refused') throw new Error(`the store refuses the jobs of ${run}`);
    }
  });
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
  const coming = [...state.waiting];
  for (let at = state.next; at !== null && coming.length < shown && reading.ok; at = reading.times.after(at)) {
    coming.push(at);
  }
  const jobs = schedule.jobs.map((each) => ({ ...each, job: hide(each.job) }));
  return { schedule: { ...schedule, jobs }, state: { ...state, open: await store.openRuns(state.open) }, coming };
}

function missing(name: string, known: string[]): Answer<never> {
  const help = didYouMean(name, known) ?? 'hero schedule ls  lists them; !!schedule.define in a script makes one';
  return {
    ok: false,
    diagnostics: [{ code: 'HS0604', severity: 'error', message: `there is no schedule ${name}`, help }],
  };
}
