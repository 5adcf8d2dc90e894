// Whether the disk of the file has room left. One that is full is no obstacle to reading, so nobody notices before a change.

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../errors.ts';

/** Bytes that a few changes need: pages of the file, and of the journal beside it. */
const leastBytes = 64 * 1024;

/** What to throw or tell; undefined: there is room, or nobody can say. */
export function findFullDisk(path: string): StoreError | undefined {
  const { bavail, bsize, blocks } = statfsSync(dirname(path));
  // File systems without a size of their own say 0.
  return blocks > 0 && bavail * bsize < leastBytes ? noSpaceError(path) : undefined;
}

export function noSpaceError(path: string, options?: ErrorOptions): StoreError {
  return new StoreError('no_space', `no space left for ${path}`, 'free some space on its disk', options);
}
