// `hero runner --until-idle`: what a detached run leaves behind to execute its jobs.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf } from '../door.ts';
import { withActors, withStore } from '../options.ts';

export function runnerCommand(program: Command, door: Door): void {
  const command = program
    .command('runner', { hidden: true })
    .description('execute the open jobs of a run of this folder')
    .requiredOption('--until-idle', 'end when none is left')
    .requiredOption('--run <run>', 'the run whose jobs it executes');
  withActors(withStore(command)).action(async (flags: GlobalFlags & { run: string }) => {
    const { hostUntilIdle } = await import('../../app/use-cases/host-until-idle.ts');
    const stop = new AbortController();
    const end = () => stop.abort();
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    const request = { settings: settingsOf(door, flags), entry: door.entry, run: flags.run };
    await fail(door, await hostUntilIdle(request, stop.signal));
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  });
}
