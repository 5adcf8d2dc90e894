// Our own bugs, and errors of actors that are in nobody's hands: one line for the user, the trace in a file for the report.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, exitCodes } from '../app/exit-codes.ts';
import { withoutPassword } from '../app/store-url.ts';
import type { Door } from './door.ts';

type Told = Pick<Door, 'stderr' | 'log'>;

/** Of what is thrown where nobody waits for it, by a timer or a promise that was left alone, nobody knows whose it is. */
export function reportStray(error: unknown, door: Told): ExitCode {
  return reportCrash(error, door, 'an error that nothing caught, in an actor or in hero itself');
}

export function reportCrash(error: unknown, door: Told, what = 'internal error, please report it'): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  const file = keepTrace(error instanceof Error ? (error.stack ?? message) : message);
  if (door.log !== undefined) door.log.error({ error: message, ...(file === undefined ? {} : { trace: file }) }, what);
  else door.stderr.write(`hero: ${what}: ${message}${file === undefined ? '' : `; the trace is in ${file}`}\n`);
  return exitCodes.internal;
}

/** Its file; undefined where there is no place for one, so that the message must do. */
function keepTrace(trace: string): string | undefined {
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'hero-crash-')), 'trace.txt');
    // It is made to be passed on.
    const args = process.argv.slice(2).map(withoutPassword).join(' ');
    writeFileSync(file, `${process.version} ${args}\n${trace}\n`);
    return file;
  } catch {
    return undefined;
  }
}
