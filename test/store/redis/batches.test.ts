// A large batch, which comes in pieces: all of it gets in, or none.

import { Redis as Client } from 'ioredis';
import { expect, test } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, makeJob, needs } from '../contract/make.ts';

const jobs = 'herorunner:jobs';

describeWithRedis('a batch in pieces', () => {
  test('of which some were thrown away before the last ones came is refused as a whole', async () => {
    const redis = await startRedis();
    const store = await openRedisStore(redis.url, { env: {} });
    const client = new Client(redis.port, '127.0.0.1');
    const batch = Array.from({ length: 2_000 }, (_, i) => ({ job: makeJob(`j${i}`), trail: {} }));
    try {
      // One that is there already must not be taken for a sign that the others are.
      await store.submit(batch.slice(-1));
      const pending = store.submit(batch).catch((error: unknown) => error);
      const name = await until(
        'the first of it is there',
        async () => (await client.zrange(`{${jobs}}:batches`, '0', '0'))[0],
      );
      // As the sweep does a minute later.
      await redis.cli('fcall', 'hr_abort', '1', jobs, name);
      expect(await pending).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('has dropped it') });
      expect(await client.hlen(jobs)).toBe(1);
      expect(await store.submit(batch)).toEqual({ ok: true, existing: ['j1999'] });
      expect(await client.hlen(jobs)).toBe(2_000);
      expect(await store.inspect()).toEqual([]);
    } finally {
      client.disconnect();
      await store.close();
      await redis.stop();
    }
  });

  test('keeps what its jobs need from being retired before it begins', async () => {
    const redis = await startRedis();
    const retention = { ok: { ageMs: 0, count: 0 } };
    const store = await openRedisStore(redis.url, { env: {}, retention });
    try {
      const admission = { candidates: [agentA], revision: await store.revision() };
      await store.submit(['j1', 'j2'].map((guid) => ({ job: makeJob(guid), trail: {}, admission })));
      const session = { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' };
      await store.openSession(session, 60_000);
      const claims = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 2 });
      const record = (guid: string, needed: string) =>
        JSON.stringify(makeJob(guid, needs(needed))).replace(/,"status":.*/, '}');
      await redis.cli('fcall', 'hr_submit', '1', jobs, 'A', record('a', 'j1'), '');
      await redis.cli('fcall', 'hr_submit', '1', jobs, 'B', record('b', 'j2'), '');
      await redis.cli('fcall', 'hr_abort', '1', jobs, 'B');
      expect(await redis.cli('exists', `{${jobs}}:dep:j1`, `{${jobs}}:dep:j2`)).toBe('1');
      await store.exchange(claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true })));
      await store.sweep(25);
      expect((await store.list({ limit: 9 })).map(({ job }) => job.guid)).toEqual(['j1']);
      await redis.cli('fcall', 'hr_commit', '1', jobs, 'A', '1');
      expect((await store.undecided(9)).map(({ job }) => job.guid)).toEqual(['a']);
    } finally {
      await store.close();
      await redis.stop();
    }
  });

  test('of which a piece is refused keeps nothing of that piece aside, also where it needs what is still to come', async () => {
    const redis = await startRedis();
    const store = await openRedisStore(redis.url, { env: {} });
    const record = (job: ReturnType<typeof makeJob>) => JSON.stringify(job).replace(/,"status":.*/, '}');
    try {
      await store.submit([{ job: makeJob('taken'), trail: {} }]);
      const [other, waits] = [makeJob('taken', { action: 'stop' }), makeJob('waits', needs('later'))];
      const answer = await redis.cli('fcall', 'hr_submit', '1', jobs, 'A', record(other), '', record(waits), '');
      expect(answer).toContain('conflict');
      expect(answer).toContain('unknown_dependency');
      expect(await redis.cli('keys', '*:batch:*')).toBe('');
      expect(await redis.cli('hexists', `{${jobs}}:s`, 'waits')).toBe('0');
      // Alone it may wait for what the next piece brings.
      await redis.cli('fcall', 'hr_submit', '1', jobs, 'B', record(waits), '');
      expect(await redis.cli('hexists', `{${jobs}}:s`, 'waits')).toBe('1');
      await redis.cli('fcall', 'hr_submit', '1', jobs, 'B', record(makeJob('later')), '');
      await redis.cli('fcall', 'hr_commit', '1', jobs, 'B', '2');
      expect((await store.list({ limit: 9 })).map(({ job }) => job.guid)).toEqual(['later', 'waits', 'taken']);
    } finally {
      await store.close();
      await redis.stop();
    }
  });
});
