// Contract: how many jobs are held at the same time, by agent, actor and source.

import { describe, expect, it } from 'vitest';
import type { LimitKind } from '../../../src/store/parts/limits.ts';
import type { Claim } from '../../../src/store/parts/work.ts';
import { type Bench, type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, asker, makeJob, needs } from './make.ts';

export function maxRunningContract(open: OpenStore): void {
  describe('limits on running jobs', () => {
    const bench = useStore(open);
    const guids = (claims: Claim[]) => claims.map(({ job }) => job.guid);
    const names: Record<Exclude<LimitKind, 'store'>, string> = { agent: agentA, actor: 'vm_manager', source: asker };

    for (const kind of ['agent', 'actor', 'source'] as const) {
      it(`holds jobs back by ${kind}, and lets the next pass when one ends`, async () => {
        const b = bench();
        await b.session('s1');
        await b.session('s2', agentB);
        await b.store.setLimit({ kind, name: names[kind], max: 2 });
        await b.submit(['j1', 'j2', 'j3', 'j4'].map((guid) => makeJob(guid)));
        const [j1, j2] = await b.claim('s1');
        expect([j1?.job.guid, j2?.job.guid]).toEqual(['j1', 'j2']);
        expect(await b.claim('s1')).toEqual([]);
        expect(await b.store.limits()).toEqual([{ kind, name: names[kind], max: 2, used: 2, waiting: 2 }]);
        // Others are not held up.
        const free = { actor: 'other', agents: [agentB], source: 'e'.repeat(64) };
        await b.submit(makeJob('free', free));
        expect(guids(await b.claim('s2', agentB))).toEqual(['free']);

        if (j1 === undefined || j2 === undefined) throw new Error('two jobs expected');
        const { claims } = await b.store.exchange([{ guid: 'j1', fence: j1.fence, ok: true }], {
          agent: agentA,
          session: 's1',
          lanes: [''],
          max: 9,
        });
        expect(guids(claims)).toEqual(['j3']);
        await b.store.cancel('j4', '');
        expect(await b.store.limits()).toMatchObject([{ used: 2, waiting: 0 }]);
        await b.finish(j2);
        expect(await b.store.limits()).toMatchObject([{ used: 1, waiting: 0 }]);
      });
    }

    it('looks past those it holds back, and brings them back in their order', async () => {
      const b = bench();
      await b.session('s1');
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      await b.submit(Array.from({ length: 150 }, (_, i) => makeJob(`v${String(i).padStart(3, '0')}`)));
      await b.submit(makeJob('other', { actor: 'core' }));
      await b.submit(makeJob('urgent'), { priority: 1 });
      const got = await claimAll(b, 's1');
      expect(guids(got).sort()).toEqual(['other', 'urgent']);
      for (const expected of ['v000', 'v001', 'v002']) {
        const held = got.find(({ job }) => job.actor === 'vm_manager');
        if (held === undefined) throw new Error('one is held');
        await b.finish(held);
        got.splice(0, got.length, ...(await claimAll(b, 's1')));
        expect(guids(got)).toEqual([expected]);
      }
    });

    it('counts what was claimed before it was set, and what is given back, lost or revoked', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit(['j1', 'j2', 'j3', 'j4'].map((guid) => makeJob(guid)));
      const [j1, j2] = await b.claim('s1', agentA, 2);
      if (j1 === undefined || j2 === undefined) throw new Error('two jobs expected');
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 2 });
      expect(await b.store.limits()).toMatchObject([{ used: 2 }]);
      expect(await b.claim('s1')).toEqual([]);
      await b.store.release([{ guid: 'j2', fence: j2.fence }]);
      expect(await b.store.limits()).toMatchObject([{ used: 1, waiting: 2 }]);
      expect(guids(await b.claim('s1'))).toEqual(['j2']);
      await b.store.bury('s1');
      expect(await b.store.limits()).toMatchObject([{ used: 0 }]);
      await b.session('s2');
      expect((await b.claim('s2')).length).toBe(2);
      await b.store.closeSession('s2');
      expect(await b.store.limits()).toMatchObject([{ used: 0 }]);
    });

    it('is raised, lowered, taken away and kept', async () => {
      const b = bench();
      await b.session('s1');
      const limit = { kind: 'actor', name: 'vm_manager' } as const;
      await b.store.setLimit({ ...limit, max: 0 });
      await b.submit(Array.from({ length: 260 }, (_, i) => makeJob(`j${i}`)));
      expect(await claimAll(b, 's1')).toEqual([]);
      expect(await b.store.limits()).toMatchObject([{ max: 0, used: 0, waiting: 260 }]);
      await b.store.setLimit({ ...limit, max: 3 });
      await b.reopen();
      expect(guids(await claimAll(b, 's1'))).toEqual(['j0', 'j1', 'j2']);
      await b.store.setLimit({ ...limit, max: 1 });
      expect(await claimAll(b, 's1')).toEqual([]);
      expect(await b.store.removeLimit('actor', 'vm_manager')).toBe(true);
      expect(await b.store.removeLimit('actor', 'vm_manager')).toBe(false);
      expect(await b.store.limits()).toEqual([]);
      expect((await claimAll(b, 's1')).length).toBe(257);
    });

    it('wakes an agent whose jobs it held back, when there is room', async () => {
      const b = bench();
      await b.session('s1');
      await b.session('s2', agentB);
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      await b.submit([makeJob('j1'), makeJob('j2', { agents: [agentB] })]);
      const j1 = await b.take('s1');
      expect(await b.claim('s2', agentB)).toEqual([]);
      // What a store sees when it looks for the first time must not wake anybody in place of what is told.
      await b.store.waitForWork(agentB, [''], 50);
      const before = performance.now();
      const woken = b.store.waitForWork(agentB, [''], 20_000);
      await b.finish(j1);
      await woken;
      expect(performance.now() - before).toBeLessThan(10_000);
      expect(guids(await b.claim('s2', agentB))).toEqual(['j2']);
    });

    it('holds back a job that the same step has released, and lets it pass later', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2'), makeJob('j3', needs('j2'))]);
      const [j1, j2] = await b.claim('s1');
      if (j1 === undefined || j2 === undefined) throw new Error('two jobs expected');
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      const claim = { agent: agentA, session: 's1', lanes: [''], max: 9 };
      expect((await b.store.exchange([{ guid: 'j2', fence: j2.fence, ok: true }], claim)).claims).toEqual([]);
      expect(await b.store.limits()).toMatchObject([{ used: 1, waiting: 1 }]);
      await b.finish(j1);
      expect(guids(await b.claim('s1'))).toEqual(['j3']);
    });

    it('passes a job that two limits hold back only when both have room', async () => {
      const b = bench();
      await b.session('s1');
      const other = 'e'.repeat(64);
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      await b.store.setLimit({ kind: 'source', name: asker, max: 1 });
      await b.submit(makeJob('first', { source: other }));
      await b.submit([makeJob('core', { actor: 'core' }), makeJob('both'), makeJob('second', { source: other })]);
      const [first, core] = await claimAll(b, 's1');
      expect([first?.job.guid, core?.job.guid]).toEqual(['first', 'core']);
      if (first === undefined || core === undefined) throw new Error('two jobs expected');
      await b.finish(first);
      const [second] = await claimAll(b, 's1');
      expect(second?.job.guid).toBe('second');
      await b.finish(core);
      expect(await claimAll(b, 's1')).toEqual([]);
      if (second === undefined) throw new Error('one job expected');
      await b.finish(second);
      expect(guids(await claimAll(b, 's1'))).toEqual(['both']);
    });

    it('does not blame an agent for what a limit holds back', async () => {
      const b = bench();
      await b.session('s1');
      await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
      await b.submit([makeJob('j1'), makeJob('j2', { timeout_schedule: 30 })]);
      const [j1] = await claimAll(b, 's1');
      await b.passAlive(25_000, 's1');
      expect(await b.why('j2')).toBe('held back by the limit on actor vm_manager: 1 of at most 1 run; waits for 25 s');
      await b.passAlive(50_000, 's1');
      expect(await b.stands('j2')).toBe('scheduled');
      if (j1 === undefined) throw new Error('one job expected');
      await b.finish(j1);
      // There is room, so from now on somebody should take it.
      await b.passAlive(61_000, 's1');
      expect(await b.stands('j2')).toBe('error(not_picked_up)');
    });

    it('keeps the position of a job whose patience is renewed because there is room', async () => {
      const b = bench();
      await b.session('s1');
      const source = 'e'.repeat(64);
      await b.store.setLimit({ kind: 'source', name: asker, max: 0 });
      await b.submit([makeJob('j1', { timeout_schedule: 5 }), makeJob('j2', { source }), makeJob('j3', { source })]);
      expect(guids(await b.claim('s1', agentA, 1))).toEqual(['j2']);
      await b.store.setLimit({ kind: 'source', name: asker, max: 1 });
      await b.passAlive(5_000, 's1');
      expect(guids(await b.claim('s1'))).toEqual(['j1', 'j3']);
    });

    it('lets the jobs that it holds back in the inbox of an agent that takes no more go to the next one', async () => {
      const b = bench();
      await b.session('s1');
      await b.session('s2', agentB);
      await b.store.setLimit({ kind: 'agent', name: agentA, max: 1 });
      const batch = Array.from({ length: 130 }, (_, i) => makeJob(`j${i}`, { agents: [agentA, agentB] }));
      await b.submit([...batch, makeJob('stays')]);
      const [j0] = await claimAll(b, 's1');
      await b.store.setDraining(agentA, true);
      expect((await claimAll(b, 's2', agentB)).length).toBe(129);
      expect(await b.store.limits()).toMatchObject([{ used: 1, waiting: 1 }]);
      if (j0 === undefined) throw new Error('one job expected');
      await b.finish(j0);
      expect(guids(await b.claim('s1'))).toEqual([]);
      await b.store.setDraining(agentA, false);
      expect(guids(await b.claim('s1'))).toEqual(['stays']);
    });

    it('says why a job waits before anybody has looked at it', async () => {
      const b = bench();
      await b.session('s1');
      await b.store.setLimit({ kind: 'source', name: asker, max: 0 });
      await b.submit(makeJob('j1'));
      const sentence = `held back by the limit on source ${asker}: 0 of at most 0 run; waits for 0 s`;
      expect(await b.why('j1')).toBe(sentence);
    });

    it('never lets more run than it says, whatever happens', async () => {
      const b = bench();
      const limits = [
        { kind: 'actor', name: 'vm_manager', max: 3 },
        { kind: 'agent', name: agentB, max: 2 },
        { kind: 'source', name: asker, max: 4 },
      ] as const;
      for (const limit of limits) await b.store.setLimit(limit);
      await b.session('sa');
      await b.session('sb', agentB);
      let seed = 7;
      const roll = (n: number) => {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        return Math.floor((seed / 2 ** 31) * n);
      };
      const held: Claim[] = [];
      for (let i = 0; i < 250; i++) {
        const what = roll(5);
        if (what < 2) {
          const fields = {
            agents: roll(2) === 0 ? [agentA, agentB] : [agentB, agentA],
            actor: roll(2) === 0 ? 'core' : 'vm_manager',
            source: roll(3) === 0 ? 'e'.repeat(64) : asker,
            retry: roll(2),
          };
          await b.submit(makeJob(`j${i}`, fields), { priority: roll(3) });
        } else if (what === 2) {
          const [session, agent] = roll(2) === 0 ? ['sa', agentA] : ['sb', agentB];
          held.push(...(await b.claim(session, agent, 1 + roll(4))));
        } else if (held.length > 0) {
          const [claim] = held.splice(roll(held.length), 1);
          if (claim === undefined) continue;
          const how = roll(3);
          if (how === 0) await b.finish(claim);
          else if (how === 1) await b.fail(claim);
          else await b.store.release([{ guid: claim.job.guid, fence: claim.fence }]);
        }
        for (const { max, used } of await b.store.limits()) expect(used).toBeLessThanOrEqual(max);
        if (i % 50 === 49) expect(await b.store.inspect()).toEqual([]);
      }
      // Nothing is left behind: all of it ends.
      for (let round = 0; round < 500; round++) {
        for (const claim of held.splice(0)) await b.finish(claim);
        await b.passAlive(1_000, 'sa', 'sb');
        held.push(...(await b.claim('sa')), ...(await b.claim('sb', agentB)));
        if (held.length === 0 && (await b.store.list({ states: ['scheduled', 'planned'], limit: 1 })).length === 0)
          break;
      }
      const { byState } = await b.store.stats();
      expect(byState).toMatchObject({ created: 0, scheduled: 0, planned: 0, running: 0 });
      expect(await b.store.limits()).toMatchObject([{ used: 0, waiting: 0 }, { used: 0 }, { used: 0 }]);
    });
  });
}

/** Claims until nothing more comes: one claim looks at so many jobs only. */
async function claimAll(b: Bench, session: string, agent = agentA): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (let empty = 0; empty < 8; ) {
    const got = await b.claim(session, agent);
    claims.push(...got);
    empty = got.length === 0 ? empty + 1 : 0;
  }
  return claims;
}
