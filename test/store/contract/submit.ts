// Contract: how jobs come in.

import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../../src/ground/clock.ts';
import type { Job } from '../../../src/records/job.ts';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, makeJob, needs } from './make.ts';

export function submitContract(open: OpenStore): void {
  describe('submit', () => {
    const bench = useStore(open);

    it('stores the record with every field, unknown ones included, and fills the time of creation', async () => {
      const b = bench();
      const job = makeJob('j1', { note: { deep: [1, 2.5, null] }, params: { text: 'ü "quoted"\n', empty: '' } });
      Object.assign(job.status, { region: 'eu' });
      await b.submit(job);
      const created = epochSeconds(b.clock.now());
      expect((await b.view('j1')).job).toEqual({
        ...job,
        status: { ...job.status, created, status: 'scheduled' },
      });
    });

    it('keeps a time of creation that was given', async () => {
      const b = bench();
      await b.submit(makeJob('j1', { status: { guid: 'j1', created: 12, start: 0, end: 0, status: 'created' } }));
      expect((await b.view('j1')).job.status.created).toBe(12);
    });

    it('keeps where a job comes from', async () => {
      const b = bench();
      const trail = { run: 'r1', n: 3, label: 'web', file: 'x.hero', line: 7, retryOf: 'j0' };
      await b.submit(makeJob('j1'), trail);
      const { outcome } = await b.view('j1');
      expect(outcome).toMatchObject({ run: 'r1', n: 3, label: 'web', file: 'x.hero', line: 7, retry_of: 'j0' });
      expect(outcome).toMatchObject({ outcome: null, attempt: 0, ended_ms: null, created_ms: b.clock.now() });
    });

    it('schedules what was admitted under the current policy in the same step', async () => {
      const b = bench();
      await b.submit(makeJob('j1'));
      expect(await b.stands('j1')).toBe('scheduled');
      expect(b.pathsOf('j1')).toEqual(['created>scheduled']);
      expect((await b.view('j1')).outcome.agent).toBe(agentA);
    });

    it('leaves what was not admitted, or under an older policy, to a decision', async () => {
      const b = bench();
      const old = await b.admission(agentA);
      await b.store.revoke('0'.repeat(64));
      await b.store.submit([
        { job: makeJob('none'), trail: {} },
        { job: makeJob('old'), trail: {}, admission: old },
      ]);
      expect((await b.store.undecided(10)).map(({ job }) => job.guid)).toEqual(['none', 'old']);
      expect(await b.stands('old')).toBe('created');
    });

    it('delays a job until its start time', async () => {
      const b = bench();
      const start = epochSeconds(b.clock.now()) + 60;
      await b.submit(makeJob('j1', { status: { guid: 'j1', created: 0, start, end: 0, status: 'created' } }));
      expect(await b.stands('j1')).toBe('created');
      await b.pass(59_999);
      expect(await b.stands('j1')).toBe('created');
      await b.pass(1);
      expect(await b.stands('j1')).toBe('scheduled');
      expect((await b.view('j1')).job.status.start).toBe(start);
    });

    it('says which jobs were there before, and changes nothing of them', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('j1'), makeJob('j2')]);
      await b.finish(await b.take('s1'));
      const again = ['j1', 'j2', 'j3'].map((guid) => ({ job: makeJob(guid), trail: {} }));
      expect(await b.store.submit(again)).toEqual({ ok: true, existing: ['j1', 'j2'] });
      expect(await b.stands('j1')).toBe('ok');
      expect(await b.stands('j3')).toBe('created');
    });

    it('takes the same job twice in one batch as one', async () => {
      const b = bench();
      await b.submit([makeJob('j1'), makeJob('j1')]);
      expect((await b.store.list({ limit: 10 })).length).toBe(1);
      const again = ['j1', 'j1'].map((guid) => ({ job: makeJob(guid), trail: {} }));
      expect(await b.store.submit(again)).toEqual({ ok: true, existing: ['j1'] });
    });

    it('refuses another job under a known guid, and then the whole batch', async () => {
      const b = bench();
      await b.submit(makeJob('j1'));
      const answer = await b.store.submit([
        { job: makeJob('new'), trail: {} },
        { job: makeJob('j1', { action: 'stop' }), trail: {} },
      ]);
      expect(answer).toEqual({ ok: false, refusals: [expect.objectContaining({ guid: 'j1', reason: 'conflict' })] });
      expect(await b.store.get('new')).toBeUndefined();
      const twice = [makeJob('j2'), makeJob('j2', { retry: 1 })].map((job) => ({ job, trail: {} }));
      expect(await b.store.submit(twice)).toMatchObject({ ok: false, refusals: [{ guid: 'j2', reason: 'conflict' }] });
      expect(b.events.length).toBe(1);
    });

    it('refuses a dependency that nobody knows', async () => {
      const b = bench();
      const answer = await b.store.submit([
        { job: makeJob('good'), trail: {} },
        { job: makeJob('j1', needs('good', 'nowhere')), trail: {} },
      ]);
      expect(answer).toMatchObject({ ok: false, refusals: [{ guid: 'j1', reason: 'unknown_dependency' }] });
      expect(answer).toMatchObject({ refusals: [{ detail: expect.stringContaining('nowhere') }] });
      expect(await b.store.get('good')).toBeUndefined();
    });

    it('refuses jobs that wait for each other, or for themselves', async () => {
      const b = bench();
      const ring = [
        makeJob('free'),
        makeJob('a', needs('c')),
        makeJob('b', needs('a', 'free')),
        makeJob('c', needs('b')),
        makeJob('behind', needs('c')),
      ].map((job) => ({ job, trail: {} }));
      const answer = await b.store.submit(ring);
      expect(answer.ok).toBe(false);
      if (!answer.ok) {
        expect(answer.refusals.map(({ guid }) => guid).sort()).toEqual(['a', 'b', 'c']);
        expect(new Set(answer.refusals.map(({ reason }) => reason))).toEqual(new Set(['dependency_cycle']));
      }
      const self = await b.store.submit([{ job: makeJob('me', needs('me')), trail: {} }]);
      expect(self).toMatchObject({ ok: false, refusals: [{ guid: 'me', reason: 'dependency_cycle' }] });
      expect(await b.store.list({ limit: 10 })).toEqual([]);
    });

    it('refuses a large batch for what only its last job shows, keeps none of it, and takes it without', async () => {
      const b = bench();
      const numbers = Array.from({ length: 60 }, (_, i) => i);
      const batch = (...others: Job[]) => {
        const jobs = numbers.map((i) => makeJob(`m${i}`, i === 0 ? needs('last') : {}));
        return [...jobs, ...others].map((job) => ({ job, trail: {} }));
      };
      const wrong: [string, string[], Job[]][] = [
        ['dependency_cycle', ['last', 'm0'], [makeJob('last', needs('m0'))]],
        ['conflict', ['m1'], [makeJob('last'), makeJob('m1', { retry: 1 })]],
        ['unknown_dependency', ['m0'], [makeJob('other')]],
      ];
      for (const [reason, guids, others] of wrong) {
        const answer = await b.store.submit(batch(...others));
        const refusals = answer.ok ? [] : answer.refusals;
        expect(refusals.map(({ guid }) => guid).sort()).toEqual(guids);
        expect(new Set(refusals.map((refusal) => refusal.reason))).toEqual(new Set([reason]));
        expect(await b.store.list({ limit: 10 })).toEqual([]);
        expect(await b.store.findGuids('m', 10)).toEqual([]);
      }
      expect(await b.store.submit(batch(makeJob('last'), makeJob('m1')))).toEqual({ ok: true, existing: [] });
      expect((await b.store.list({ limit: 100 })).length).toBe(61);
    });

    it('accepts an empty batch', async () => {
      expect(await bench().store.submit([])).toEqual({ ok: true, existing: [] });
    });

    it('keeps everything when it is closed and opened again', async () => {
      const b = bench();
      await b.submit([makeJob('j1'), makeJob('j2', needs('j1'))], { run: 'r1' });
      await b.reopen();
      expect(await b.stands('j1')).toBe('scheduled');
      await b.session('s1');
      await b.finish(await b.take('s1'), { ok: true, result: { n: 1 } });
      await b.reopen();
      expect((await b.view('j1')).outcome).toMatchObject({ outcome: 'ok', result: { n: 1 } });
      expect(await b.stands('j2')).toBe('scheduled');
    });
  });
}
