// Contract: lists, prefixes, counts, and the answer to why.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, makeJob, needs } from './make.ts';

export function readingContract(open: OpenStore): void {
  describe('reading', () => {
    const bench = useStore(open, { backoff: { baseMs: 10_000, maxMs: 60_000, jitter: 0 } });

    it('lists the newest first, by state, run, actor and lane, page by page', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2', { actor: 'core' })], { run: 'r1' });
      await b.submit([makeJob('j3'), makeJob('j4')], { run: 'r2', lane: 'x' });
      await b.finish(await b.take('s1'));
      const list = async (filter: Omit<Parameters<typeof b.store.list>[0], 'limit'>, limit = 10) =>
        (await b.store.list({ ...filter, limit })).map(({ job }) => job.guid);
      expect(await list({})).toEqual(['j4', 'j3', 'j2', 'j1']);
      expect(await list({}, 2)).toEqual(['j4', 'j3']);
      expect(await list({ before: 'j3' })).toEqual(['j2', 'j1']);
      expect(await list({ before: 'nobody' })).toEqual([]);
      expect(await list({ run: 'r1' })).toEqual(['j2', 'j1']);
      expect(await list({ run: '' })).toEqual([]);
      expect(await list({ actor: 'core' })).toEqual(['j2']);
      expect(await list({ actor: '' })).toEqual([]);
      expect(await list({ lanes: ['x'] })).toEqual(['j4', 'j3']);
      expect(await list({ states: ['ok', 'created'] })).toEqual(['j1']);
      expect(await list({ states: ['scheduled'], run: 'r1', lanes: ['', 'x'] })).toEqual(['j2']);
      expect(await list({ states: [] })).toEqual([]);
    });

    it('lists a few of very many', async () => {
      const b = bench();
      await b.session('s1');
      const guids = Array.from({ length: 1_250 }, (_, i) => `j${i + 1}`);
      await b.submit(
        guids.map((guid) => makeJob(guid)),
        { run: 'r1' },
      );
      await b.finish(await b.take('s1'));
      const list = async (filter: Parameters<typeof b.store.list>[0]) =>
        (await b.store.list(filter)).map(({ job }) => job.guid);
      expect(await list({ states: ['ok'], limit: 10 })).toEqual(['j1']);
      expect(await list({ states: ['ok'], run: 'r1', limit: 10 })).toEqual(['j1']);
      expect(await list({ states: ['error'], limit: 10 })).toEqual([]);
      const newest = guids.toReversed();
      expect(await list({ limit: 130 })).toEqual(newest.slice(0, 130));
      expect(await list({ run: 'r1', before: 'j1240', limit: 230 })).toEqual(newest.slice(11, 241));
      expect(await list({ before: 'j151', limit: 1_000 })).toEqual(newest.slice(1_100));
    });

    it('tells the latest that have ended', async () => {
      const b = bench();
      await b.session('s1');
      const begin = b.clock.now();
      expect(await b.store.ended(0, 10)).toEqual([]);
      await b.submit([makeJob('j1'), makeJob('j2', { ignore_error: true }), makeJob('j3'), makeJob('j4')]);
      await b.store.cancel('j4', 'not needed');
      b.clock.advance(10);
      const first = await b.take('s1');
      b.clock.advance(20);
      await b.finish(first);
      await b.fail(await b.take('s1'), 2, 'broke');
      await b.take('s1');
      const j1 = { state: 'ok', ignored: false, startedMs: begin + 10, endedMs: begin + 30 };
      const j2 = { state: 'error', ignored: true, startedMs: begin + 30, endedMs: begin + 30 };
      const j4 = { state: 'error', ignored: false, startedMs: null, endedMs: begin };
      const jobs = await b.store.ended(0, 10);
      expect(jobs.slice(0, 2).toSorted((x, y) => (x.startedMs ?? 0) - (y.startedMs ?? 0))).toEqual([j1, j2]);
      expect(jobs.slice(2)).toEqual([j4]);
      expect(await b.store.ended(begin, 10)).toHaveLength(2);
      expect(await b.store.ended(begin + 30, 10)).toEqual([]);
      expect(await b.store.ended(0, 1)).toHaveLength(1);
    });

    it('tells the latest of many that have ended', async () => {
      const b = bench();
      await b.submit(Array.from({ length: 250 }, (_, i) => makeJob(`j${i + 1}`)));
      const begin = b.clock.now();
      for (let i = 1; i <= 250; i += 1) {
        b.clock.advance(1);
        await b.store.cancel(`j${i}`, '');
      }
      const ends = async (since: number, limit: number) =>
        (await b.store.ended(since, limit)).map(({ endedMs }) => endedMs - begin);
      const newest = Array.from({ length: 250 }, (_, i) => 250 - i);
      expect(await ends(0, 1_000)).toEqual(newest);
      expect(await ends(0, 130)).toEqual(newest.slice(0, 130));
      expect(await ends(begin + 20, 1_000)).toEqual(newest.slice(0, 230));
    });

    it('finds guids by their beginning and their end', async () => {
      const b = bench();
      await b.submit(['ab1', 'ab2', 'b', 'a%', 'a_'].map((guid) => makeJob(guid)));
      expect(await b.store.findGuids('ab', 10)).toEqual(['ab1', 'ab2']);
      expect(await b.store.findGuids('ab', 1)).toEqual(['ab1']);
      expect(await b.store.findGuids('a%', 10)).toEqual(['a%']);
      expect(await b.store.findGuids('c', 10)).toEqual([]);
      expect(await b.store.findGuids('b2', 10)).toEqual(['ab2']);
      expect(await b.store.findGuids('b', 10)).toEqual(['b']);
      expect(await b.store.findGuids('1', 10)).toEqual(['ab1']);
      expect((await b.store.findGuids('', 10)).length).toBe(5);
    });

    it('tells which jobs are open, and how many there are of each kind', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2'), makeJob('j3', needs('j2'))]);
      await b.finish(await b.take('s1'));
      expect(await b.store.open(['j1', 'j2', 'j3', 'nobody'])).toEqual(['j2', 'j3']);
      const stats = await b.store.stats();
      expect(stats.byState).toEqual({ created: 1, scheduled: 1, planned: 0, running: 0, error: 0, ok: 1 });
      expect(stats.byOutcome).toEqual({ ok: 1 });
      expect(stats.bytes).toBeGreaterThan(0);
    });

    it('knows no job that was never submitted', async () => {
      const b = bench();
      expect(await b.store.get('nobody')).toBeUndefined();
      expect(await b.why('nobody')).toBeUndefined();
      expect(await b.store.cancel('nobody', '')).toBe('unknown');
    });

    it('says why a job is not done yet', async () => {
      const b = bench();
      await b.session('s1');
      const start = Math.floor(b.clock.now() / 1000) + 100;
      await b.submit([makeJob('first'), makeJob('slow'), makeJob('last', needs('first', 'slow'))]);
      await b.submit(makeJob('own', { agents: [agentB] }), { lane: 'x' });
      await b.submit(makeJob('late', { status: { guid: 'late', created: 0, start, end: 0, status: 'created' } }));
      await b.submit(makeJob('open', { agents: [] }));
      await b.submit(makeJob('again', { retry: 3 }), { priority: 0 });
      const why = (guid: string) => b.why(guid);
      const nobody = '; no runner is running: start one with hero runner';
      expect(await why('last')).toBe('waits for jobs first (scheduled) and slow (scheduled)');
      expect(await why('late')).toBe(`delayed until 2030-01-01T00:01:40.000Z, that is for another 100 s${nobody}`);
      expect(await why('open')).toBe(`waits for a decision who may execute it${nobody}`);
      await b.submit(makeJob('mine', { agents: [] }), { lane: '/a b#1' });
      expect(await why('mine')).toBe(`waits for a decision who may execute it (lane /a b#1)${nobody}`);
      await b.fail(await b.take('s1'), 2, 'broke');
      expect(await why('again')).toBe(`back-off until 2030-01-01T00:00:10.000Z, then round 2 of 4${nobody}`);
      b.clock.advance(5_000);
      expect(await why('slow')).toBe(
        `in the inbox of agent ${agentA.slice(0, 12)} at position 2; nobody has taken it for 5 s; ` +
          `that agent's last heartbeat was 5 s ago`,
      );
      expect(await why('own')).toBe(
        `in the inbox of agent ${agentB.slice(0, 12)} (lane x) at position 1; nobody has taken it for 5 s; ` +
          'that agent was never seen here',
      );
      const first = await b.take('s1');
      b.clock.advance(7_000);
      await b.store.beat('s1', 15_000);
      expect(await why('first')).toBe(
        `running on agent ${agentA.slice(0, 12)} for 7 s, attempt 1; its process has a lease for another 15 s`,
      );
      await b.store.cancel('first', 'too slow');
      expect(await why('first')).toContain('; its cancel was requested: too slow; ');
      await b.fail(first, 3, 'killed');
      expect(await why('first')).toBe('it ended in error (cancelled) 0 s ago: killed');
      const [planned] = await b.store.claim({
        agent: agentA,
        session: 's1',
        lanes: [''],
        max: 1,
        slots: { vm_manager: 0 },
      });
      expect(await why(planned?.job.guid ?? '')).toMatch(
        /^agent a{12} has it and waits for a free slot of the actor; /,
      );
    });
  });
}
