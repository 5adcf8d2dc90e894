// `hero limit …`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { withStore } from '../options.ts';

const useCases = () => import('../../app/use-cases/limits.ts');
const views = () => import('../views/limit-view.ts');

export function limitCommand(program: Command, door: Door): void {
  const limit = program.command('limit').description('how much a store takes, and how many jobs run at the same time');
  const list = limit
    .command('ls')
    .description('list limits')
    .option('--json', 'an array of {kind, name, shown, max, used, waiting}');
  withStore(list).action(async (flags: GlobalFlags) => {
    const answer = await (await useCases()).listLimits(settingsOf(door, flags));
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).limitListView(answer.value, door);
  });
  const set = limit
    .command('set <what> <max>')
    .description('what: store, with max as 10GB; agent:NAME, actor:NAME or source:KEY, with max as a number of jobs')
    .option('--json', '{kind, name, max}');
  withStore(set).action(async (what: string, max: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).setLimit(settingsOf(door, flags), what, max);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value.limit);
    else (await views()).limitSetView(what, answer.value, door);
  });
  const remove = limit.command('rm <what>').description('take a limit away').option('--json', '{removed}');
  withStore(remove).action(async (what: string, flags: GlobalFlags) => {
    const answer = await (await useCases()).removeLimit(settingsOf(door, flags), what);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, { removed: answer.value });
    else door.stderr.write(answer.value ? `no limit on ${what} any more\n` : `there was no limit on ${what}\n`);
  });
}
