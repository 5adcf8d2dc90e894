// Contract: sources share an inbox, whoever of them was there first and with however many jobs.

import { describe, expect, it } from 'vitest';
import { type Bench, type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, makeJob, needs } from './make.ts';

const ann = '1'.repeat(64);
const bob = '2'.repeat(64);
const cat = '3'.repeat(64);

export function fairContract(open: OpenStore, thousands: number): void {
  describe('a fair share', () => {
    const bench = useStore(open);
    const many = (count: number, name: string, source: string) =>
      Array.from({ length: count }, (_, i) => makeJob(`${name}${String(i).padStart(5, '0')}`, { source }));

    /** Sources of the next so many jobs, which end well. */
    async function next(b: Bench, count: number): Promise<string[]> {
      const claims = await b.claim('s1', agentA, count);
      await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      return claims.map(({ job }) => job.guid.slice(0, 1));
    }
    const share = (names: string[], name: string) => names.filter((other) => other === name).length / names.length;

    it('takes a single job before the thousands of somebody else', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(many(thousands * 1000, 'a', ann));
      await next(b, 10);
      await b.submit(makeJob('b', { source: bob }));
      expect(await next(b, 3)).toContain('b');
    });

    it('has a job that waited for its time stand behind those that a limit holds back', async () => {
      const b = bench();
      await b.session('s1');
      const late = makeJob('late', { source: ann });
      late.status.start = Math.floor(b.clock.now() / 1000) + 2;
      await b.submit([late, makeJob('a', { source: ann })]);
      // From now on there are turns.
      await b.submit(makeJob('b', { source: bob, agents: [agentB] }));
      await b.store.setLimit({ kind: 'agent', name: agentA, max: 0 });
      expect(await next(b, 3)).toEqual([]);
      await b.pass(2_000);
      await b.store.removeLimit('agent', agentA);
      expect(await next(b, 3)).toEqual(['a', 'l']);
    });

    it('is equal under a limit, too, which holds all of them back', async () => {
      const b = bench();
      await b.session('s1');
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      await b.submit(many(8, 'a', ann));
      const order: string[] = [];
      const step = async () => {
        // It asks for more than there is room for.
        const claims = await b.claim('s1', agentA, 3);
        order.push(...claims.map(({ job }) => job.guid.slice(0, 1)));
        await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      };
      await step();
      await b.submit(many(3, 'b', bob));
      for (let i = 0; i < 10; i += 1) await step();
      expect(order).toHaveLength(11);
      expect(order.slice(0, 8).filter((name) => name === 'b')).toHaveLength(3);
    });

    it('is equal for all that have jobs, and each has its own in order', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(many(300, 'a', ann));
      await next(b, 50);
      await b.submit(many(100, 'b', bob));
      expect(share(await next(b, 60), 'b')).toBeCloseTo(1 / 2, 1);
      await b.submit(many(100, 'c', cat));
      const three = await next(b, 90);
      for (const name of ['a', 'b', 'c']) expect(share(three, name)).toBeCloseTo(1 / 3, 1);
      const started = b.events.filter(({ path }) => path.includes('running')).map(({ guid }) => guid);
      for (const name of ['a', 'b', 'c']) {
        const own = started.filter((guid) => guid.startsWith(name));
        expect(own).toEqual([...own].sort());
      }
    });

    it('gives nothing for the time in which somebody had no jobs', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('b', { source: bob }), ...many(300, 'a', ann)]);
      await next(b, 100);
      await b.submit(many(100, 'b', bob));
      expect(share(await next(b, 60), 'b')).toBeCloseTo(1 / 2, 1);
    });

    it('lets nobody come first again and again with one job at a time', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(many(100, 'a', ann));
      const names: string[] = [];
      for (let i = 0; i < 60; i++) {
        await b.submit(makeJob(`b${i}`, { source: bob }));
        names.push(...(await next(b, 1)));
      }
      expect(share(names, 'a')).toBeGreaterThan(0.4);
      expect(share(names, 'b')).toBeGreaterThan(0.4);
    });

    it('is within one priority', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(many(20, 'a', ann), { priority: 2 });
      await b.submit(many(20, 'b', bob), { priority: 3 });
      await b.submit(makeJob('c', { source: cat }), { priority: 1 });
      const names = await next(b, 30);
      expect(names.slice(0, 21)).toEqual(['c', ...'a'.repeat(20)]);
      expect(names.slice(21)).toEqual([...'b'.repeat(9)]);
    });

    it('holds for jobs that become ready later, by dependencies and by time', async () => {
      const b = bench();
      await b.session('s1');
      const start = Math.floor(b.clock.now() / 1000) + 10;
      const later = many(100, 'b', bob).map((job) => ({ ...job, ...needs('x'), status: { ...job.status, start } }));
      await b.submit([makeJob('x', { source: cat }), ...later]);
      await b.submit(many(200, 'a', ann));
      await next(b, 1);
      await b.passAlive(10_000, 's1');
      expect(share(await next(b, 60), 'b')).toBeCloseTo(1 / 2, 1);
    });

    it('holds for jobs that the end of one job makes ready together', async () => {
      const b = bench();
      await b.session('s1');
      const later = [...many(100, 'a', ann), ...many(10, 'b', bob)].map((job) => ({ ...job, ...needs('x') }));
      await b.submit([makeJob('x', { source: cat }), ...later]);
      await next(b, 1);
      expect(share(await next(b, 20), 'b')).toBeCloseTo(1 / 2, 1);
    });

    it('begins anew when the inbox was empty, and survives that the store is opened again', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(many(50, 'a', ann));
      expect((await next(b, 100)).length).toBe(50);
      await b.pass(1_000);
      await b.session('s1');
      await b.submit(many(50, 'd', ann));
      await b.reopen();
      await b.submit(many(50, 'b', bob));
      expect(share(await next(b, 40), 'b')).toBeCloseTo(1 / 2, 1);
    });

    it('has a job that is tried again stand behind those that wait', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('c', { source: cat, agents: [agentB] }));
      await b.submit([
        makeJob('b', { source: bob, retry: 1, timeout_schedule: 5 }),
        makeJob('a', { source: ann, timeout_schedule: 0 }),
      ]);
      await b.passAlive(6_000, 's1');
      expect(await next(b, 2)).toEqual(['a', 'b']);
    });

    it('keeps a job that was given back before all others', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([...many(5, 'a', ann), ...many(5, 'b', bob)]);
      await next(b, 4);
      const [back] = await b.claim('s1', agentA, 1);
      if (back === undefined) throw new Error('one job expected');
      await b.store.release([{ guid: back.job.guid, fence: back.fence }]);
      await b.submit(makeJob('c', { source: cat }));
      const [again] = await b.claim('s1', agentA, 1);
      expect(again?.job.guid).toBe(back.job.guid);
    });
  });
}
