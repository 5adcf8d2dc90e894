// A whole history on stores beside the model, to the end of all its jobs.

import { expect } from 'vitest';
import { type Bench, illegalMoves } from '../contract/harness.ts';
import type { History } from './history.ts';
import { Player } from './player.ts';
import { brokenPromises } from './promises.ts';
import { SideBySide } from './side-by-side.ts';
import { severalReasons } from './visible.ts';

/** `compareMore`: after each step, with the guids of the jobs that are there and that all stores say the same of. */
export async function playAll(
  history: History,
  benches: readonly Bench[],
  compareMore?: (guids: string[]) => Promise<void>,
): Promise<void> {
  const stores = new SideBySide(benches);
  const player = new Player(history, stores);
  for (const step of history.steps) {
    await player.play(step);
    await stores.compare();
    const views = await stores.model.list({ limit: 1_000 });
    const reasons = severalReasons(views);
    await compareMore?.(views.map(({ job }) => job.guid).filter((guid) => !reasons.has(guid)));
  }
  await player.comeToEnd();
  await stores.compare();
  for (const { store, events } of benches) {
    expect(await store.inspect()).toEqual([]);
    expect(illegalMoves(events)).toEqual([]);
    expect(brokenPromises(player.submitted, events)).toEqual([]);
  }
}
