// Contract: what is over goes, by age and by count.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentB, makeJob, needs } from './make.ts';

export function retentionContract(open: OpenStore): void {
  describe('retention', () => {
    const bench = useStore(open, {
      retention: { ok: { ageMs: 60_000, count: 5 }, error: { ageMs: 120_000, count: 3 }, events: 30 },
    });

    it('keeps the newest so many', async () => {
      const b = bench();
      await b.session('s1');
      for (let i = 0; i < 8; i++) {
        await b.submit([makeJob(`good${i}`), makeJob(`bad${i}`)]);
        await b.finish(await b.take('s1'));
        await b.fail(await b.take('s1'));
        b.clock.advance(1);
      }
      expect(await b.store.sweep(100)).toMatchObject({ retired: 8, more: false });
      const left = (await b.store.list({ limit: 100 })).map(({ job }) => job.guid);
      expect(left.filter((guid) => guid.startsWith('good'))).toEqual(['good7', 'good6', 'good5', 'good4', 'good3']);
      expect(left.filter((guid) => guid.startsWith('bad'))).toEqual(['bad7', 'bad6', 'bad5']);
      expect(await b.store.get('good2')).toBeUndefined();
      expect((await b.store.sweep(100)).retired).toBe(0);
    });

    it('keeps so many too of those that ended in the same millisecond', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(Array.from({ length: 12 }, (_, i) => makeJob(`j${i}`)));
      const claims = await b.claim('s1');
      await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      expect((await b.store.sweep(100)).retired).toBe(7);
      expect((await b.store.list({ limit: 100 })).length).toBe(5);
    });

    it('keeps no more for what was needed once, and is needed no longer', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('old'), makeJob('later', { agents: [agentB], ...needs('old') })]);
      await b.finish(await b.take('s1'));
      for (let i = 0; i < 5; i++) {
        b.clock.advance(1);
        await b.submit(makeJob(`j${i}`));
        await b.finish(await b.take('s1'));
      }
      expect((await b.store.sweep(100)).retired).toBe(0);
      await b.store.cancel('later', 'no need');
      await b.passAlive(1_000, 's1');
      expect(await b.store.get('old')).toBeUndefined();
      expect((await b.store.stats()).byState.ok).toBe(5);
    });

    it('keeps nothing longer than its age', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('good'), makeJob('bad'), makeJob('open', { timeout_schedule: 3_600 })]);
      await b.finish(await b.take('s1'));
      await b.fail(await b.take('s1'));
      await b.store.report([]);
      await b.pass(59_999);
      expect(await b.stands('good')).toBe('ok');
      await b.pass(1);
      expect(await b.store.get('good')).toBeUndefined();
      expect(await b.stands('bad')).toBe('error(failed)');
      await b.pass(60_000);
      expect(await b.store.get('bad')).toBeUndefined();
      expect(await b.stands('open')).toBe('scheduled');
    });

    it('removes on demand what ended before a moment, but for what an open job depends on', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('a'), makeJob('b')]);
      await b.finish(await b.take('s1'));
      await b.fail(await b.take('s1'));
      b.clock.advance(10);
      const early = b.clock.now();
      b.clock.advance(10);
      await b.submit([makeJob('c'), makeJob('d'), makeJob('e', needs('c', 'd'))]);
      await b.finish(await b.take('s1'));
      const late = b.clock.now();
      expect(await b.store.prune(['error'], early, 10)).toBe(1);
      expect(await b.store.get('b')).toBeUndefined();
      expect(await b.store.prune(['ok', 'error'], early, 10)).toBe(1);
      expect(await b.store.get('a')).toBeUndefined();
      expect(await b.store.prune(['ok', 'error'], late, 10)).toBe(0);
      expect(await b.stands('c')).toBe('ok');
      await b.finish(await b.take('s1'));
      await b.finish(await b.take('s1'));
      expect(await b.store.prune(['ok'], b.clock.now(), 2)).toBe(2);
      expect(await b.store.prune(['ok'], b.clock.now(), 2)).toBe(1);
      expect(await b.store.list({ limit: 10 })).toEqual([]);
    });

    it('takes logs and attempts along', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      const lines = [{ stream: 'log' as const, text: 'x', at: 1 }];
      await b.store.report([{ guid: 'j1', fence: claim.fence, lines, progress: { percent: 1, message: '' } }]);
      await b.finish(claim);
      await b.pass(60_000);
      expect(await b.store.logs('j1', 0, 10)).toEqual([]);
      // A guid that nobody knows any more is free: another life begins.
      b.events.length = 0;
      await b.submit(makeJob('j1'));
      expect(await b.store.logs('j1', 0, 10)).toEqual([]);
      expect((await b.view('j1')).outcome).toMatchObject({ progress: null, failed_attempts: [], attempt: 0 });
    });

    it('keeps the last hundred failed attempts of a job', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { retry: 200 }));
      for (let i = 0; i < 103; i += 1) {
        await b.finish(await b.take('s1'), { ok: false, code: 1, retry: { afterMs: 0 } });
      }
      const attempts = (await b.view('j1')).outcome.failed_attempts.map(({ attempt }) => attempt);
      expect(attempts).toEqual(Array.from({ length: 100 }, (_, i) => i + 4));
    });

    it('spares what an open job depends on', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('done'), makeJob('slow', { timeout: 0 }), makeJob('last', needs('done', 'slow'))]);
      await b.finish(await b.take('s1'));
      const slow = await b.take('s1');
      await b.passAlive(120_000, 's1');
      expect(await b.stands('done')).toBe('ok');
      await b.finish(slow);
      await b.finish(await b.take('s1'));
      await b.pass(60_000);
      expect(await b.store.list({ limit: 10 })).toEqual([]);
    });

    it('looks for what is needed no longer before it moves on what is due', async () => {
      const b = bench();
      await b.session('s1');
      const due = makeJob('due', { timeout_schedule: 60, ...needs('old') });
      await b.submit([makeJob('old'), makeJob('slow', { timeout: 0 }), due]);
      // Enough that what follows from the end of one takes several calls on Redis.
      const after = (i: number) => makeJob(`d${i}`, needs('due', 'old'));
      await b.submit(Array.from({ length: 40 }, (_, i) => after(i)));
      await b.finish(await b.take('s1'));
      await b.take('s1');
      await b.passAlive(59_000, 's1');
      b.clock.advance(1_000);
      expect(await b.store.sweep(100)).toMatchObject({ moved: 1, retired: 0 });
      expect(await b.stands('d39')).toBe('error(dependency)');
      expect(await b.stands('old')).toBe('ok');
      await b.store.sweep(100);
      expect(await b.store.get('old')).toBeUndefined();
    });

    it('retires others however many it spares', async () => {
      const b = bench();
      await b.session('s1');
      const names = Array.from({ length: 12 }, (_, i) => `j${i}`);
      await b.submit([...names.map((name) => makeJob(name)), makeJob('slow', { timeout: 0 })]);
      await b.submit(makeJob('last', needs(...names.slice(0, 10), 'slow')));
      for (const _ of names) await b.finish(await b.take('s1'));
      await b.take('s1');
      b.clock.advance(60_000);
      expect((await b.store.sweep(2)).retired).toBe(2);
      expect(await b.store.get('j10')).toBeUndefined();
      expect(await b.store.get('j11')).toBeUndefined();
      await b.store.cancel('last', 'no need');
      expect(await b.store.sweep(2)).toMatchObject({ retired: 2, more: true });
    });

    it('removes on demand all that nobody needs, however many it spares', async () => {
      const b = bench();
      await b.session('s1');
      const names = Array.from({ length: 70 }, (_, i) => `j${i}`);
      await b.submit(names.map((name) => makeJob(name)));
      await b.submit([makeJob('slow', { agents: [agentB] }), makeJob('other', { agents: [agentB] })]);
      await b.submit(makeJob('last', needs(...names.slice(0, 60), 'slow')));
      await b.submit(makeJob('least', needs(...names.slice(30, 40), 'other')));
      for (const _ of names) await b.finish(await b.take('s1'));
      expect(await b.store.prune(['ok'], b.clock.now(), 1_000)).toBe(10);
      await b.store.cancel('last', 'no need');
      expect(await b.store.prune(['ok'], b.clock.now(), 1_000)).toBe(50);
      expect((await b.store.list({ limit: 100, states: ['ok'] })).length).toBe(10);
    });

    it('retires no more than it was asked to at once', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(Array.from({ length: 30 }, (_, i) => makeJob(`j${i}`)));
      const claims = await b.claim('s1');
      await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      expect(await b.store.sweep(10)).toMatchObject({ retired: 10, more: true });
      expect(await b.store.sweep(10)).toMatchObject({ retired: 10, more: true });
      expect(await b.store.sweep(10)).toMatchObject({ retired: 5, more: false });
    });

    it('retires as many as it was asked to, so that it keeps up with what ends', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(Array.from({ length: 75 }, (_, i) => makeJob(`j${i}`)));
      const claims = await b.claim('s1');
      await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      expect(await b.store.sweep(60)).toMatchObject({ retired: 60, more: true });
      expect(await b.store.sweep(60)).toMatchObject({ retired: 10, more: false });
    });
  });
}
