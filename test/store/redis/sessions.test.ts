// A session that is over leaves nothing behind on the server, or that would fill up with processes of long ago.

import { expect, test } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA } from '../contract/make.ts';

describeWithRedis('a session', () => {
  test('that is over leaves nothing behind but when its agent was there', async () => {
    const redis = await startRedis();
    const store = await openRedisStore(redis.url, { env: {} });
    try {
      const keys = async () => (await redis.cli('keys', '*')).split('\n').sort();
      const before = await keys();
      for (const id of ['closed', 'buried']) {
        const about = { id, agent: agentA, lanes: ['', 'x'], run: 'r', host: 'h', pid: 1, processStart: '' };
        await store.openSession(about, 60_000);
        await store.claim({ agent: agentA, session: id, lanes: ['', 'x'], max: 1, isReady: true });
      }
      expect((await keys()).length).toBeGreaterThan(before.length + 1);
      await store.closeSession('closed');
      await store.bury('buried');
      expect(await keys()).toEqual([...before, '{herorunner:jobs}:seen'].sort());
      expect(await redis.cli('hkeys', '{herorunner:jobs}:n')).not.toContain('@');
    } finally {
      await store.close();
      await redis.stop();
    }
  });
});
