// Says which limit holds jobs of a run back, once for each limit.

import { repeat } from '../../ground/repeat.ts';
import { heldBack } from '../../store/limits.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';

const lookMs = 1_000;
/** Jobs whose reason is asked for at one look. */
const most = 20;
const neverHelp = 'nothing runs under this limit until it is raised';

/** Returns the end of the watching. */
export function tellWhatIsHeldBack(
  store: Pick<Store, 'limits' | 'list' | 'why'>,
  run: string,
  emit: (event: RunEvent) => void,
): () => void {
  const told = new Set<string>();
  const look = async () => {
    const limits = await store.limits();
    if (limits.every(({ waiting }) => waiting === 0)) return;
    for (const { job, outcome } of await store.list({ run, states: ['scheduled'], limit: most })) {
      const reason = (await store.why(job.guid)) ?? '';
      const limit = heldBack(reason);
      if (limit === undefined || told.has(limit)) continue;
      told.add(limit);
      emit({
        type: 'diagnostic',
        diagnostic: {
          code: 'HS0408',
          severity: 'info',
          message: `${outcome.label ?? `${job.actor}.${job.action}`} waits: ${reason.split(';', 1)[0]}`,
          help: `${/ of at most 0 run/.test(reason) ? neverHelp : 'it runs when another one has ended'}; hero limit ls  shows the limits`,
        },
      });
    }
  };
  return repeat(lookMs, look);
}
