// `hero doctor`: is everything there that a run needs.

import type { Command } from 'commander';
import { type Door, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { withActors, withStore } from '../options.ts';

export function doctorCommand(program: Command, door: Door): void {
  const command = program
    .command('doctor')
    .description('look at keys, actors and the store, and say what is wrong')
    .option('--repair', 'mend what does not fit together in the store, and say what was done')
    .option('--json', 'print {"checks":[{"name","ok","detail","help"}]}');
  withActors(withStore(command)).action(async (flags: GlobalFlags & { repair?: boolean }) => {
    const { examine } = await import('../../app/use-cases/doctor.ts');
    const { checks, exit } = await examine(settingsOf(door, flags), door.entry, {
      repair: flags.repair === true,
    });
    if (flags.json === true) writeJson(door, { checks });
    else (await import('../views/doctor-view.ts')).doctorView(checks, door);
    door.exit = exit;
  });
}
