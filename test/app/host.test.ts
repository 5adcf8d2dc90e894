// A runner and an agent in one process: when one of them fails, the other still ends in order.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startHost } from '../../src/app/host.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { Scene, slowActor } from '../agent/scene.ts';
import { until } from '../setup/until.ts';
import { agentA, asker } from '../store/contract/make.ts';

const dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
let scene: Scene;
afterEach(async () => {
  await scene.close();
  rmSync(dir, { recursive: true });
});

test('it is closed when the agent has given its jobs back, although the runner has failed', async () => {
  let hasBegun = false;
  const actor = slowActor(async (_, { signal }) => {
    hasBegun = true;
    // It takes its time to end.
    return delay(60_000, null, { signal }).catch((error) => delay(200).then(() => Promise.reject(error)));
  });
  scene = await Scene.open(actor);
  await scene.submit(['j']);
  let isSpoiled = false;
  const store = scene.seenAs({
    sweep: (limit) => (isSpoiled ? Promise.reject(new Error('spoiled')) : scene.store.sweep(limit)),
  });
  const host = await startHost({
    store,
    storeUrl: `sqlite:${join(dir, 'jobs.db')}`,
    settings: resolveSettings({}, { HOME: dir }, dir),
    keys: { user: asker, agent: agentA },
    actors: new Map([[actor.name, actor]]),
    lanes: [''],
    run: 'r',
  });
  await until('the job runs', () => hasBegun);
  isSpoiled = true;
  host.runner.nudge();
  await expect(host.failed).rejects.toThrow('spoiled');
  await expect(host.close()).rejects.toThrow('spoiled');
  expect(await scene.store.sessions()).toEqual([]);
  expect((await scene.store.get('j'))?.job.status.status).toBe('scheduled');
});
