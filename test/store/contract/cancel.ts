// Contract: cancelling.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, makeJob, needs } from './make.ts';

export function cancelContract(open: OpenStore): void {
  describe('cancel', () => {
    const bench = useStore(open);

    it('ends what waits, and what depends on it', async () => {
      const b = bench();
      await b.submit([makeJob('a'), makeJob('b', needs('a')), makeJob('c', needs('b'))]);
      expect(await b.store.cancel('b', 'changed my mind')).toBe('cancelled');
      expect(await b.stands('a')).toBe('scheduled');
      expect(await b.stands('b')).toBe('error(cancelled)');
      expect((await b.view('b')).outcome.message).toBe('changed my mind');
      expect(await b.stands('c')).toBe('error(dependency)');
    });

    it('tells the holder of a running job by its beat, and takes the end it reports', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 3, ignore_error: true }));
      const claim = await b.take('s1');
      expect(await b.store.beat('s1', 15_000)).toEqual([{ guid: 'j1', fence: claim.fence, cancel: null }]);
      expect(await b.store.cancel('j1', 'too slow')).toBe('requested');
      expect(await b.store.cancel('j1', 'again')).toBe('requested');
      expect(await b.stands('j1')).toBe('running');
      expect((await b.view('j1')).outcome.cancel_requested).toBe('too slow');
      expect(await b.store.beat('s1', 15_000)).toEqual([{ guid: 'j1', fence: claim.fence, cancel: 'too slow' }]);
      expect(await b.finish(claim, { ok: false, outcome: 'cancelled' })).toBe('accepted');
      expect(await b.stands('j1')).toBe('error(cancelled)');
      expect((await b.view('j1')).outcome.message).toBe('too slow');
    });

    it('does not try again what failed while its cancel was requested', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 3 }));
      const claim = await b.take('s1');
      await b.store.cancel('j1', 'stop');
      await b.fail(claim, 9, 'killed');
      expect(await b.stands('j1')).toBe('error(cancelled)');
      expect((await b.view('j1')).outcome).toMatchObject({ code: 9, message: 'killed' });
    });

    it('takes a good result that came first all the same', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      await b.store.cancel('j1', 'stop');
      expect(await b.finish(claim)).toBe('accepted');
      expect(await b.stands('j1')).toBe('ok');
    });

    it('waits ten seconds for the holder, then ends the job without it', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { retry: 3 }));
      const claim = await b.take('s1');
      await b.store.cancel('j1', 'stop');
      await b.passAlive(9_999, 's1');
      expect(await b.stands('j1')).toBe('running');
      await b.passAlive(1, 's1');
      expect(await b.stands('j1')).toBe('error(cancelled)');
      expect(await b.finish(claim)).toBe('stale');
    });

    it('does not give the holder more time than the job itself has', async () => {
      const b = bench();
      await b.session('s1');
      // Taken from its holder after 3 s, and 5 more for the agent to say so itself.
      await b.submit(makeJob('j1', { timeout: 3, retry: 3 }));
      const claim = await b.take('s1');
      await b.store.cancel('j1', 'stop');
      await b.passAlive(7_999, 's1');
      expect(await b.stands('j1')).toBe('running');
      await b.passAlive(1, 's1');
      expect(await b.stands('j1')).toBe('error(cancelled)');
      expect(await b.finish(claim)).toBe('stale');
    });

    it('ends a job that is given back, or whose agent is lost, while its cancel was requested', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2')]);
      const claims = await b.claim('s1');
      await b.store.cancel('j1', 'stop');
      await b.store.cancel('j2', 'stop');
      await b.store.release(claims.slice(0, 1).map(({ job, fence }) => ({ guid: job.guid, fence })));
      await b.store.bury('s1');
      expect(await b.stands('j1')).toBe('error(cancelled)');
      expect(await b.stands('j2')).toBe('error(cancelled)');
    });

    it('cancels all that depends on a job of the same run, however many there are', async () => {
      const b = bench();
      const names = Array.from({ length: 130 }, (_, i) => `d${i}`);
      await b.submit([makeJob('first'), ...names.map((name) => makeJob(name, needs('first')))], { run: 'r1' });
      expect(await b.store.cancelWaiting('r1', 'interrupted')).toBe(131);
      for (const name of ['first', 'd0', 'd129']) expect(await b.stands(name)).toBe('error(cancelled)');
    });

    it('cancels of a run what has not begun, dependents included', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('run'), makeJob('wait'), makeJob('dep', needs('wait', 'run'))], { run: 'r1' });
      await b.submit(makeJob('outside', needs('dep')), { run: 'r2' });
      const running = await b.take('s1');
      const [planned] = await b.store.claim({
        agent: agentA,
        session: 's1',
        lanes: [''],
        max: 1,
        slots: { vm_manager: 0 },
      });
      expect(planned?.state).toBe('planned');
      expect(await b.store.cancelWaiting('r1', 'interrupted')).toBe(2);
      expect(await b.stands('run')).toBe('running');
      expect(await b.stands('wait')).toBe('error(cancelled)');
      expect(await b.stands('dep')).toBe('error(cancelled)');
      expect(await b.stands('outside')).toBe('error(dependency)');
      expect(await b.store.cancelWaiting('r1', 'interrupted')).toBe(0);
      expect(await b.store.cancelWaiting('nothing', 'interrupted')).toBe(0);
      expect(await b.store.start({ guid: 'wait', fence: planned?.fence ?? 0 })).toBe(false);
      expect(await b.finish(running)).toBe('accepted');
    });
  });
}
