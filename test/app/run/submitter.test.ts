// A job with a key that the store has already, while other things happen to it.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { guidOfKey } from '../../../src/records/job-key.ts';
import type { Store } from '../../../src/store/ports.ts';
import { asker } from '../../store/contract/make.ts';
import { RunScene } from './scene.ts';

const script = '!!core.echo text:a job.key:k\n';
const guid = guidOfKey(asker, 'k');

let scene: RunScene;
let store: Store;
beforeEach(async () => {
  scene = new RunScene();
  store = scene.bench.store;
  await scene.bench.session('s');
});
afterEach(() => scene.close());

test('one that is there because the batch was sent twice is that of this run', async () => {
  const submit: Store['submit'] = async (batch) => {
    await store.submit(batch);
    // The first answer was lost on its way.
    return store.submit(batch);
  };
  const { controller, told } = await scene.begin(script, { submit });
  await controller.start();
  expect(told).toEqual([]);
  const claim = await scene.bench.take('s');
  await controller.cancel('interrupted');
  expect((await scene.bench.view(guid)).outcome.cancel_requested).toBe('interrupted');
  await scene.bench.finish(claim, { ok: false, outcome: 'cancelled' });
  await controller.done;
  expect(controller.tally.counts).toMatchObject({ cancelled: 1, detached: 0 });
});

test('one of another run that is removed before it is looked at is sent anew', async () => {
  const { controller: other } = await scene.begin(script, {});
  await other.start();
  await scene.bench.finish(await scene.bench.take('s'));
  await other.done;
  let removed = 0;
  const get: Store['get'] = async (guid) => {
    if (removed === 0) removed = await store.prune(['ok'], (await store.now()) + 1, 10);
    return store.get(guid);
  };
  const { controller, told } = await scene.begin(script, { get });
  await controller.start();
  expect(removed).toBe(1);
  await scene.bench.finish(await scene.bench.take('s'));
  await controller.done;
  expect(told).toEqual([]);
  expect(controller.tally.counts.ok).toBe(1);
});
