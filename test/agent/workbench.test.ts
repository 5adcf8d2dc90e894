// The jobs that an agent has: those that come twice, that never begin, and that come when it is about to leave.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workbench } from '../../src/agent/workbench.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { agentA, asker } from '../store/contract/make.ts';
import { claimOf } from './around.ts';
import { Scene, slowActor } from './scene.ts';

/** Ends the executions, in the order in which they began. */
let ends: (() => void)[];
const actor = { ...slowActor(() => new Promise<void>((resolve) => ends.push(resolve))), concurrency: 2 };
let scene: Scene;
let bench: Workbench;
beforeEach(async () => {
  ends = [];
  scene = await Scene.open(actor);
  bench = new Workbench(
    {
      store: scene.store,
      actors: new Map([[actor.name, actor]]),
      pubkey: agentA,
      policies: new PolicyCache(scene.store, [asker]),
      clock: systemClock,
    },
    () => {},
  );
});
afterEach(() => scene.close());

const claim = (fields: object = {}) => ({ ...claimOf(actor), ...fields });

test('the end of an execution that was taken away is not that of the next one of the same job', async () => {
  const revision = await scene.store.revision();
  await bench.begin([claim({ fence: 1 })], revision);
  await bench.begin([claim({ fence: 2 })], revision);
  ends[0]?.();
  await expect.poll(() => bench.ready).toBe(1);
  expect(bench.busy).toBe(1);
  bench.heed([{ guid: 'j', fence: 2, cancel: 'no need' }], systemClock.now());
  ends[1]?.();
  await expect.poll(() => bench.ready).toBe(2);
  expect(bench.take().finishes.map(({ fence }) => fence)).toEqual([1, 2]);
  expect(bench.busy).toBe(0);
});

test('a job that has not begun leaves nothing behind that keeps the process', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await bench.begin([claim({ state: 'planned' })], await scene.store.revision());
  bench.interruptAll('lost');
  expect(bench.busy).toBe(0);
  expect(timers()).toBe(before);
});

test('what comes when it is about to leave goes back', async () => {
  bench.interruptAll('shutdown');
  await bench.begin([claim()], await scene.store.revision());
  expect(bench.take().returns).toEqual([{ guid: 'j', fence: 1 }]);
  expect(ends).toEqual([]);
});
