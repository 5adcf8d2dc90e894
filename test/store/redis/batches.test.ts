// A large batch, which comes in pieces: all of it gets in, or none.

import { Redis as Client } from 'ioredis';
import { expect, test } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { makeJob } from '../contract/make.ts';

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
});
