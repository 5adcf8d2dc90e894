// `hero schedule …`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { type RevealFlags, withReveal, withStore } from '../options.ts';

const useCases = () => import('../../app/use-cases/schedules.ts');
const views = () => import('../views/schedule-view.ts');

export function scheduleCommand(program: Command, door: Door): void {
  const schedule = program
    .command('schedule')
    .description('jobs at times that come again, as !!schedule.define has kept them');
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
