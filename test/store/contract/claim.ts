// Contract: who gets a job, and whose result counts.

import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../../src/ground/exact-json.ts';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, makeJob } from './make.ts';

export function claimContract(open: OpenStore): void {
  describe('claim', () => {
    const bench = useStore(open);

    it('gives a job with everything its agent has to know', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { extra: 1 }), { run: 'r1' });
      const [claim] = await b.claim('s1');
      expect(claim).toMatchObject({ state: 'running', attempt: 1, run: 'r1', revision: await b.store.revision() });
      expect(claim?.job).toMatchObject({ guid: 'j1', extra: 1, status: { status: 'running' } });
      expect(claim?.fence).toBeGreaterThan(0);
      expect((await b.view('j1')).outcome).toMatchObject({ agent: agentA, attempt: 1, started_ms: b.clock.now() });
      expect(b.pathsOf('j1')).toEqual(['created>scheduled', 'planned>running']);
    });

    it('goes by priority, then by submission', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('b1'), makeJob('b2')]);
      await b.submit([makeJob('c1')], { priority: 9 });
      await b.submit([makeJob('a1'), makeJob('a2')], { priority: 0 });
      const order = ['a1', 'a2', 'b1', 'b2', 'c1'];
      expect((await b.claim('s1', agentA, 2)).map(({ job }) => job.guid)).toEqual(order.slice(0, 2));
      expect((await b.claim('s1')).map(({ job }) => job.guid)).toEqual(order.slice(2));
      expect(await b.claim('s1')).toEqual([]);
    });

    it('gives only jobs of the lanes that were asked for, in one order over all of them', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('x1'), { lane: 'x' });
      await b.submit(makeJob('any'));
      await b.submit(makeJob('y1'), { lane: 'y' });
      await b.submit(makeJob('x2'), { lane: 'x', priority: 1 });
      expect((await b.claim('s1', agentA, 10, ['y'])).map(({ job }) => job.guid)).toEqual(['y1']);
      expect((await b.claim('s1', agentA, 2, ['x', ''])).map(({ job }) => job.guid)).toEqual(['x2', 'x1']);
      expect((await b.claim('s1', agentA, 10, ['x', ''])).map(({ job }) => job.guid)).toEqual(['any']);
      expect(await b.claim('s1', agentA, 10, [])).toEqual([]);
    });

    it('gives a job once, also where its lane is named twice', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2')], { lane: 'x' });
      const claims = await b.claim('s1', agentA, 9, ['x', '', 'x']);
      expect(claims.map(({ job }) => job.guid)).toEqual(['j1', 'j2']);
    });

    it('gives nothing to another agent, to an unknown session, or to one of another agent', async () => {
      const b = bench();
      await b.session('s1');
      await b.session('s2', agentB);
      await b.submit(makeJob('j1'));
      expect(await b.claim('s2', agentB)).toEqual([]);
      expect(await b.claim('nobody')).toEqual([]);
      expect(await b.claim('s2', agentA)).toEqual([]);
      expect(await b.claim('s1', agentA, 0)).toEqual([]);
      expect((await b.claim('s1')).length).toBe(1);
    });

    it('lets a job beyond the free slots of its actor wait at the agent', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(['j1', 'j2', 'j3'].map((guid) => makeJob(guid)));
      await b.submit(makeJob('other', { actor: 'core' }));
      const claims = await b.store.claim({
        agent: agentA,
        session: 's1',
        lanes: [''],
        max: 9,
        slots: { vm_manager: 1 },
      });
      expect(claims.map(({ job, state }) => `${job.guid} ${state}`)).toEqual([
        'j1 running',
        'j2 planned',
        'j3 planned',
        'other running',
      ]);
      const [, waiting] = claims;
      if (waiting === undefined) throw new Error('four jobs expected');
      expect(waiting.job.status.status).toBe('planned');
      expect(await b.stands('j2')).toBe('planned');
      expect((await b.view('j2')).outcome.started_ms).toBeNull();
      b.clock.advance(5);
      expect(await b.store.start({ guid: 'j2', fence: waiting.fence })).toBe(true);
      expect((await b.view('j2')).outcome.started_ms).toBe(b.clock.now());
      expect(b.pathsOf('j2')).toEqual(['created>scheduled', 'planned', 'running']);
      expect(await b.store.start({ guid: 'j3', fence: waiting.fence + 1 })).toBe(false);
      expect(await b.store.start({ guid: 'nobody', fence: 1 })).toBe(false);
    });

    it('says that a start it has heard of before still stands', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      const ref = { guid: 'j1', fence: claim.fence };
      expect(await b.store.start(ref)).toBe(true);
      expect(b.pathsOf('j1')).toEqual(['created>scheduled', 'planned>running']);
    });

    it('takes a result, and knows it again', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      b.clock.advance(1234);
      const result = { ip: '10.0.0.1', list: [1, null] };
      expect(await b.finish(claim, { ok: true, result })).toBe('accepted');
      expect(await b.finish(claim, { ok: true, result })).toBe('duplicate');
      expect(await b.fail(claim)).toBe('duplicate');
      const { job, outcome } = await b.view('j1');
      expect(job.status).toMatchObject({ status: 'ok', end: Math.floor(b.clock.now() / 1000) });
      expect(outcome).toMatchObject({ outcome: 'ok', result, code: 0, message: '', ended_ms: b.clock.now() });
      expect(b.events.at(-1)).toMatchObject({ path: ['ok'], outcome: 'ok', result, attempt: 1 });
    });

    it('takes whole numbers in a result however long they are', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const text = '{"id":12345678901234567890,"list":[-9007199254740993,0.5],"name":"1234567890123456"}';
      await b.finish(await b.take('s1'), { ok: true, result: parseExactly(text) });
      expect(JSON.stringify((await b.view('j1')).outcome.result)).toBe(text);
      expect(JSON.stringify(b.events.at(-1)?.result)).toBe(text);
    });

    it('knows a result again that comes twice in one step', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const { fence } = await b.take('s1');
      const twice = [1, 2].map((result) => ({ guid: 'j1', fence, ok: true, result }));
      expect((await b.store.exchange(twice)).answers).toEqual(['accepted', 'duplicate']);
      expect((await b.view('j1')).outcome.result).toBe(1);
    });

    it('refuses the result of an older attempt', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { retry: 1 }));
      const first = await b.take('s1');
      expect(await b.fail(first)).toBe('accepted');
      expect(await b.fail(first)).toBe('duplicate');
      await b.passAlive(500, 's1');
      const second = await b.take('s1');
      expect(second.fence).toBeGreaterThan(first.fence);
      expect(second.attempt).toBe(2);
      expect(await b.finish(first)).toBe('duplicate');
      expect(await b.store.start({ guid: 'j1', fence: first.fence })).toBe(false);
      expect(await b.stands('j1')).toBe('running');
      expect(await b.finish(second)).toBe('accepted');
      expect(await b.finish(first)).toBe('stale');
      expect(await b.finish({ ...first, fence: 99 })).toBe('stale');
      const { answers, revision } = await b.store.exchange([{ guid: 'nobody', fence: 1, ok: true }]);
      expect(revision).toBe(await b.store.revision());
      expect(answers).toEqual(['stale']);
    });

    it('gives a job that came back to the head its usual position again when it is tried again', async () => {
      const b = bench();
      for (const lane of ['', 'x']) {
        const names = [`a${lane}`, `b${lane}`];
        const [a = '', again = ''] = names;
        await b.session('s1', agentA, [lane]);
        const later = makeJob(a);
        later.status.start = Math.floor(b.clock.now() / 1000) + 10;
        await b.submit([later, makeJob(again, { retry: 1 })], { lane });
        const [first] = await b.claim('s1', agentA, 1, [lane]);
        await b.store.release([{ guid: again, fence: first?.fence ?? 0 }]);
        const [second] = await b.claim('s1', agentA, 1, [lane]);
        await b.store.exchange([{ guid: again, fence: second?.fence ?? 0, ok: false, code: 1 }]);
        await b.passAlive(10_000, 's1');
        expect((await b.claim('s1', agentA, 9, [lane])).map(({ job }) => job.guid)).toEqual(names);
      }
    });

    it('takes a released job back to the head of its inbox, uncounted', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(['j1', 'j2', 'j3', 'j4'].map((guid) => makeJob(guid)));
      const [j1, j2, j3] = await b.claim('s1', agentA, 3);
      if (j1 === undefined || j2 === undefined || j3 === undefined) throw new Error('three jobs expected');
      const refs = [j3, j2].map(({ job, fence }) => ({ guid: job.guid, fence }));
      await b.store.release(refs);
      await b.store.release(refs);
      await b.store.release([
        { guid: 'j1', fence: j1.fence + 1 },
        { guid: 'nobody', fence: 1 },
      ]);
      expect(await b.stands('j1')).toBe('running');
      expect(await b.stands('j3')).toBe('scheduled');
      expect(await b.finish(j3)).toBe('stale');
      const again = await b.claim('s1');
      expect(again.map(({ job, attempt }) => `${job.guid} ${attempt}`)).toEqual(['j3 1', 'j2 1', 'j4 1']);
      expect(again[0]?.fence).toBeGreaterThan(j3.fence);
    });
  });
}
