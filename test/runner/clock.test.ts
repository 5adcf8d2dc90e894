// A runner goes by the clock of the store, whatever its own machine says.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onJumpingClock } from '../../scripts/fault-matrix/servers.ts';
import { toService } from '../../src/actors/catalogue.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { Runner } from '../../src/runner/runner.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { plainActor, plainAgent } from '../setup/plain-records.ts';
import { seeded } from '../setup/random.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { agentA, asker, lease, makeJob } from '../store/contract/make.ts';

const actor = plainActor('vm_manager', 'start', async () => null);

let scene: Awaited<ReturnType<typeof onJumpingClock>>;
beforeEach(async () => {
  scene = await onJumpingClock(seeded(1));
});
afterEach(async () => {
  await scene.stage.close(false);
  await scene.close();
});

describeWithRedis('a runner', () => {
  test.each([-3_600, 3_600])('sees who is there on a store whose clock is off by %d s', async (seconds) => {
    scene.setAhead(seconds);
    const store = await openRedisStore(scene.redis.url);
    try {
      await store.putService(toService(actor));
      await store.putAgent(plainAgent(agentA, actor));
      const session = { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
      await store.openSession(session, lease);
      await store.submit([{ job: makeJob('j1', { agents: [], timeout_schedule: 5 }), trail: {} }]);
      const runner = new Runner({ store, policies: new PolicyCache(store, [asker]) });
      const wait = await runner.turn();
      expect((await store.get('j1'))?.job.status.status).toBe('scheduled');
      // Otherwise it would ask without a pause.
      expect(wait).toBeGreaterThan(100);
      await delay(wait);
      expect(await runner.turn()).toBeGreaterThan(100);

      // Another jump: the agent could not beat since, and its job not wait any longer.
      await store.submit([{ job: makeJob('j2', { agents: [], timeout_schedule: 5 }), trail: {} }]);
      scene.setAhead(seconds + 600);
      await runner.turn();
      expect((await store.get('j2'))?.job.status.status).toBe('scheduled');
    } finally {
      await store.close();
    }
  });
});
