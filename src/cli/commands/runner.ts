// `hero runner`: flags and signals of the process that admits jobs and moves them on.

import { type Command, Option } from 'commander';
import { exitCodes } from '../../app/exit-codes.ts';
import { daemonLog } from '../daemon-log.ts';
import { type Door, fail, type GlobalFlags, settingsOf } from '../door.ts';
import { withActors, withLogLevel, withRoot, withStore } from '../options.ts';

interface RunnerFlags extends GlobalFlags {
  http?: string;
  root: string[];
  logLevel: string;
  untilIdle?: boolean;
  run?: string;
}

export function runnerCommand(program: Command, door: Door): void {
  const command = program
    .command('runner')
    .description('admit jobs that other programs submitted, and move on what is due, until it is told to end')
    .option('--http <address>', 'serve /healthz, /readyz and /metrics there, e.g. 127.0.0.1:9090');
  withRoot(withLogLevel(command))
    .addOption(new Option('--until-idle', 'execute the jobs of a run of this folder and end').hideHelp())
    .addOption(new Option('--run <run>', 'the run whose jobs it executes').hideHelp());
  withActors(withStore(command)).action((flags: RunnerFlags) => serve(command, door, flags));
}

async function serve(command: Command, door: Door, flags: RunnerFlags): Promise<void> {
  if (flags.untilIdle === true && flags.run === undefined) {
    command.error('error: --until-idle needs --run', { exitCode: exitCodes.usage });
  }
  const { listenForEnd } = await import('../../app/daemon/signals.ts');
  const signals = listenForEnd();
  const settings = settingsOf(door, flags);
  try {
    if (flags.untilIdle === true && flags.run !== undefined) {
      const { hostUntilIdle } = await import('../../app/use-cases/host-until-idle.ts');
      return await fail(door, await hostUntilIdle({ settings, entry: door.entry, run: flags.run }, signals));
    }
    const { serveRunner } = await import('../../app/use-cases/serve-runner.ts');
    const { root, http } = flags;
    const log = await daemonLog(door, flags.logLevel);
    await fail(door, await serveRunner({ settings, root, log, ...(http === undefined ? {} : { http }) }, signals));
  } finally {
    signals.stop();
  }
}
