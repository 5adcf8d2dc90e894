// A process in the background that executes what is left in a lane, and ends when nothing is.

import { spawn } from 'node:child_process';
import type { Settings } from '../settings.ts';

export function spawnBackgroundHost(settings: Settings, actorsDir: string | undefined, run: string): void {
  const { secretsDir } = settings;
  const [, command] = process.argv;
  if (command === undefined) throw new Error('the command does not know its own file');
  const args = [...process.execArgv, command, 'runner', '--until-idle', '--run', run, '--store', settings.storeUrl];
  if (actorsDir !== undefined) args.push('--actors', actorsDir);
  const child = spawn(process.execPath, args, {
    cwd: settings.cwd,
    env: (secretsDir === undefined
      ? settings.env
      : { ...settings.env, HERO_SECRETS_DIR: secretsDir }) as NodeJS.ProcessEnv,
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
}
