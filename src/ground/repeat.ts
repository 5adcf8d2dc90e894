// Something that is done again and again until it is ended.

import { setTimeout as delay } from 'node:timers/promises';

/**
 * One after the other, however long each takes, with `everyMs` between; the first after that time. One that fails is passed
 * over. Keeps no process alive. Returns its end: what is under way by then goes on, and should heed `over`.
 */
export function repeat(everyMs: number, step: (over: AbortSignal) => Promise<unknown>): () => void {
  const end = new AbortController();
  const { signal } = end;
  const go = async () => {
    while (true) {
      await delay(everyMs, undefined, { signal, ref: false });
      await step(signal).catch(() => {});
    }
  };
  go().catch(() => {});
  return () => end.abort();
}
