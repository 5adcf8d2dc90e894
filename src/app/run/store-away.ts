// Says that the store does not answer, for a store on a server is waited for, and that it is back.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { repeat } from '../../ground/repeat.ts';
import type { Store } from '../../store/ports.ts';

const silentMs = 3_000;
const lookMs = 1_000;

/** Returns the end of the watching. */
export function tellWhenStoreIsAway(
  store: Pick<Store, 'now' | 'isRemote' | 'url'>,
  onNotice: (notice: Diagnostic) => void,
): () => void {
  if (!store.isRemote) return () => {};
  return repeat(lookMs, async (over) => {
    const tell = (severity: 'warning' | 'info', message: string) => {
      if (!over.aborted) onNotice({ code: 'HS0701', severity, message });
    };
    const asked = performance.now();
    let isAway = false;
    const timer = setTimeout(() => {
      isAway = true;
      tell('warning', `${store.url} does not answer; it is waited for, a minute at most`);
    }, silentMs).unref();
    try {
      // That it was given up is told by whoever needs it.
      await store.now();
      if (isAway) tell('info', `${store.url} is back after ${Math.round((performance.now() - asked) / 1000)} s`);
    } finally {
      clearTimeout(timer);
    }
  });
}
