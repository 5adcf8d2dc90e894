// A store that its reader may not change: of another user, on a medium that is read only.
//
// The engine reads a file with a write-ahead log through an index beside it, which it makes if it is not there. A reader who
// may not write there cannot make it; one who may write to the folder alone would leave files that the owner cannot use.
// Without a log nothing is on its way into the file, so it is read as it lies there.

import { constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../errors.ts';
import { may, mayWrite } from './failure.ts';

/** Whether this user may change the file, and make the engine's files beside it. */
export function mayChange(path: string): boolean {
  return may(path, constants.W_OK) && may(dirname(path), constants.W_OK | constants.X_OK);
}

/** `lasting`: it has to see what others change while it is open. Throws StoreError, and errors of the engine. */
export function openToRead(path: string, lasting: boolean): DatabaseSync {
  if (mayChange(path) || !may(path, constants.R_OK) || hasLog(path)) return new DatabaseSync(path, { readOnly: true });
  if (lasting) {
    throw new StoreError('unreachable', `cannot follow ${path}, which may only be read`, mayWrite(path));
  }
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  try {
    return new DatabaseSync(url, { readOnly: true });
  } catch (error) {
    // Node takes addresses of files since 22.15.
    if (!(error instanceof TypeError)) throw error;
    throw new StoreError('unreachable', `cannot write ${path}`, mayWrite(path), { cause: error });
  }
}

function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
