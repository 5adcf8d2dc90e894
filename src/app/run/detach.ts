// A process in the background that executes what is left in a lane, and ends when nothing is.

import { spawn } from 'node:child_process';
import type { Settings } from '../settings.ts';

export function spawnBackgroundHost(settings: Settings, actorsDir: string | undefined, run: string): void {
  const { env, storeUrl, secretsDir } = settings;
  const [, command] = process.argv;
  if (command === undefined) throw new Error('the command does not know its own file');
  const args = [...process.execArgv, command, 'runner', '--until-idle', '--run', run];
  if (actorsDir !== undefined) args.push('--actors', actorsDir);
  const child = spawn(process.execPath, args, {
    cwd: settings.cwd,
    // Everybody on the machine can read arguments, and the address may have a password.
    env: { ...env, HERO_STORE: storeUrl, ...(secretsDir !== undefined && { HERO_SECRETS_DIR: secretsDir }) },
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
}
