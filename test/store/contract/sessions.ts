// Contract: the processes of agents and their leases.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, agentC, lease, makeJob } from './make.ts';

export function sessionContract(open: OpenStore): void {
  describe('sessions', () => {
    const bench = useStore(open);

    it('are listed as they were opened', async () => {
      const b = bench();
      await b.session('s1', agentA, ['', 'x'], 'r1');
      b.clock.advance(10);
      await b.session('s2', agentB);
      const begin = b.clock.now();
      expect(await b.store.sessions()).toEqual([
        {
          id: 's1',
          agent: agentA,
          lanes: ['', 'x'],
          run: 'r1',
          host: 'host',
          pid: 1,
          processStart: '1',
          startedAt: begin - 10,
          expiresAt: begin - 10 + lease,
        },
        expect.objectContaining({ id: 's2', agent: agentB, run: null, startedAt: begin }),
      ]);
      expect((await b.store.stats()).sessions).toBe(2);
    });

    it('are counted by what the agents hold', async () => {
      const b = bench();
      await b.session('s1', agentA);
      await b.session('s2', agentA);
      await b.session('s3', agentB);
      await b.session('s4', agentC);
      expect(await b.store.held()).toEqual(new Map());
      await b.submit([makeJob('j1'), makeJob('j2'), makeJob('j3'), makeJob('b', { agents: [agentB] })]);
      const first = await b.take('s1');
      await b.take('s2');
      await b.take('s3', agentB);
      expect(await b.store.held()).toEqual(
        new Map([
          [agentA, 2],
          [agentB, 1],
        ]),
      );
      await b.finish(first);
      await b.store.closeSession('s3');
      expect(await b.store.held()).toEqual(new Map([[agentA, 1]]));
    });

    it('live as long as they are renewed', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      await b.passAlive(lease * 4, 's1');
      expect(await b.store.beat('s1', lease)).toEqual([{ guid: 'j1', fence: claim.fence, cancel: null }]);
      expect((await b.store.sessions())[0]?.expiresAt).toBe(b.clock.now() + lease);
      expect(await b.finish(claim)).toBe('accepted');
    });

    it('lose their jobs when the lease is over, and are gone then', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1', { agents: [agentA, agentB] }));
      const claim = await b.take('s1');
      await b.pass(lease - 1);
      expect(await b.stands('j1')).toBe('running');
      await b.pass(1);
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.store.beat('s1', lease)).toBeUndefined();
      expect(await b.finish(claim)).toBe('stale');
      expect(await b.store.sessions()).toEqual([]);
      expect(b.events.at(-1)).toMatchObject({ path: ['scheduled'], outcome: 'lost' });
    });

    it('are renewed late as long as nobody has swept', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(makeJob('j1'));
      const claim = await b.take('s1');
      b.clock.advance(lease * 2);
      expect(await b.store.beat('s1', lease)).toHaveLength(1);
      await b.pass(1);
      expect(await b.finish(claim)).toBe('accepted');
    });

    it('lose many jobs in bounded steps', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(Array.from({ length: 25 }, (_, i) => makeJob(`j${i}`)));
      await b.claim('s1');
      await b.pass(lease - 1);
      b.clock.advance(1);
      expect(await b.store.sweep(10)).toMatchObject({ moved: 10, more: true });
      expect(await b.store.sweep(10)).toMatchObject({ moved: 10, more: true });
      expect(await b.store.sweep(10)).toMatchObject({ moved: 5, more: false });
      expect((await b.store.stats()).byState).toMatchObject({ scheduled: 25, running: 0 });
      expect(await b.store.sessions()).toEqual([]);
    });

    it('that hold nothing are gone with the last job that a step has room for', async () => {
      const b = bench();
      await b.session('s1');
      await b.session('s2', agentB);
      await b.submit([makeJob('j1'), makeJob('j2')]);
      await b.claim('s1');
      for (let ms = 5_000; ms < lease; ms += 5_000) {
        b.clock.advance(5_000);
        await b.store.sweep(10);
      }
      b.clock.advance(5_000);
      expect(await b.store.sweep(2)).toMatchObject({ moved: 2, more: true, nextDue: b.clock.now() + 60_000 });
      expect(await b.store.sessions()).toEqual([]);
    });

    it('can be buried before', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2')]);
      await b.claim('s1');
      expect(await b.store.bury('s1')).toBe(2);
      expect(await b.store.bury('s1')).toBe(0);
      expect(await b.store.beat('s1', lease)).toBeUndefined();
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.claim('s1')).toEqual([]);
    });

    it('give back what they hold when they are closed, uncounted and in order', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(['j1', 'j2', 'j3', 'j4'].map((guid) => makeJob(guid)));
      await b.claim('s1', agentA, 3);
      await b.store.closeSession('s1');
      await b.store.closeSession('s1');
      expect(await b.store.sessions()).toEqual([]);
      await b.session('s2');
      const again = await b.claim('s2');
      expect(again.map(({ job, attempt }) => `${job.guid} ${attempt}`)).toEqual(['j1 1', 'j2 1', 'j3 1', 'j4 1']);
      expect((await b.view('j1')).outcome.failed_attempts).toEqual([]);
    });

    it('give a job back to the head of its lane, however often, and before no older one of another lane', async () => {
      const b = bench();
      await b.submit(makeJob('old'), { run: 'r' });
      await b.submit(makeJob('young'), { run: 'r', lane: 'x' });
      for (const lanes of [['x'], ['x', '']]) {
        await b.session('s1', agentA, lanes);
        await b.claim('s1', agentA, 2, lanes);
        await b.store.closeSession('s1');
      }
      await b.session('s1', agentA, ['x', '']);
      const claims = await b.claim('s1', agentA, 1, ['x', '']);
      expect(claims.map(({ job }) => job.guid)).toEqual(['old']);
    });

    it('remember which agents are to take no more jobs', async () => {
      const b = bench();
      expect(await b.store.draining()).toEqual([]);
      await b.store.setDraining(agentB, true);
      await b.store.setDraining(agentA, true);
      await b.store.setDraining(agentA, true);
      expect(await b.store.draining()).toEqual([agentA, agentB]);
      await b.store.setDraining(agentA, false);
      expect(await b.store.draining()).toEqual([agentB]);
    });

    it('give what waits for an agent that takes no more to the next candidate at once', async () => {
      const b = bench();
      await b.session('a');
      await b.session('b', agentB);
      await b.submit(makeJob('held', { agents: [agentA, agentB] }));
      const held = await b.take('a');
      await b.submit(makeJob('next', { agents: [agentA, agentB] }));
      await b.submit(makeJob('only', { agents: [agentA] }));
      await b.store.setDraining(agentA, true);
      expect((await b.claim('b', agentB)).map(({ job }) => job.guid)).toEqual(['next']);
      expect(await b.stands('only')).toBe('scheduled');
      // New ones pass it over from the start.
      await b.submit(makeJob('new', { agents: [agentA, agentB] }));
      expect((await b.claim('b', agentB)).map(({ job }) => job.guid)).toEqual(['new']);
      await b.finish(held);
      await b.store.setDraining(agentA, false);
      expect((await b.claim('a')).map(({ job }) => job.guid)).toEqual(['only']);
      expect(await b.store.inspect()).toEqual([]);
    });

    it('give nothing more to an agent that takes no more, and take back what it has not begun', async () => {
      const b = bench();
      await b.session('a', agentA, ['', 'x']);
      await b.session('b', agentB);
      const either = { agents: [agentA, agentB] };
      await b.submit([makeJob('begun', either), makeJob('planned', either), makeJob('only', { agents: [agentA] })]);
      await b.submit(makeJob('own', { agents: [agentA] }), { run: 'r', lane: 'x' });
      const slots = { vm_manager: 1 };
      const [begun, planned] = await b.store.claim({ agent: agentA, session: 'a', lanes: ['', 'x'], max: 3, slots });
      expect([begun?.state, planned?.state]).toEqual(['running', 'planned']);
      await b.store.setDraining(agentA, true);
      expect(await b.stands('begun')).toBe('running');
      expect(await b.store.start({ guid: 'planned', fence: planned?.fence ?? 0 })).toBe(false);
      expect((await b.claim('b', agentB)).map(({ job, attempt }) => `${job.guid} ${attempt}`)).toEqual(['planned 1']);
      // It is only for what comes from everywhere.
      expect((await b.claim('a', agentA, 9, ['', 'x'])).map(({ job }) => job.guid)).toEqual(['own']);
      const refs = begun === undefined ? [] : [{ guid: 'begun', fence: begun.fence, ok: true }];
      const request = { agent: agentA, session: 'a', lanes: [''], max: 9 };
      expect(await b.store.exchange(refs, request)).toMatchObject({ answers: ['accepted'], claims: [] });
      expect(await b.stands('only')).toBe('scheduled');
      const work = b.store.waitForWork(agentA, [''], 60_000);
      await b.store.setDraining(agentA, false);
      await work;
      expect((await b.claim('a')).map(({ job }) => job.guid)).toEqual(['only']);
    });

    it('leave what waits for a dead agent to a new decision, if it names no agents itself', async () => {
      const b = bench();
      await b.session('a');
      await b.store.setLimit({ kind: 'source', name: 'e'.repeat(64), max: 0 });
      await b.submit([makeJob('named'), makeJob('either', { agents: [agentA, agentB] })]);
      const free = Array.from({ length: 60 }, (_, i) => `free${i}`);
      const held = makeJob('held back', { agents: [], source: 'e'.repeat(64), timeout_schedule: 20 });
      await b.submit([...free.map((guid) => makeJob(guid, { agents: [] })), held]);
      for (const guid of [...free, 'held back']) await b.store.admit(guid, await b.admission(agentA, agentB));
      const begun = await b.take('a');
      expect(await b.claim('a', agentA, 2)).toHaveLength(2);
      await b.pass(10_000);
      await b.store.bury('a');
      await b.store.abandon(agentA);
      await b.store.abandon(agentA);
      expect(begun.job.guid).toBe('named');
      const undecided = (await b.store.undecided(100)).map(({ job }) => job.guid);
      expect(undecided.sort()).toEqual([...free, 'held back'].sort());
      for (const guid of ['free1', 'held back']) expect(await b.stands(guid)).toBe('scheduled');
      // Patience begins anew, as for every new candidate.
      await b.pass(19_999);
      expect(await b.stands('held back')).toBe('scheduled');
      await b.pass(1);
      expect(await b.stands('held back')).toBe('error(not_picked_up)');
      await b.session('a2');
      expect((await b.claim('a2')).map(({ job }) => job.guid)).toContain('named');
      expect(await b.store.inspect()).toEqual([]);
    });

    it('tell which runs nobody follows any more', async () => {
      const b = bench();
      await b.session('s1', agentA, ['x'], 'r1');
      await b.submit([makeJob('j1'), makeJob('j2')], { run: 'r1', lane: 'x' });
      await b.submit(makeJob('j3'), { run: 'r2', lane: 'x' });
      await b.submit(makeJob('j4'), { run: 'r3', lane: 'other' });
      await b.submit(makeJob('j5'), { lane: 'x' });
      expect(await b.store.orphanRuns('x')).toEqual([{ run: 'r2', lanes: ['x'], open: ['j3'] }]);
      b.clock.advance(lease);
      expect(await b.store.orphanRuns('x')).toEqual([
        { run: 'r1', lanes: ['x'], open: ['j1', 'j2'] },
        { run: 'r2', lanes: ['x'], open: ['j3'] },
      ]);
      await b.store.cancel('j3', 'orphan');
      expect((await b.store.orphanRuns('x')).map(({ run }) => run)).toEqual(['r1']);
      expect((await b.store.orphanRuns('other')).map(({ run }) => run)).toEqual(['r3']);
      expect(await b.store.orphanRuns('oth')).toEqual([]);
      await b.submit(makeJob('j6'), { run: 'r4', lane: 'other#r4' });
      await b.submit(makeJob('j7'), { run: 'r5', lane: 'other2#r5' });
      expect((await b.store.orphanRuns('other')).map(({ lanes }) => lanes)).toEqual([['other'], ['other#r4']]);
    });
  });
}
