// Waits for the write lock of the file. The engine's own waiting sleeps up to 100 ms between two looks; a process that
// writes all the time leaves the lock free for microseconds only, and would starve the others. So: many short looks.

import { resultCode, resultCodes } from './result-code.ts';

const patienceMs = 10_000;

/** Runs `body` until it does not fail for the lock any more, or patience is over. `body` has done nothing if it fails. */
export function patiently<T>(body: () => T): T {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return body();
    } catch (error) {
      if (resultCode(error) !== resultCodes.busy || performance.now() > deadline) throw error;
      // Irregular, so as not to fall into step with the one who writes.
      Atomics.wait(cell, 0, 0, 0.1 + Math.random());
    }
  }
}

const cell = new Int32Array(new SharedArrayBuffer(4));
