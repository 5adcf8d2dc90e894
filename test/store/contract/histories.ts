// Contract: whatever happens in whatever order, a store shows what the model of its rules shows, and every job comes to its
// end.

import { describe, it } from 'vitest';
import { assertHistories, historiesTimeoutMs } from '../model/assert-histories.ts';
import { playAll } from '../model/play-all.ts';
import { options } from '../model/side-by-side.ts';
import { Bench, type OpenStore } from './harness.ts';

export function historyContract(open: OpenStore, usual: number): void {
  describe('any order of operations', () => {
    it(
      'shows what the model shows, to the end of every job',
      () =>
        assertHistories(usual, async (played) => {
          const bench = new Bench(await open(options));
          try {
            await playAll(played, [bench]);
          } finally {
            await bench.opened.destroy();
          }
        }),
      historiesTimeoutMs,
    );
  });
}
