// An agent whose store is away for a moment: lost answers, jobs stopped in silence, a start that was not heard.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { leaseMs, Scene, slowActor } from './scene.ts';

let scene: Scene;
let executions = 0;
let actionMs = 0;

const actor = slowActor(async () => {
  executions += 1;
  await new Promise((resolve) => setTimeout(resolve, actionMs));
  return executions;
});

beforeEach(async () => {
  executions = 0;
  scene = await Scene.open(actor);
});
afterEach(() => scene.close());

async function submitAndEnd(guids = ['j1']): Promise<void> {
  const { store } = scene;
  await scene.submit(guids);
  await expect.poll(() => store.open(guids)).toEqual([]);
  for (const guid of guids) expect((await store.get(guid))?.job.status.status).toBe('ok');
}

test('a job whose claim was answered to nobody goes back and is executed once', async () => {
  actionMs = 0;
  let lost = 0;
  const seen = scene.seenAs({
    async exchange(...args) {
      const answer = await scene.store.exchange(...args);
      if (answer.claims.length === 0 || lost > 0) return answer;
      lost += 1;
      throw new StoreError('unreachable', 'the answer was lost', '');
    },
  });
  await scene.startAgent({ seen });
  await submitAndEnd();
  expect([lost, executions]).toEqual([1, 1]);
});

test('a store that fails while it waits for work is asked again', async () => {
  actionMs = 0;
  let failures = 0;
  const seen = scene.seenAs({
    async waitForWork(...args) {
      failures += 1;
      if (failures === 1) throw new StoreError('unreachable', 'the disk is slow', '');
      return scene.store.waitForWork(...args);
    },
  });
  await scene.startAgent({ seen });
  await expect.poll(() => failures).toBeGreaterThan(1);
  await submitAndEnd();
});

test('a job that was stopped because no beat was answered is executed again when one is', async () => {
  actionMs = 1_400;
  let silentUntil = Number.POSITIVE_INFINITY;
  await scene.startAgent({ isSilent: () => executions === 1 && Date.now() < silentUntil });
  // Nobody sweeps, so the lease is still renewed when the heart beats again.
  const end = submitAndEnd();
  await expect.poll(() => executions).toBe(1);
  silentUntil = Date.now() + 0.95 * leaseMs;
  await end;
  expect(executions).toBe(2);
});

test('a job that waited for a slot begins although its start was not heard the first time', async () => {
  actionMs = 50;
  let lost = 0;
  const seen = scene.seenAs({
    async start(ref) {
      lost += 1;
      if (lost === 1) throw new StoreError('unreachable', 'it is away', '');
      return scene.store.start(ref);
    },
  });
  await scene.startAgent({ seen, actor: { ...actor, concurrency: 1 } });
  await submitAndEnd(['j1', 'j2']);
  expect([lost, executions]).toEqual([2, 2]);
});

test('a lost word of new work costs no more than the wait for it', async () => {
  actionMs = 0;
  const seen = scene.seenAs({
    async waitForWork() {
      await delay(300);
      return 'nothing' as const;
    },
  });
  await scene.startAgent({ seen });
  await submitAndEnd();
  expect(executions).toBe(1);
});

test('ends that go along with jobs that are given back are told although giving back fails', async () => {
  let failed = 0;
  const patient = slowActor(async ({ which = '' }, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (which === 'back') throw new Error('interrupted');
    return 'done';
  });
  const seen = scene.seenAs({
    async release(...args) {
      failed += 1;
      if (failed === 1) throw new StoreError('unreachable', 'it is away', '');
      return scene.store.release(...args);
    },
  });
  await scene.startAgent({ seen, actor: patient });
  await scene.submit(['ends'], { params: { which: 'ends' } });
  await scene.submit(['back'], { params: { which: 'back' } });
  await expect.poll(async () => (await scene.store.stats()).byState.running).toBe(2);
  await scene.shutDown();
  expect(failed).toBeGreaterThan(0);
  expect((await scene.store.stats()).byState).toMatchObject({ ok: 1, scheduled: 1 });
});

test('a job that is cancelled while it waits for a slot leaves none taken', async () => {
  const gate = Promise.withResolvers<void>();
  await scene.startAgent({ actor: { ...slowActor(() => gate.promise), concurrency: 1 }, isSilent: () => true });
  await scene.submit(['j1', 'j2']);
  await expect.poll(async () => (await scene.store.stats()).byState).toMatchObject({ running: 1, planned: 1 });
  await scene.store.cancel('j2', 'no need');
  gate.resolve();
  await expect.poll(async () => (await scene.store.stats()).byState.ok).toBe(1);
  const over = scene.shutDown().then(() => 'ended');
  expect(await Promise.race([over, delay(10_000, 'hangs')])).toBe('ended');
});

test('an error that is none of the store ends the agent, and is told', async () => {
  const seen = scene.seenAs({
    async exchange() {
      throw new Error('a mistake');
    },
  });
  await scene.startAgent({ seen });
  await scene.submit(['j1']);
  await expect(scene.stopped()).rejects.toThrow('a mistake');
  await expect(scene.shutDown()).rejects.toThrow('a mistake');
});
