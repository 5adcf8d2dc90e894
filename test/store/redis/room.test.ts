// A small Redis that fills up: new jobs are refused before it is full, and what it has still runs and ends.

import { afterEach, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/errors.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, makeJob } from '../contract/make.ts';

describeWithRedis('a small server', () => {
  let redis: Redis | undefined;
  afterEach(() => redis?.stop());

  it('refuses at nine tenths of its memory, ends what it has, and takes jobs again when they are pruned', async () => {
    redis = await startRedis({ config: ['maxmemory 16mb', 'maxmemory-policy noeviction'] });
    const store = await openRedisStore(redis.url);
    try {
      const { maxBytes } = await store.stats();
      expect(maxBytes).toBe(Math.floor(16 * 1024 * 1024 * 0.9));
      // One beyond its memory would let it fill up.
      await store.setLimit({ kind: 'store', name: '', max: 1024 ** 3 });
      expect((await store.stats()).maxBytes).toBe(maxBytes);
      const session = { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
      await store.openSession(session, 60_000);
      const revision = await store.revision();
      const admission = { candidates: [agentA], revision };
      const params = { text: 'x'.repeat(4_000) };
      let taken = 0;
      const fill = async () => {
        for (;;) {
          const batch = Array.from({ length: 20 }, (_, i) => makeJob(`j${taken + i}`, { params }));
          await store.submit(batch.map((job) => ({ job, trail: {}, admission })));
          taken += batch.length;
        }
      };
      const error = await fill().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ kind: 'over_limit' });
      expect((await store.stats()).byState.scheduled).toBe(taken);
      expect(taken).toBeGreaterThan(500);

      let ended = 0;
      while (ended < taken) {
        const claims = await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 100 });
        const finishes = claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true }));
        const { answers } = await store.exchange(finishes);
        expect(new Set(answers)).toEqual(new Set(['accepted']));
        ended += answers.length;
      }
      expect(await store.inspect()).toEqual([]);
      expect(await store.prune(['ok'], Date.now() + 1000, 100_000)).toBe(taken);
      const one = { job: makeJob('again'), trail: {}, admission };
      expect(await store.submit([one])).toEqual({ ok: true, existing: [] });
    } finally {
      await store.close();
    }
  });

  it('ends and prunes what it has even at its maxmemory', async () => {
    redis = await startRedis({ config: ['maxmemory-policy noeviction'] });
    const store = await openRedisStore(redis.url);
    const session = { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
    await store.openSession(session, 60_000);
    const admission = { candidates: [agentA], revision: await store.revision() };
    const batch = Array.from({ length: 100 }, (_, i) => ({ job: makeJob(`j${i}`), trail: {}, admission }));
    await store.submit(batch);
    const request = { agent: agentA, session: 's1', lanes: [''], max: 50 };
    const claims = await store.claim(request);
    await redis.cli('config', 'set', 'maxmemory', '1mb');
    const one = { job: makeJob('one'), trail: {}, admission };
    await expect(store.submit([one])).rejects.toMatchObject({ kind: 'no_space' });
    const finishes = claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true }));
    const exchange = await store.exchange(finishes, request);
    expect(new Set(exchange.answers)).toEqual(new Set(['accepted']));
    expect(exchange.claims.length).toBe(50);
    expect((await store.beat('s1', 60_000))?.length).toBe(50);
    await store.close();

    const other = await openRedisStore(redis.url);
    expect(await other.prune(['ok'], Date.now() + 1_000, 1_000)).toBe(50);
    expect(await other.inspect()).toEqual([]);
    await redis.cli('config', 'set', 'maxmemory', '100mb');
    expect(await other.submit([one])).toEqual({ ok: true, existing: [] });
    await other.close();
  });
});
