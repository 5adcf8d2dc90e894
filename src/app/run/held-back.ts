// Says which limit holds jobs of a run back, once for each limit.

import { repeat } from '../../ground/repeat.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { limitText } from '../why-text.ts';

const lookMs = 1_000;
/** Jobs whose reason is asked for at one look. */
const most = 20;
const neverHelp = 'nothing runs under this limit until it is raised';

/** Returns the end of the watching. */
export function tellWhatIsHeldBack(
  store: Pick<Store, 'limits' | 'list' | 'why'>,
  run: string,
  emit: (event: RunEvent) => void,
  nameOf: (agent: string) => string,
): () => void {
  const told = new Set<string>();
  const look = async () => {
    const limits = await store.limits();
    if (limits.every(({ waiting }) => waiting === 0)) return;
    for (const { job, outcome } of await store.list({ run, states: ['scheduled'], limit: most })) {
      const wait = await store.why(job.guid);
      if (wait?.kind !== 'limit' || told.has(wait.id)) continue;
      told.add(wait.id);
      const { id, held, max } = wait;
      emit({
        type: 'diagnostic',
        diagnostic: {
          code: 'HS0408',
          severity: 'info',
          message: `${outcome.label ?? `${job.actor}.${job.action}`} waits: held back by the limit on ${limitText(id, nameOf)}: ${held} of at most ${max} run`,
          help: `${max === 0 ? neverHelp : 'it runs when another one has ended'}; hero limit ls  shows the limits`,
        },
      });
    }
  };
  return repeat(lookMs, look);
}
