// Contract: which runners are there.

import { describe, expect, it } from 'vitest';
import type { RunnerPresence } from '../../../src/store/parts/runners.ts';
import { type OpenStore, useStore } from './harness.ts';
import { makeJob } from './make.ts';

const one: RunnerPresence = { id: 'one', host: 'h', pid: 1, processStart: '7', fires: true };
const other: RunnerPresence = { ...one, id: 'other "é"', pid: 2, fires: false };

export function runnerContract(open: OpenStore): void {
  describe('runners', () => {
    const bench = useStore(open);

    it('are known by what they told last, the latest first, until they end', async () => {
      const b = bench();
      expect(await b.store.runners()).toEqual([]);
      await b.store.tellRunner(one);
      const begin = b.clock.now();
      b.clock.advance(1_000);
      await b.store.tellRunner(other);
      expect(await b.store.runners()).toEqual([
        { ...other, seenAt: begin + 1_000 },
        { ...one, seenAt: begin },
      ]);
      b.clock.advance(1_000);
      await b.store.tellRunner(one);
      expect((await b.store.runners()).map(({ id, seenAt }) => [id, seenAt - begin])).toEqual([
        ['one', 2_000],
        ['other "é"', 1_000],
      ]);
      await b.store.removeRunner('one');
      await b.store.removeRunner('nobody');
      expect((await b.store.runners()).map(({ id }) => id)).toEqual(['other "é"']);
    });

    it('are told of where a job waits for one', async () => {
      const b = bench();
      await b.submit(makeJob('open', { agents: [] }));
      const wait = 'waits for a decision who may execute it';
      const nobody = `${wait}; no runner is running: start one with hero runner`;
      expect(await b.why('open')).toBe(nobody);
      await b.store.tellRunner(one);
      expect(await b.why('open')).toBe(wait);
      b.clock.advance(9_999);
      expect(await b.why('open')).toBe(wait);
      b.clock.advance(1);
      expect(await b.why('open')).toBe(nobody);
    });

    it('are forgotten a day after they were killed', async () => {
      const b = bench();
      for (let i = 0; i < 30; i += 1) await b.store.tellRunner({ ...one, id: `killed${i}` });
      b.clock.advance(24 * 3_600_000 - 1_000);
      await b.store.tellRunner(one);
      expect(await b.store.runners()).toHaveLength(31);
      b.clock.advance(2_000);
      await b.store.tellRunner(one);
      expect((await b.store.runners()).map(({ id }) => id)).toEqual(['one']);
    });
  });
}
