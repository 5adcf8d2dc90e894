// Our own bugs, and errors of actors that are in nobody's hands: one line for the user, the trace in a file for the report.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, exitCodes } from '../app/exit-codes.ts';
import type { Door } from './door.ts';

/** Of what is thrown where nobody waits for it, by a timer or a promise that was left alone, nobody knows whose it is. */
export function reportStray(error: unknown, door: Pick<Door, 'stderr'>): ExitCode {
  return reportCrash(error, door, 'an error that nothing caught, in an actor or in hero itself');
}

export function reportCrash(
  error: unknown,
  door: Pick<Door, 'stderr'>,
  what = 'internal error, please report it',
): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  const trace = error instanceof Error ? (error.stack ?? message) : message;
  let where = '';
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'hero-crash-')), 'trace.txt');
    writeFileSync(file, `${process.version} ${process.argv.slice(2).join(' ')}\n${trace}\n`);
    where = `; the trace is in ${file}`;
  } catch {
    // Without a place for the file the message must do.
  }
  door.stderr.write(`hero: ${what}: ${message}${where}\n`);
  return exitCodes.internal;
}
