// Contract: the store was away, or its clock has jumped: nobody could say a word, so nobody counts as dead or late.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, lease, makeJob } from './make.ts';

const outage = 30_000;

export function awayContract(open: OpenStore): void {
  describe('after an outage', () => {
    const bench = useStore(open);

    it('leases go on for one more lease, also when somebody sweeps before the first beat', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB] }));
      const claim = await b.take('s1');
      b.clock.advance(outage);
      expect(await b.store.sweep(100)).toMatchObject({ moved: 0, nextDue: b.clock.now() + lease, grace: true });
      await b.pass(lease - 1);
      expect(await b.stands('j1')).toBe('running');
      expect(await b.finish(claim)).toBe('accepted');
    });

    it('who stays silent loses its jobs after that lease', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB] }));
      const claim = await b.take('s1');
      b.clock.advance(outage);
      await b.store.sweep(100);
      await b.pass(lease);
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.finish(claim)).toBe('stale');
    });

    it('a result that came about meanwhile is taken although its time is over', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { timeout: 10 }));
      const claim = await b.take('s1');
      b.clock.advance(outage);
      await b.store.sweep(100);
      expect(await b.finish(claim)).toBe('accepted');
    });

    it('a timeout and the patience of a job end when the grace does', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1', { timeout: 10 }), makeJob('j2', { agents: [agentB], timeout_schedule: 10 })]);
      await b.take('s1');
      b.clock.advance(outage);
      await b.store.sweep(100);
      await b.passAlive(lease - 1, 's1');
      expect([await b.stands('j1'), await b.stands('j2')]).toEqual(['running', 'scheduled']);
      await b.passAlive(1, 's1');
      expect([await b.stands('j1'), await b.stands('j2')]).toEqual(['error(timeout)', 'error(not_picked_up)']);
    });

    it('what only waited for its time begins at once', async () => {
      const b = bench();
      await b.session('s1');
      const start = Math.floor(b.clock.now() / 1000) + 10;
      const job = makeJob('j1');
      await b.submit({ ...job, status: { ...job.status, start } });
      b.clock.advance(outage);
      await b.store.sweep(100);
      expect(await b.stands('j1')).toBe('scheduled');
    });

    it('a process that is known to be dead is buried at once', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB] }));
      await b.take('s1');
      b.clock.advance(outage);
      await b.store.sweep(100);
      expect(await b.store.bury('s1')).toBe(1);
    });
  });
}
