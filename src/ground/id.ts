// Identifiers. Guids are uuidv7, so they sort by the time they were made.

import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

export function newGuid(): string {
  return uuidv7();
}

/** Six hex digits that name a run on the screen and in `hero job watch`. */
export function newRunId(): string {
  return randomBytes(3).toString('hex');
}
