// `hero stats`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { withStore } from '../options.ts';

export function statsCommand(program: Command, door: Door): void {
  const command = program
    .command('stats')
    .description('how many jobs there are, how fast they end, what each agent does')
    .option('--json', 'one object');
  withStore(command).action(async (flags: GlobalFlags) => {
    const { gatherStatistics } = await import('../../app/use-cases/stats.ts');
    const answer = await gatherStatistics(settingsOf(door, flags));
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await import('../views/stats-view.ts')).statsView(answer.value, door);
  });
}
