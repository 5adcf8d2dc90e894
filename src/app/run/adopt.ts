// Jobs that an earlier run left open because its process was killed: this run's agent executes them too.

import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';

/** The open jobs of runs from this workspace whose processes are gone. */
export async function findOrphans(
  store: Store,
  workspace: string,
  emit: (event: RunEvent) => void,
): Promise<{ lanes: string[]; guids: string[] }> {
  const orphans = await store.orphanRuns(workspace);
  for (const { run, open } of orphans) {
    const jobs = open.length === 1 ? '1 open job' : `${open.length} open jobs`;
    const message = `run ${run} was left with ${jobs} by a process that is gone`;
    const help = 'they are finished along with this run';
    emit({ type: 'diagnostic', diagnostic: { code: 'HS0407', severity: 'info', message, help } });
  }
  return { lanes: orphans.flatMap(({ lanes }) => lanes), guids: orphans.flatMap(({ open }) => open) };
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
