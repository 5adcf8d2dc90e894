// How many exchanges with the store an agent has under way: two where another process works on them.

import { afterEach, beforeEach, expect, test } from 'vitest';
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
