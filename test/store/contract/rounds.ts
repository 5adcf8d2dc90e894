// Contract: candidates in turn, rounds, errors that do not count, agents that are lost.

import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, agentC, makeJob } from './make.ts';

export function roundContract(open: OpenStore): void {
  describe('rounds', () => {
    const bench = useStore(open, { backoff: { baseMs: 1_000, maxMs: 3_000, jitter: 0.5 } });

    it('tries the candidates in turn, then in further rounds after a growing wait', async () => {
      const b = bench();
      await b.session('a');
      await b.session('b', agentB);
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 2 }));
      const waits = [1_000, 2_000, 0];
      for (const wait of waits) {
        await b.fail(await b.take('a'), 3, 'first');
        expect((await b.view('j1')).outcome.agent).toBe(agentB);
        await b.fail(await b.take('b', agentB), 4, 'second');
        if (wait === 0) break;
        expect(await b.stands('j1')).toBe('scheduled');
        expect(await b.claim('a')).toEqual([]);
        await b.passAlive(wait - 1, 'a', 'b');
        expect(await b.claim('a')).toEqual([]);
        await b.passAlive(1, 'a', 'b');
      }
      const { outcome } = await b.view('j1');
      expect(await b.stands('j1')).toBe('error(failed)');
      expect(outcome).toMatchObject({ attempt: 6, code: 4, message: 'second' });
      expect(outcome.failed_attempts.map(({ attempt, agent }) => [attempt, agent])).toEqual([
        [1, agentA],
        [2, agentB],
        [3, agentA],
        [4, agentB],
        [5, agentA],
        [6, agentB],
      ]);
      expect(outcome.failed_attempts[0]).toMatchObject({ outcome: 'failed', code: 3, message: 'first' });
      const failures = b.events.filter((event) => event.outcome === 'failed');
      expect(failures.map(({ path }) => path.join())).toEqual([...Array(5).fill('scheduled'), 'error']);
    });

    it('caps the wait between rounds', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { retry: 5 }));
      for (const wait of [1_000, 2_000, 3_000, 3_000]) {
        await b.fail(await b.take('a'));
        await b.passAlive(wait, 'a');
      }
      expect((await b.take('a')).attempt).toBe(5);
    });

    it('stops at once when there is no use in trying again', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 3, ignore_error: true }));
      await b.finish(await b.take('a'), { ok: false, outcome: 'denied', message: 'blocked', retry: 'never' });
      expect(await b.stands('j1')).toBe('error(denied)');
    });

    it('ignores such an error as it would the last one', async () => {
      const b = bench();
      await b.session('a');
      const two = { agents: [agentA, agentB], retry: 3 };
      await b.submit([
        makeJob('j1', { ...two, ignore_error: true }),
        makeJob('j2', { ...two, ignore_error_codes: [7] }),
      ]);
      await b.finish(await b.take('a'), { ok: false, code: 1, retry: 'never' });
      await b.finish(await b.take('a'), { ok: false, code: 7, retry: 'never' });
      expect([await b.stands('j1'), await b.stands('j2')]).toEqual(Array(2).fill('error(failed) ignored'));
    });

    it('waits as long as the agent said before it is tried again', async () => {
      const b = bench();
      await b.session('a');
      await b.session('b', agentB);
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 1 }));
      const failing = { ok: false, code: 429, message: 'too many requests' };
      await b.finish(await b.take('a'), { ...failing, retry: { afterMs: 30_000 } });
      // The next candidate would be refused just the same.
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.why('j1')).toMatch(/^back-off until 2030-01-01T00:00:30.000Z/);
      await b.passAlive(29_999, 'a', 'b');
      expect(await b.claim('b', agentB)).toEqual([]);
      await b.passAlive(1, 'a', 'b');
      // In place of the back-off of a new round, be it longer or shorter.
      await b.finish(await b.take('b', agentB), { ...failing, retry: { afterMs: 0 } });
      await b.finish(await b.take('a'), failing);
      await b.finish(await b.take('b', agentB), { ...failing, retry: { afterMs: 30_000 } });
      expect(await b.stands('j1')).toBe('error(failed)');
      expect((await b.view('j1')).outcome.failed_attempts).toHaveLength(4);
    });

    it('ends at once with an expected code, quietly', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { agents: [agentA, agentB], retry: 3, ignore_error_codes: [12, 17] }));
      await b.fail(await b.take('a'), 17);
      expect(await b.stands('j1')).toBe('error(failed) ignored');
      expect(b.events.at(-1)).toMatchObject({ path: ['error'], ignored: true, code: 17 });
    });

    it('does not mistake another code, or a timeout, for an expected one', async () => {
      const b = bench();
      await b.session('a');
      await b.submit([makeJob('j1', { ignore_error_codes: [12] }), makeJob('j2', { ignore_error_codes: [0] })]);
      await b.fail(await b.take('a'), 13);
      expect(await b.stands('j1')).toBe('error(failed)');
      await b.finish(await b.take('a'), { ok: false, outcome: 'timeout' });
      expect(await b.stands('j2')).toBe('error(timeout)');
    });

    it('ignores an error only when nothing is left to try', async () => {
      const b = bench();
      await b.session('a');
      await b.session('b', agentB);
      await b.submit(makeJob('j1', { agents: [agentA, agentB], ignore_error: true }));
      await b.fail(await b.take('a'));
      expect(await b.stands('j1')).toBe('scheduled');
      await b.fail(await b.take('b', agentB));
      expect(await b.stands('j1')).toBe('error(failed) ignored');
    });

    it('gives the job of a lost agent to the next, and burns no round', async () => {
      const b = bench();
      await b.session('a');
      await b.session('b', agentB);
      await b.submit(makeJob('j1', { agents: [agentA, agentB] }));
      const lost = await b.take('a');
      expect(await b.store.bury('a')).toBe(1);
      expect(await b.stands('j1')).toBe('scheduled');
      expect(await b.finish(lost)).toBe('stale');
      const second = await b.take('b', agentB);
      expect(await b.store.bury('b')).toBe(1);
      expect(second.attempt).toBe(2);
      await b.session('a2');
      await b.fail(await b.take('a2'));
      // The turn of the second candidate had come and it was lost; it is asked again in the only round.
      await b.session('b2', agentB);
      await b.finish(await b.take('b2', agentB));
      expect(await b.stands('j1')).toBe('ok');
      expect((await b.view('j1')).outcome.failed_attempts.map(({ outcome }) => outcome)).toEqual([
        'lost',
        'lost',
        'failed',
      ]);
    });

    it('gives up a job that has cost three agents', async () => {
      const b = bench();
      await b.submit(makeJob('j1', { agents: [agentA], retry: 9 }));
      for (const session of ['a1', 'a2', 'a3']) {
        expect(await b.stands('j1')).toBe('scheduled');
        await b.session(session);
        await b.take(session);
        await b.store.bury(session);
      }
      expect(await b.stands('j1')).toBe('error(poison)');
    });

    it('counts a process that its agent reports lost the same way', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1'));
      for (let i = 0; i < 3; i++) {
        const claim = await b.take('a');
        expect(await b.finish(claim, { ok: false, outcome: 'lost', message: 'worker died' })).toBe('accepted');
        expect(await b.finish(claim, { ok: false, outcome: 'lost' })).toBe('duplicate');
      }
      expect(await b.stands('j1')).toBe('error(poison)');
    });

    it('has the candidates chosen anew after a loss, if the job names none', async () => {
      const b = bench();
      await b.session('a');
      await b.submit(makeJob('j1', { agents: [] }));
      expect(await b.store.admit('j1', await b.admission(agentA))).toBe('scheduled');
      await b.take('a');
      await b.store.bury('a');
      expect(await b.stands('j1')).toBe('scheduled');
      expect((await b.store.undecided(10)).map(({ job }) => job.guid)).toEqual(['j1']);
      expect(await b.claim('a')).toEqual([]);
      expect(await b.store.admit('j1', await b.admission(agentC))).toBe('scheduled');
      await b.session('c', agentC);
      expect((await b.take('c', agentC)).attempt).toBe(2);
    });

    it('waits for an agent to come up for as long as timeout_schedule', async () => {
      const b = bench();
      await b.submit(makeJob('j1', { agents: [], timeout_schedule: 10 }));
      await b.pass(60_000);
      expect(await b.stands('j1')).toBe('created');
      expect(await b.store.admit('j1', await b.admission())).toBe('waiting');
      await b.pass(9_000);
      expect(await b.store.admit('j1', await b.admission())).toBe('waiting');
      expect((await b.store.undecided(10)).length).toBe(1);
      await b.pass(1_000);
      expect(await b.stands('j1')).toBe('error(not_picked_up)');
      expect(await b.store.undecided(10)).toEqual([]);
    });

    it('passes over an agent that is known to be dead while another one is left', async () => {
      const b = bench();
      await b.session('a');
      await b.store.closeSession('a');
      await b.pass(31_000);
      await b.session('b', agentB);
      await b.submit([makeJob('j1', { agents: [agentA, agentB] }), makeJob('j2', { agents: [agentA] })]);
      await b.submit(makeJob('j3', { agents: [agentC, agentB] }));
      expect((await b.view('j1')).outcome.agent).toBe(agentB);
      expect((await b.view('j2')).outcome.agent).toBe(agentA);
      expect((await b.view('j3')).outcome.agent).toBe(agentC);
    });
  });
}
