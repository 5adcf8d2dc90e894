// Contract: hearing of what happens.

import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, makeJob, needs } from './make.ts';

export function eventContract(open: OpenStore): void {
  describe('events', () => {
    const bench = useStore(open);

    it('tell every step, in order, before the operation is over', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1', { retry: 1 }), makeJob('j2', needs('j1'))], { run: 'r1' });
      await b.fail(await b.take('s1'), 5, 'no luck');
      await b.passAlive(500, 's1');
      await b.finish(await b.take('s1'), { ok: true, result: 'fine' });
      expect(b.events.map(({ guid, path, outcome }) => `${guid} ${path.join('>')} ${outcome}`)).toEqual([
        'j1 created>scheduled null',
        'j2 created null',
        'j1 planned>running null',
        'j1 scheduled failed',
        'j1 scheduled null',
        'j1 planned>running null',
        'j1 ok ok',
        'j2 scheduled null',
      ]);
      const failed = b.events[3];
      expect(failed).toEqual({
        seq: (b.events[0]?.seq ?? 0) + 3,
        at: failed?.at,
        guid: 'j1',
        run: 'r1',
        path: ['scheduled'],
        agent: agentA,
        attempt: 1,
        outcome: 'failed',
        ignored: false,
        code: 5,
        message: 'no luck',
        result: null,
      });
      expect(b.events[6]).toMatchObject({ attempt: 2, result: 'fine' });
    });

    it('are told from the subscription on, to its end', async () => {
      const b = bench();
      await b.submit(makeJob('before'));
      const heard: JobEvent[] = [];
      const end = b.store.subscribe((events) => heard.push(...events));
      await b.submit([makeJob('j1'), makeJob('j2')]);
      end();
      await b.submit(makeJob('after'));
      expect(heard.map(({ guid }) => guid)).toEqual(['j1', 'j2']);
      expect(b.events.map(({ guid }) => guid)).toEqual(['before', 'j1', 'j2', 'after']);
    });

    it('of what a listener does come after those it was told', async () => {
      const b = bench();
      const heard: string[] = [];
      const late: string[] = [];
      b.store.subscribe((events) => {
        heard.push(...events.map(({ guid }) => guid));
        if (events.some(({ guid }) => guid === 'j1')) void b.submit(makeJob('j2'));
      });
      b.store.subscribe((events) => late.push(...events.map(({ guid }) => guid)));
      await b.submit(makeJob('j1'));
      await expect.poll(() => late).toEqual(['j1', 'j2']);
      expect(heard).toEqual(['j1', 'j2']);
    });

    it('are not told of what was refused', async () => {
      const b = bench();
      await b.store.submit([
        { job: makeJob('j1'), trail: {} },
        { job: makeJob('j2', needs('nowhere')), trail: {} },
      ]);
      expect(b.events).toEqual([]);
    });
  });

  describe('waiting for work', () => {
    const bench = useStore(open);
    const long = 30_000;

    /** Whether the wait was over when the work was done: not before, and long before its time. */
    async function wokenBy(wait: Promise<unknown>, work: () => Promise<unknown>): Promise<boolean> {
      const began = performance.now();
      let over = false;
      const done = wait.then(() => {
        over = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      const early = over;
      await work();
      await done;
      return !early && performance.now() - began < long / 2;
    }

    async function isQuick(wait: Promise<unknown>): Promise<boolean> {
      const began = performance.now();
      await wait;
      return performance.now() - began < long / 2;
    }

    it('ends at once when there is work', async () => {
      const b = bench();
      await b.submit(makeJob('j1'), { lane: 'x' });
      expect(await isQuick(b.store.waitForWork(agentA, ['', 'x'], long))).toBe(true);
    });

    it('ends when a job comes in, or is released, or becomes due', async () => {
      const b = bench();
      await b.session('s1');
      const wait = () => b.store.waitForWork(agentA, [''], long);
      expect(await wokenBy(wait(), () => b.submit([makeJob('j1'), makeJob('j2', needs('j1'))]))).toBe(true);
      const j1 = await b.take('s1');
      expect(await wokenBy(wait(), () => b.finish(j1))).toBe(true);
      const j2 = await b.take('s1');
      expect(await wokenBy(wait(), () => b.store.release([{ guid: 'j2', fence: j2.fence }]))).toBe(true);
      await b.take('s1');
      await b.submit(makeJob('j3', { agents: [agentB, agentA] }));
      expect(await wokenBy(wait(), () => b.passAlive(60_000, 's1'))).toBe(true);
    });

    it('does not end for work of others', async () => {
      const b = bench();
      const stop = new AbortController();
      let isOver = false;
      const waiting = b.store.waitForWork(agentA, ['x'], long, stop).then(() => {
        isOver = true;
      });
      const other = b.store.waitForWork(agentB, ['x'], long);
      await b.submit(makeJob('j2'), { lane: 'y' });
      await b.submit(makeJob('j1', { agents: [agentB] }), { lane: 'x' });
      // Whoever it is for has heard of it.
      await other;
      expect(isOver).toBe(false);
      stop.abort();
      await waiting;
    });

    it('ends when its time is over', async () => {
      expect(await isQuick(bench().store.waitForWork(agentA, ['x'], 50))).toBe(true);
    });

    it('ends when it is told to', async () => {
      const b = bench();
      const stop = new AbortController();
      expect(await wokenBy(b.store.waitForWork(agentA, [''], long, stop), async () => stop.abort())).toBe(true);
      expect(await isQuick(b.store.waitForWork(agentA, [''], long, stop))).toBe(true);
    });
  });
}
