// Notices that the store knows nothing any more of jobs that it has taken: it was emptied, or came back without its data.

import { repeat } from '../../ground/repeat.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/ports.ts';

const lookMs = 2_000;
/** Jobs that are asked for at one look. */
const most = 100;

export class LostJobsError extends StoreError {
  constructor(url: string, count: number) {
    const jobs = count === 1 ? 'a job' : `${count} jobs`;
    const help = 'nobody will execute them any more: see why it has lost its data, then run the script again';
    super('corrupt', `${url} knows nothing any more of ${jobs} that it had taken`, help);
  }
}

/**
 * `openGuids`: of jobs that the store has taken and whose end was not heard of. One that is missing twice in a row is lost: its
 * end may be on its way when it is removed. Returns the end of the watching.
 */
export function watchForLostJobs(
  store: Pick<Store, 'open' | 'get' | 'url'>,
  openGuids: () => string[],
  onLost: (error: LostJobsError) => void,
): () => void {
  let missing = new Set<string>();
  return repeat(lookMs, async (over) => {
    const asked = openGuids().slice(0, most);
    const open = new Set(await store.open(asked));
    const found = new Set<string>();
    for (const guid of asked) if (!open.has(guid) && (await store.get(guid)) === undefined) found.add(guid);
    const stillOpen = new Set(openGuids());
    const lost = [...found].filter((guid) => missing.has(guid) && stillOpen.has(guid));
    missing = found;
    if (lost.length > 0 && !over.aborted) onLost(new LostJobsError(store.url, lost.length));
  });
}
