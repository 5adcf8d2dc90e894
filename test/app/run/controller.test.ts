// A run that ends early while the store has not answered yet: what is on its way by then is ended too.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gate, RunScene } from './scene.ts';

let scene: RunScene;
beforeEach(async () => {
  scene = new RunScene();
  await scene.bench.session('s');
});
afterEach(() => scene.close());

async function begin(text: string) {
  const { store } = scene.bench;
  const submits = new Gate();
  const cancels = new Gate();
  const submit = submits.through(store.submit);
  const cancelWaiting = cancels.through(store.cancelWaiting);
  return { ...(await scene.begin(text, { submit, cancelWaiting })), submits, cancels };
}

/** Whoever does not wait for the store is done by then: all else is in this process. */
function pause(): Promise<void> {
  return new Promise(setImmediate);
}

test('a cancel that comes while the first batch is on its way ends all of it', async () => {
  const { controller, submits } = await begin("!!core.echo text:a\n!!core.echo text:b job.after:''\n");
  submits.shut();
  const started = controller.start();
  await submits.isMet();
  const cancelled = controller.cancel('interrupted');
  await pause();
  submits.open();
  await Promise.all([started, cancelled, controller.done]);
  expect(await scene.states()).toEqual(['error(cancelled)', 'error(cancelled)']);
  expect(controller.tally.counts).toMatchObject({ skipped: 2, ok: 0 });
});

test('a cancel that comes while a later batch is on its way ends that too', async () => {
  const { controller, submits } = await begin(
    "!!core.echo text:a job.name:a\n!!core.echo text:'${job.a.result}' job.after:a\n",
  );
  await controller.start();
  submits.shut();
  await scene.bench.finish(await scene.bench.take('s'), { ok: true, result: 'x' });
  await submits.isMet();
  const cancelled = controller.cancel('interrupted');
  await pause();
  submits.open();
  await Promise.all([cancelled, controller.done]);
  expect(await scene.states()).toEqual(['ok', 'error(cancelled)']);
});

test('a failure while another batch is on its way keeps that from being begun', async () => {
  const { controller, submits } = await begin(
    "!!core.echo text:a job.name:a\n!!core.echo text:b job.after:''\n!!core.echo text:'${job.a.result}' job.after:a\n",
  );
  await controller.start();
  submits.shut();
  const first = await scene.bench.take('s');
  const second = await scene.bench.take('s');
  await scene.bench.finish(first, { ok: true, result: 'x' });
  await submits.isMet();
  await scene.bench.fail(second);
  await pause();
  submits.open();
  await controller.done;
  expect(await scene.states()).toEqual(['ok', 'error(failed)', 'error(cancelled)']);
});

test('a run is not over before the store has heard that what nobody waits for is not to begin', async () => {
  const { controller, cancels } = await begin(
    "!!core.echo text:a\n!!core.echo text:b job.after:'' job.detach:true job.start:1h\n",
  );
  await controller.start();
  cancels.shut();
  let isOver = false;
  controller.done.then(() => {
    isOver = true;
  });
  await scene.bench.fail(await scene.bench.take('s'));
  await cancels.isMet();
  await pause();
  expect([controller.jobs.openCount, isOver]).toEqual([0, false]);
  cancels.open();
  await controller.done;
  expect(await scene.states()).toEqual(['error(failed)', 'error(cancelled)']);
});

test("a failure before the run has begun is nobody else's", async () => {
  const { controller, submits } = await begin('!!core.echo text:a\n');
  submits.shut();
  const started = controller.start();
  await submits.isMet();
  const stray: unknown[] = [];
  const hear = (error: unknown) => stray.push(error);
  process.on('unhandledRejection', hear);
  try {
    controller.fail(new Error('away'));
    await pause();
    expect(stray).toEqual([]);
  } finally {
    process.off('unhandledRejection', hear);
  }
  submits.open();
  await started;
  await expect(controller.done).rejects.toThrow('away');
});
