// How many jobs one process runs at a time unless told otherwise: jobs mostly wait, so more than there are cores.

import { availableParallelism } from 'node:os';

export function defaultConcurrency(): number {
  return Math.max(32, availableParallelism() * 4);
}
