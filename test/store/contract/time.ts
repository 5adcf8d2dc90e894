// Contract: what happens although nobody asks.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, lease, makeJob, needs } from './make.ts';

export function timeContract(open: OpenStore): void {
  describe('time', () => {
    const bench = useStore(open);

    it('moves a job on that nobody has picked up, candidate by candidate', async () => {
      const b = bench();
      await b.submit(makeJob('j1', { agents: [agentA, agentB], timeout_schedule: 10 }));
      await b.pass(9_999);
      expect((await b.view('j1')).outcome.agent).toBe(agentA);
      await b.pass(1);
      expect((await b.view('j1')).outcome.agent).toBe(agentB);
      await b.session('a');
      expect(await b.claim('a')).toEqual([]);
      await b.pass(10_000);
      expect(await b.stands('j1')).toBe('error(not_picked_up)');
      const { outcome } = await b.view('j1');
      expect(outcome).toMatchObject({ attempt: 0, started_ms: null });
      expect(outcome.failed_attempts.map(({ agent, outcome }) => `${agent?.[0]} ${outcome}`)).toEqual([
        'a not_picked_up',
        'b not_picked_up',
      ]);
    });

    it('lets a patience of 10 s and more end with a full second, for all jobs of that second', async () => {
      const b = bench();
      await b.session('a');
      b.clock.advance(300);
      const guids = Array.from({ length: 250 }, (_, i) => `j${i}`);
      await b.submit(guids.map((guid) => makeJob(guid, { timeout_schedule: 10 })));
      await b.submit(makeJob('short', { timeout_schedule: 9 }));
      const taken = await b.take('a');
      await b.passAlive(8_999, 'a');
      expect(await b.stands('short')).toBe('scheduled');
      await b.passAlive(1, 'a');
      expect(await b.stands('short')).toBe('error(not_picked_up)');
      await b.passAlive(1_699, 'a');
      expect((await b.store.stats()).byState.scheduled).toBe(249);
      await b.passAlive(1, 'a');
      expect((await b.store.stats()).byState).toMatchObject({ scheduled: 0, running: 1, error: 250 });
      expect(await b.stands(taken.job.guid)).toBe('running');
    });

    it('has no more patience for being decided again and again that nobody can take it', async () => {
      const b = bench();
      await b.submit(makeJob('j1', { agents: [], timeout_schedule: 10 }));
      for (const ms of [6_000, 3_999]) {
        expect(await b.store.admit('j1', await b.admission())).toBe('waiting');
        await b.pass(ms);
      }
      expect(await b.store.admit('j1', await b.admission())).toBe('waiting');
      expect(await b.stands('j1')).toBe('created');
      await b.pass(1);
      expect(await b.stands('j1')).toBe('error(not_picked_up)');
    });

    it('lets a job run as long as its timeout and a short grace, then takes it away', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { timeout: 30, retry: 1 }));
      const first = await b.take('a');
      await b.passAlive(34_999, 'a');
      expect(await b.stands('j1')).toBe('running');
      await b.passAlive(1, 'a');
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.store.beat('a', lease)).toEqual([]);
      expect(await b.finish(first)).toBe('stale');
      await b.passAlive(500, 'a');
      await b.take('a');
      await b.passAlive(35_000, 'a');
      expect(await b.stands('j1')).toBe('error(timeout)');
      expect((await b.view('j1')).outcome.message).toContain('30 s');
    });

    it('takes the timeout that the agent reports itself', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1'));
      await b.finish(await b.take('a'), { ok: false, outcome: 'timeout', message: 'ran out of time' });
      expect(await b.stands('j1')).toBe('error(timeout)');
    });

    it('does not let the timeout of the execution run while a job waits for a slot', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { timeout: 10 }));
      const [claim] = await b.store.claim({
        agent: agentA,
        session: 'a',
        lanes: [''],
        max: 1,
        slots: { vm_manager: 0 },
      });
      if (claim === undefined) throw new Error('a job expected');
      await b.passAlive(600_000, 'a');
      expect(await b.stands('j1')).toBe('planned');
      expect(await b.store.start({ guid: 'j1', fence: claim.fence })).toBe(true);
      await b.passAlive(15_000, 'a');
      expect(await b.stands('j1')).toBe('error(timeout)');
    });

    it('sets no limit for a timeout of 0', async () => {
      const b = bench();
      await b.session('a');
      await b.submit([makeJob('j1', { timeout: 0 }), makeJob('j2', { timeout_schedule: 0 })]);
      await b.take('a');
      await b.passAlive(3_600_000, 'a');
      expect(await b.stands('j1')).toBe('running');
      expect(await b.stands('j2')).toBe('scheduled');
    });

    it('says when the next thing is due', async () => {
      const b = bench();
      const begin = b.clock.now();
      expect(await b.store.sweep(10)).toEqual({
        moved: 0,
        retired: 0,
        more: false,
        nextDue: null,
        now: begin,
        grace: false,
      });
      await b.submit(makeJob('j1', { timeout_schedule: 60, timeout: 100 }));
      expect(await b.store.sweep(10)).toMatchObject({ moved: 0, nextDue: begin + 60_000 });
      await b.session('a');
      expect(await b.store.sweep(10)).toMatchObject({ moved: 0, nextDue: begin + lease });
      const claim = await b.take('a');
      await b.store.beat('a', 3_600_000);
      expect(await b.store.sweep(10)).toMatchObject({ moved: 0, nextDue: begin + 105_000 });
      await b.finish(claim);
      expect(await b.store.sweep(10)).toMatchObject({ moved: 0, nextDue: begin + 3_600_000 });
    });

    it('says when the next thing is due of what it has just released', async () => {
      const b = bench();
      await b.submit([makeJob('j1', { timeout_schedule: 4, ignore_error: true }), makeJob('j2', needs('j1'))]);
      b.clock.advance(4_000);
      expect(await b.store.sweep(10)).toMatchObject({ moved: 1, nextDue: b.clock.now() + 60_000 });
    });

    it('moves no more than it was asked to, and says that there is more', async () => {
      const b = bench();
      await b.submit(Array.from({ length: 25 }, (_, i) => makeJob(`j${i}`, { timeout_schedule: 1 })));
      b.clock.advance(1_000);
      expect(await b.store.sweep(10)).toMatchObject({ moved: 10, more: true });
      expect((await b.store.stats()).byOutcome).toEqual({ not_picked_up: 10 });
      expect(await b.store.sweep(10)).toMatchObject({ moved: 10, more: true });
      expect(await b.store.sweep(10)).toMatchObject({ moved: 5, more: false });
    });

    it('does not go back with a clock that was set back', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1'));
      const claim = await b.take('a');
      b.clock.advance(-60_000);
      await b.finish(claim);
      const { outcome } = await b.view('j1');
      expect(outcome.ended_ms).toBe(outcome.started_ms);
    });
  });
}
