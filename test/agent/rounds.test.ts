// Exchanges that an agent has under way at the same time: how many, and that it ends with none of them.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainActor } from '../setup/plain-records.ts';
import { Scene, slowActor } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(slowActor(() => new Promise((resolve) => setTimeout(resolve, 10))));
});
afterEach(() => scene.close());

/** Has forty jobs done, of which some end while others are brought; the most exchanges that were under way together. */
async function mostAtOnce(isRemote: boolean): Promise<number> {
  const guids = Array.from({ length: 40 }, (_, i) => `j${i}`);
  await scene.submit(guids);
  let [underway, most] = [0, 0];
  const seen = scene.seenAs({
    isRemote,
    async exchange(...args) {
      underway += 1;
      most = Math.max(most, underway);
      // As long as a server may take for it.
      await new Promise((resolve) => setTimeout(resolve, 20));
      underway -= 1;
      return scene.store.exchange(...args);
    },
  });
  await scene.startAgent({ seen });
  await expect.poll(() => scene.store.open(guids)).toEqual([]);
  return most;
}

test('on a server', async () => {
  expect(await mostAtOnce(true)).toBe(2);
});

test('in a file, where the second would only wait for the first', async () => {
  expect(await mostAtOnce(false)).toBe(1);
});

test('an actor with a limit has no more jobs than that, whatever else is brought at the same time', async () => {
  const [limited, other] = [
    Array.from({ length: 15 }, (_, i) => `s${i}`),
    Array.from({ length: 30 }, (_, i) => `o${i}`),
  ];
  let [running, most] = [0, 0];
  const slow = slowActor(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 15));
    running -= 1;
  });
  const quick = plainActor('quick', 'go', () => new Promise((resolve) => setTimeout(resolve, 3)));
  for (let i = 0; i < 15; i += 1) {
    await scene.submit(other.slice(2 * i, 2 * i + 2), { actor: 'quick' });
    await scene.submit(limited.slice(i, i + 1));
  }
  const seen = scene.seenAs({
    isRemote: true,
    async exchange(...args) {
      const answer = await scene.store.exchange(...args);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return answer;
    },
  });
  await scene.startAgent({ seen, actor: { ...slow, concurrency: 1 }, others: [quick] });
  await expect.poll(() => scene.store.open([...limited, ...other]), { timeout: 10_000 }).toEqual([]);
  expect(most).toBe(1);
});

test('one that brings jobs to an agent that ends has them executed or given back, and their ends told', async () => {
  await scene.submit(Array.from({ length: 40 }, (_, i) => `j${i}`));
  const [arrival, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let underway = 0;
  /** Ends that the exchange carries which is held up. */
  let held: number | undefined;
  const seen = scene.seenAs({
    isRemote: true,
    async exchange(...args) {
      underway += 1;
      if (underway === 2 && held === undefined) {
        held = args[0].length;
        arrival.resolve();
        await leave.promise;
      } else {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      underway -= 1;
      return scene.store.exchange(...args);
    },
  });
  await scene.startAgent({ seen });
  await arrival.promise;
  const ended = scene.shutDown();
  // Whatever else was brought is handed over, and the agent has had time to find that nothing is left to do.
  await expect.poll(async () => (await scene.store.stats()).byState.running).toBe(held);
  await new Promise((resolve) => setTimeout(resolve, 100));
  leave.resolve();
  await ended;
  expect((await scene.store.stats()).byState).toMatchObject({ running: 0, planned: 0, error: 0 });
});
