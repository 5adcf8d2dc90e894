// `hero runner --until-idle`: what a detached run leaves behind to execute its jobs.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf } from '../door.ts';
import { withActors, withStore } from '../options.ts';

export function runnerCommand(program: Command, door: Door): void {
  const command = program
    .command('runner', { hidden: true })
    .description('execute the open jobs of this folder')
    .requiredOption('--until-idle', 'end when none is left')
    .option('--run <run>', 'the run it is there for');
  withActors(withStore(command)).action(async (flags: GlobalFlags & { run?: string }) => {
    const { hostUntilIdle } = await import('../../app/use-cases/host-until-idle.ts');
    const stop = new AbortController();
    const end = () => stop.abort();
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    const request = { settings: settingsOf(door, flags), entry: door.entry, run: flags.run ?? null };
    await fail(door, await hostUntilIdle(request, stop.signal));
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  });
}
