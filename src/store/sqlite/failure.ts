// What the engine or the file system refuses, said in the words of the port.

import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../errors.ts';
import { noSpaceError } from './disk.ts';
import { resultCodes as codes, resultCode } from './result-code.ts';

/** A StoreError for what a person can cause; anything else comes back as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const options = { cause: error };
  switch (resultCode(error)) {
    case codes.notDatabase:
      return new StoreError('corrupt', `${path} is not a job store`, otherFile, options);
    case codes.corrupt:
      return new StoreError(
        'corrupt',
        `${path} is damaged: ${error.message}`,
        `move it aside, and restore a copy or let a new one be made; \`sqlite3 ${path} .recover\` may save its content`,
        options,
      );
    case codes.readOnly:
    case codes.cantOpen:
      return may(path, constants.R_OK)
        ? new StoreError('unreachable', `cannot write ${path}`, mayWrite(path), options)
        : new StoreError('unreachable', `cannot read ${path}`, mayWrite(path), options);
    case codes.io:
      return new StoreError('unreachable', `cannot read or write ${path}: ${error.message}`, 'check the disk', options);
    case codes.full:
      return noSpaceError(path, options);
    case codes.busy:
      return new StoreError(
        'unreachable',
        `${path} is locked by another program`,
        'end the program that holds a transaction on it open, and try again',
        options,
      );
    default:
      return error;
  }
}

/** `mode`: as `access` takes it. */
export function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

export const otherFile = 'choose another file for the store; this one was left as it is';

export function mayWrite(path: string): string {
  return `make sure that you may write to ${dirname(path)} and to the file, or choose another file for the store`;
}
