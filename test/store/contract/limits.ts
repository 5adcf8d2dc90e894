// Contract: how much a store takes.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { makeJob } from './make.ts';

export function limitContract(open: OpenStore): void {
  describe('the limit of the store', () => {
    const bench = useStore(open);

    it('refuses new jobs and writes nothing of them, while those it has go on', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2')]);
      await b.store.setLimit({ kind: 'store', name: '', max: 1000 });
      const stats = await b.store.stats();
      expect(stats.maxBytes).toBe(1000);
      const batch = [{ job: makeJob('j3'), trail: {}, admission: await b.admission('a') }];
      await expect(b.store.submit(batch)).rejects.toMatchObject({
        kind: 'over_limit',
        message: expect.stringMatching(/takes no new jobs: [\d.]+ [KM]iB are in use, and its limit is 1000 B$/),
        help: expect.stringContaining('hero job prune'),
      });
      const many = Array.from({ length: 250 }, (_, i) => ({ job: makeJob(`m${i}`), trail: {} }));
      await expect(b.store.submit(many)).rejects.toMatchObject({ kind: 'over_limit' });
      expect((await b.store.list({ limit: 10 })).length).toBe(2);
      expect(await b.store.findGuids('m1', 10)).toEqual([]);
      // Sent twice, because an answer was lost: it is there.
      const again = [{ job: makeJob('j1'), trail: {} }];
      expect(await b.store.submit(again)).toEqual({ ok: true, existing: ['j1'] });
      for (const claim of await b.claim('s1')) expect(await b.finish(claim)).toBe('accepted');

      expect(await b.store.removeLimit('store', '')).toBe(true);
      expect(await b.store.removeLimit('store', '')).toBe(false);
      expect((await b.store.stats()).maxBytes).toBeNull();
      await b.submit(makeJob('j3'));
    });

    it('takes jobs below it, and keeps what was set', async () => {
      const b = bench();
      await b.store.setLimit({ kind: 'store', name: '', max: 1 });
      const max = 10 * 1024 ** 3;
      await b.store.setLimit({ kind: 'store', name: '', max });
      await b.submit(makeJob('j1'));
      await b.reopen();
      expect(await b.store.limits()).toMatchObject([{ kind: 'store', name: '', max, waiting: 0 }]);
      const { bytes, maxBytes } = await b.store.stats();
      expect(maxBytes).toBe(max);
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes).toBeLessThan(max);
    });
  });
}
