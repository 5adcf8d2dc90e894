// Waiting with an end: what never comes to be is named, instead of a test that hangs.

import { setTimeout as delay } from 'node:timers/promises';

/** So much does not take that long on any machine. */
const usualLimitMs = 60_000;
const pauseMs = 20;

/** What `condition` gives as soon as that is true or at least something; rejects when it is not by the limit. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  limitMs = usualLimitMs,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found) return found as Exclude<T, false | null | undefined>;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain until ${what}`);
    await delay(pauseMs);
  }
}
