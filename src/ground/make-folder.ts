// Makes a folder and those above it. Not by mkdir's own `recursive`: where no folder can be made, as in /proc, that never
// returns.

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** `mode`: rights of each folder that is made, less the umask. Throws what mkdir throws. */
export function makeFolder(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
