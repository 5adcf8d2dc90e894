// Waiting for an answer, but not for ever.

import { setTimeout as delay } from 'node:timers/promises';
import { timerMs } from './timer.ts';

/** Settles as `answer` does; `late` when this many milliseconds are over first, or on an abort. What it left is left alone. */
export async function within<T, L>(ms: number, answer: Promise<T>, late: L, signal?: AbortSignal): Promise<T | L> {
  const over = new AbortController();
  const end = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  try {
    return await Promise.race([answer, delay(timerMs(ms), late, { signal: end }).catch(() => late)]);
  } finally {
    over.abort();
  }
}
