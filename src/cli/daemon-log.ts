// The log of `hero agent` and `hero runner`.

import type { Log, LogLevel } from '../app/daemon/log.ts';
import type { Door } from './door.ts';

/** Lines for a person at a terminal, JSON for everybody else. */
export async function daemonLog(door: Door, level: string): Promise<Log> {
  const { openLog } = await import('../app/daemon/log.ts');
  const known = level as LogLevel;
  const log = openLog(known, process.stderr.isTTY === true, (line) => door.stderr.write(line));
  door.log = log;
  return log;
}
