// Contract: whatever happens in whatever order, a store shows what the model of its rules shows, and every job comes to its
// end.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { history } from '../model/history.ts';
import { playAll } from '../model/play-all.ts';
import { options } from '../model/side-by-side.ts';
import { Bench, type OpenStore } from './harness.ts';

/** So many instead of those of the suite. */
const wanted = process.env.HERO_HISTORIES;

export function historyContract(open: OpenStore, usual: number): void {
  describe('any order of operations', () => {
    it('shows what the model shows, to the end of every job', async () => {
      const property = fc.asyncProperty(history, async (played) => {
        const bench = new Bench(await open(options));
        try {
          await playAll(played, [bench]);
        } finally {
          await bench.opened.destroy();
        }
      });
      await fc.assert(property, { numRuns: Number(wanted ?? usual) });
    }, 3_600_000);
  });
}
