// What an action says of its end, and how long it may take.

import { afterEach, expect, test } from 'vitest';
import { ActionError } from '../../src/actors/actor.ts';
import type { Retry } from '../../src/actors/retry.ts';
import { until } from '../setup/until.ts';
import { Scene, slowActor } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

async function failsWith(retry: unknown): Promise<void> {
  scene = await Scene.open(
    slowActor(async () => {
      throw new ActionError('busy', 75, null, retry as Retry);
    }),
  );
  await scene.submit(['j1'], { retry: 3 });
  await scene.startAgent();
}

/** Milliseconds from the end of the first attempt to the start of the next round. */
async function backoffOf(guid: string): Promise<number> {
  const wait = await until('it waits for its second round', async () => {
    const found = await scene.store.why(guid);
    return found?.kind === 'back-off' && found.round === 2 && found.rounds === 4 && found;
  });
  const [failed] = (await scene.store.get(guid))?.outcome.failed_attempts ?? [];
  return wait.until - (failed?.ended_ms ?? 0);
}

test('an action says after how long it may be tried again', async () => {
  await failsWith({ afterSeconds: 90.5 });
  expect(await backoffOf('j1')).toBe(90_500);
});

test('or that there is no use in it', async () => {
  await failsWith('never');
  await expect.poll(() => scene.store.open(['j1'])).toEqual([]);
  expect((await scene.store.get('j1'))?.outcome).toMatchObject({ outcome: 'failed', code: 75, attempt: 1 });
});

test.each([
  [{ afterSeconds: -1 }, '-1 s'],
  [{ afterSeconds: 604_801 }, '604801 s'],
  [{ afterSeconds: Number.NaN }, 'NaN s'],
  [{ afterSeconds: '30' }, '{"afterSeconds":"30"}'],
  ['soon', '"soon"'],
  [null, 'null'],
])('a wish that nobody understands is told, and the job goes on as it says itself: %j', async (retry, shown) => {
  await failsWith(retry);
  const problem = `when to try again is not heeded: ${shown} is neither 'never' nor afterSeconds from 0 to 604800`;
  await expect.poll(async () => (await scene.store.logs('j1', 0, 10)).map(({ text }) => text)).toContain(problem);
  expect(await backoffOf('j1')).toBeLessThanOrEqual(500);
});

test('a timeout of 0 is no limit', async () => {
  scene = await Scene.open(slowActor(() => new Promise((resolve) => setTimeout(() => resolve('done'), 50))));
  await scene.submit(['j1'], { timeout: 0 });
  await scene.startAgent();
  await expect.poll(() => scene.store.open(['j1'])).toEqual([]);
  expect((await scene.store.get('j1'))?.outcome).toMatchObject({ outcome: 'ok', result: 'done' });
});
