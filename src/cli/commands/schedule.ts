// `hero schedule …`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { type RevealFlags, withReveal, withStore } from '../options.ts';

type Answer<T> = import('../../app/with-store.ts').Answer<T>;
type ScheduleSheet = import('../../app/use-cases/schedules.ts').ScheduleSheet;

const useCases = () => import('../../app/use-cases/schedules.ts');
const views = () => import('../views/schedule-view.ts');

export function scheduleCommand(program: Command, door: Door): void {
  const schedule = program.command('schedule').description('recurring jobs, as !!schedule.define has stored them');
  const list = schedule
    .command('ls')
    .description('list schedules')
    .option('--json', 'an array of {schedule, state, …}');
  withReveal(withStore(list)).action(async (flags: RevealFlags) => {
    const answer = await (await useCases()).listSchedules(settingsOf(door, flags), flags.reveal === true);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { scheduleListView, scheduleToJson } = await views();
    if (flags.json === true) writeJson(door, answer.value.map(scheduleToJson));
    else scheduleListView(answer.value, door);
  });
  const show = schedule
    .command('show <schedule>')
    .description('its jobs, what comes next, what was left out')
    .option('--json', '{schedule, state, coming}; times are epoch milliseconds, and ISO in coming');
  withReveal(withStore(show)).action(async (name: string, flags: RevealFlags) => {
    const answer = await (await useCases()).showSchedule(settingsOf(door, flags), name, flags.reveal === true);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { scheduleDetailView, scheduleToJson } = await views();
    if (flags.json === true) writeJson(door, scheduleToJson(answer.value));
    else scheduleDetailView(answer.value, door);
  });
  const pause = schedule
    .command('pause <schedule>')
    .description('it makes no jobs until it is resumed; those that it has made go on')
    .option('--json', 'the schedule');
  withStore(pause).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).pauseSchedule(settingsOf(door, flags), name);
    await tellChanged(door, answer, flags);
  });
  const resume = schedule
    .command('resume <schedule>')
    .description('it goes on with its next slot')
    .option('--catchup', 'what came meanwhile counts as missed, and its catchup says what becomes of it')
    .option('--json', 'the schedule');
  withStore(resume).action(async (name: string, flags: GlobalFlags & { catchup?: boolean }) => {
    const answer = await (await useCases()).resumeSchedule(settingsOf(door, flags), name, flags.catchup === true);
    await tellChanged(door, answer, flags);
  });
  const remove = schedule
    .command('rm <schedule>')
    .description('remove one; jobs that it has made go on')
    .option('--json', '{removed}');
  withStore(remove).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).removeSchedule(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, { removed: answer.value });
    else door.stderr.write(`${answer.value} is removed\n`);
  });
  const run = schedule
    .command('run <schedule>')
    .description('fire it now, once, beside its slots')
    .option('--json', '{run, jobs}');
  withStore(run).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).runSchedule(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).scheduleFiredView(answer.value, door);
  });
}

async function tellChanged(door: Door, answer: Answer<ScheduleSheet>, { json }: GlobalFlags): Promise<void> {
  if (!answer.ok) return fail(door, answer.diagnostics);
  const { scheduleChangedView, scheduleToJson } = await views();
  if (json === true) writeJson(door, scheduleToJson(answer.value));
  else scheduleChangedView(answer.value, door);
}
