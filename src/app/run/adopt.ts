// Jobs that an earlier run left open because its process was killed: this run's agent executes them too.

import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';

/** Guids of the open jobs of runs whose processes are gone, in these lanes. */
export async function adoptOrphans(store: Store, lanes: string[], emit: (event: RunEvent) => void): Promise<string[]> {
  const orphans = await store.orphanRuns(lanes);
  for (const { run, open } of orphans) {
    emit({
      type: 'diagnostic',
      diagnostic: {
        code: 'HS0407',
        severity: 'info',
        message: `run ${run} was left with ${open.length} open job${open.length === 1 ? '' : 's'} by a process that is gone`,
        help: 'they are finished along with this run',
      },
    });
  }
  return orphans.flatMap(({ open }) => open);
}

/** Waits until they have ended, but for those that are not due before long. */
export async function waitForOrphans(store: Store, guids: string[]): Promise<void> {
  let open = guids;
  while (true) {
    open = await store.open(open);
    if (open.length === 0) return;
    const views = await Promise.all(open.slice(0, 1_000).map((guid) => store.get(guid)));
    // Those still `created` wait for one another, or for a time to come that nobody should sit out here.
    if (views.every((view) => view === undefined || view.job.status.status === 'created')) return;
    await delay(50);
  }
}
