// Contract: jobs that wait for jobs.

import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../../src/ground/clock.ts';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, makeJob, needs } from './make.ts';

export function dependencyContract(open: OpenStore, thousands: number): void {
  describe('dependencies', () => {
    const bench = useStore(open);

    it('releases a job in the very step that ends the last one it needs', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('last', needs('a', 'b')), makeJob('a'), makeJob('b')]);
      const [a, other] = await b.claim('s1');
      expect([a?.job.guid, other?.job.guid]).toEqual(['a', 'b']);
      if (a === undefined || other === undefined) return;
      await b.finish(a);
      expect(await b.stands('last')).toBe('created');
      const { answers, claims } = await b.store.exchange([{ guid: 'b', fence: other.fence, ok: true }], {
        agent: agentA,
        session: 's1',
        lanes: [''],
        max: 1,
      });
      expect(answers).toEqual(['accepted']);
      expect(claims.map(({ job }) => job.guid)).toEqual(['last']);
      expect(b.pathsOf('last')).toEqual(['created', 'scheduled', 'planned>running']);
    });

    it('ends what needs a failed job, and what needs that, with a reason', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('a'), makeJob('b', needs('a')), makeJob('c', needs('b')), makeJob('free')]);
      await b.fail(await b.take('s1'));
      expect(await b.stands('b')).toBe('error(dependency)');
      expect(await b.stands('c')).toBe('error(dependency)');
      expect(await b.stands('free')).toBe('scheduled');
      expect((await b.view('b')).outcome.message).toContain('a');
      expect(b.pathsOf('c')).toEqual(['created', 'error']);
    });

    it('does not wait for the others when one has failed', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('a'), makeJob('slow'), makeJob('c', needs('a', 'slow'))]);
      const [a, slow] = await b.claim('s1');
      if (a === undefined || slow === undefined) throw new Error('two jobs expected');
      await b.fail(a);
      expect(await b.stands('c')).toBe('error(dependency)');
      expect(await b.finish(slow)).toBe('accepted');
      expect(await b.stands('c')).toBe('error(dependency)');
    });

    it('goes on after an error that does not count', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([
        makeJob('a', { ignore_error: true }),
        makeJob('b', { ignore_error_codes: [7] }),
        makeJob('c', needs('a', 'b')),
      ]);
      const [a, other] = await b.claim('s1');
      if (a === undefined || other === undefined) throw new Error('two jobs expected');
      await b.fail(a);
      await b.fail(other, 7);
      expect(await b.stands('a')).toBe('error(failed) ignored');
      expect(await b.stands('b')).toBe('error(failed) ignored');
      expect(await b.stands('c')).toBe('scheduled');
    });

    it('accounts for jobs that have ended before', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('good'), makeJob('bad'), makeJob('quiet', { ignore_error: true })]);
      for (const claim of await b.claim('s1')) {
        if (claim.job.guid === 'good') await b.finish(claim);
        else await b.fail(claim);
      }
      await b.submit([
        makeJob('x', needs('good', 'quiet')),
        makeJob('y', needs('good', 'bad')),
        makeJob('z', needs('y', 'bad')),
      ]);
      expect((await b.view('z')).outcome.message).toBe('depends on y, which ended in error');
      expect(await b.stands('x')).toBe('scheduled');
      expect(await b.stands('y')).toBe('error(dependency)');
      expect(await b.stands('z')).toBe('error(dependency)');
      expect(b.pathsOf('y')).toEqual(['created', 'error']);
    });

    it('counts a dependency that is named twice once', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('a'), makeJob('b', needs('a', 'a'))]);
      await b.finish(await b.take('s1'));
      expect(await b.stands('b')).toBe('scheduled');
    });

    it('asks for a decision anew if the policy has changed while a job waited', async () => {
      const b = bench();
      await b.session('s1');
      await b.submit([makeJob('a'), makeJob('b', needs('a'))]);
      await b.store.revoke('0'.repeat(64));
      await b.finish(await b.take('s1'));
      expect(await b.stands('b')).toBe('created');
      expect((await b.store.undecided(10)).map(({ job }) => job.guid)).toEqual(['b']);
      expect(await b.store.admit('b', await b.admission(agentA))).toBe('scheduled');
    });

    it('waits for the start time once it is released', async () => {
      const b = bench();
      await b.session('s1');
      const start = epochSeconds(b.clock.now()) + 100;
      const late = makeJob('b', {
        ...needs('a'),
        status: { guid: 'b', created: 0, start, end: 0, status: 'created' },
      });
      await b.submit([makeJob('a'), late]);
      await b.finish(await b.take('s1'));
      expect(await b.stands('b')).toBe('created');
      await b.pass(100_000);
      expect(await b.stands('b')).toBe('scheduled');
    });

    it('releases and ends many at once', async () => {
      const b = bench();
      await b.session('s1');
      const wide = Array.from({ length: 500 }, (_, i) => makeJob(`w${i}`, needs('root')));
      await b.submit([makeJob('root'), ...wide, makeJob('sink', needs(...wide.map(({ guid }) => guid)))]);
      await b.finish(await b.take('s1'));
      const claims = await b.claim('s1', agentA, 1000);
      expect(claims.map(({ job }) => job.guid)).toEqual(wide.map(({ guid }) => guid));
      await b.store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      expect(await b.stands('sink')).toBe('scheduled');
    });

    it('carries an error through a long chain', async () => {
      const b = bench();
      const length = thousands * 1000;
      await b.session('s1');
      const chain = Array.from({ length }, (_, i) => makeJob(`c${i}`, i === 0 ? {} : needs(`c${i - 1}`)));
      await b.submit(chain);
      await b.fail(await b.take('s1'));
      expect(await b.stands(`c${length - 1}`)).toBe('error(dependency)');
      expect((await b.store.stats()).byOutcome).toEqual({ failed: 1, dependency: length - 1 });
    });
  });
}
