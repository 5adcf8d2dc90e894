// Contract: log lines and progress.

import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/store/parts/work.ts';
import { type OpenStore, useStore } from './harness.ts';
import { makeJob } from './make.ts';

const line = (text: string, at = 0): NonNullable<Report['lines']>[number] => ({ stream: 'stdout', text, at });

export function logContract(open: OpenStore): void {
  describe('logs', () => {
    const bench = useStore(open, { retention: { logLines: 10 } });

    it('are kept in order, numbered, over all attempts', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { retry: 1 }));
      const first = await b.take('s1');
      await b.store.report([{ guid: 'j1', fence: first.fence, lines: [line('one', 5), line('zwei ü', 6)] }]);
      await b.fail(first);
      await b.passAlive(500, 's1');
      const second = await b.take('s1');
      await b.store.report([{ guid: 'j1', fence: second.fence, lines: [{ stream: 'stderr', text: 'three', at: 7 }] }]);
      expect(await b.store.logs('j1', 0, 10)).toEqual([
        { n: 1, at: 5, attempt: 1, stream: 'stdout', text: 'one' },
        { n: 2, at: 6, attempt: 1, stream: 'stdout', text: 'zwei ü' },
        { n: 3, at: 7, attempt: 2, stream: 'stderr', text: 'three' },
      ]);
      expect((await b.store.logs('j1', 1, 1)).map(({ n }) => n)).toEqual([2]);
      expect(await b.store.logs('j1', 3, 10)).toEqual([]);
      expect(await b.store.logs('nobody', 0, 10)).toEqual([]);
    });

    it('of a flood only the newest lines are kept, under their own numbers', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const { fence } = await b.take('s1');
      const lines = Array.from({ length: 27 }, (_, i) => line(`line ${i + 1}`));
      await b.store.report([{ guid: 'j1', fence, lines: lines.slice(0, 4) }]);
      await b.store.report([{ guid: 'j1', fence, lines: lines.slice(4, 8) }]);
      await b.store.report([{ guid: 'j1', fence, lines: lines.slice(8, 12) }]);
      expect((await b.store.logs('j1', 0, 100)).map(({ n }) => n)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      await b.store.report([{ guid: 'j1', fence, lines: lines.slice(12) }]);
      const kept = await b.store.logs('j1', 0, 100);
      expect(kept.map(({ n, text }) => `${n} ${text}`)).toEqual(
        Array.from({ length: 10 }, (_, i) => `${i + 18} line ${i + 18}`),
      );
    });

    it('and progress of somebody who does not hold the job are dropped', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const { fence } = await b.take('s1');
      const progress = { percent: 50, message: 'half' };
      await b.store.report([
        { guid: 'j1', fence: fence + 1, lines: [line('no')], progress },
        { guid: 'nobody', fence: 1, lines: [line('no')] },
      ]);
      expect(await b.store.logs('j1', 0, 10)).toEqual([]);
      expect((await b.view('j1')).outcome.progress).toBeNull();
      await b.store.report([{ guid: 'j1', fence, progress }]);
      expect((await b.view('j1')).outcome.progress).toEqual(progress);
      await b.store.report([{ guid: 'j1', fence, progress: { percent: null, message: 'any moment' } }]);
      expect((await b.view('j1')).outcome.progress).toEqual({ percent: null, message: 'any moment' });
      await b.store.exchange([{ guid: 'j1', fence, ok: true }]);
      await b.store.report([{ guid: 'j1', fence, lines: [line('late')] }]);
      expect(await b.store.logs('j1', 0, 10)).toEqual([]);
    });

    it('come with the result of their job in one step', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const { fence } = await b.take('s1');
      const reports = [{ guid: 'j1', fence, lines: [line('the last word')] }];
      const { answers } = await b.store.exchange([{ guid: 'j1', fence, ok: true }], undefined, reports);
      expect(answers).toEqual(['accepted']);
      await b.store.exchange([{ guid: 'j1', fence, ok: true }], undefined, reports);
      expect((await b.store.logs('j1', 0, 10)).map(({ text }) => text)).toEqual(['the last word']);
    });
  });
}
