// `hero schedule …`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { type RevealFlags, withReveal, withStore } from '../options.ts';

type Answer<T> = import('../../app/with-store.ts').Answer<T>;
type ScheduleSheet = import('../../app/use-cases/schedules.ts').ScheduleSheet;

export function scheduleCommand(program: Command, door: Door): void {
  const schedule = program.command('schedule').description('recurring jobs, as !!schedule.define has stored them');
  list(schedule, door);
  show(schedule, door);
  pause(schedule, door);
  resume(schedule, door);
  remove(schedule, door);
  run(schedule, door);
}

const useCases = () => import('../../app/use-cases/schedules.ts');
const views = () => import('../views/schedule-view.ts');

function list(parent: Command, door: Door): void {
  const command = parent
    .command('ls')
    .description('list schedules')
    .option('--json', 'an array of {schedule, state, …}');
  withReveal(withStore(command)).action(async (flags: RevealFlags) => {
    const answer = await (await useCases()).listSchedules(settingsOf(door, flags), flags.reveal === true);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { scheduleListView, scheduleToJson } = await views();
    if (flags.json === true) writeJson(door, answer.value.map(scheduleToJson));
    else scheduleListView(answer.value, door);
  });
}

function show(parent: Command, door: Door): void {
  const command = parent
    .command('show <schedule>')
    .description('its jobs, what comes next, what was left out')
    .option('--json', '{schedule, state, coming}; times are epoch milliseconds, and ISO in coming');
  withReveal(withStore(command)).action(async (name: string, flags: RevealFlags) => {
    const answer = await (await useCases()).showSchedule(settingsOf(door, flags), name, flags.reveal === true);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { scheduleDetailView, scheduleToJson } = await views();
    if (flags.json === true) writeJson(door, scheduleToJson(answer.value));
    else scheduleDetailView(answer.value, door);
  });
}

function pause(parent: Command, door: Door): void {
  const command = parent
    .command('pause <schedule>')
    .description('it makes no jobs until it is resumed; those that it has made go on')
    .option('--json', 'the schedule');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).pauseSchedule(settingsOf(door, flags), name);
    await tellChanged(door, answer, flags);
  });
}

function resume(parent: Command, door: Door): void {
  const command = parent
    .command('resume <schedule>')
    .description('it goes on with its next slot')
    .option('--catchup', 'what came meanwhile counts as missed, and its catchup says what becomes of it')
    .option('--json', 'the schedule');
  withStore(command).action(async (name: string, flags: GlobalFlags & { catchup?: boolean }) => {
    const answer = await (await useCases()).resumeSchedule(settingsOf(door, flags), name, flags.catchup === true);
    await tellChanged(door, answer, flags);
  });
}

function remove(parent: Command, door: Door): void {
  const command = parent
    .command('rm <schedule>')
    .description('remove one; jobs that it has made go on')
    .option('--json', '{removed}');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).removeSchedule(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, { removed: answer.value });
    else door.stderr.write(`${answer.value} is removed\n`);
  });
}

function run(parent: Command, door: Door): void {
  const command = parent
    .command('run <schedule>')
    .description('fire it now, once, beside its slots')
    .option('--json', '{run, jobs}');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
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
