// Our own bugs: one line for the user, the trace in a file for the report.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, exitCodes } from '../app/exit-codes.ts';
import type { Door } from './door.ts';

export function reportCrash(error: unknown, door: Pick<Door, 'stderr'>): ExitCode {
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
  door.stderr.write(`hero: internal error, please report it: ${message}${where}\n`);
  return exitCodes.internal;
}
