// Says which jobs of a run nobody has taken for a while, and whom they wait for.

import { repeat } from '../../ground/repeat.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { whyOpen } from '../why-open.ts';

const patienceMs = 5_000;
const lookMs = 1_000;
/** Told of at one look; a script may have thousands that wait for the same agent. */
const most = 3;

/** Returns the end of the watching. */
export function tellWhatNobodyTakes(
  store: Store,
  run: string,
  emit: (event: RunEvent) => void,
  nameOf: (agent: string) => string,
): () => void {
  const told = new Set<string>();
  const look = async () => {
    const waiting = await store.list({ run, states: ['created', 'scheduled'], limit: 100 });
    const now = await store.now();
    const stuck = waiting.filter(({ job, outcome }) => {
      const since =
        outcome.scheduled_ms ?? (job.dependencies.length === 0 ? outcome.created_ms : Number.POSITIVE_INFINITY);
      return now - since > patienceMs && now / 1000 > job.status.start && !told.has(job.guid);
    });
    for (const { job, outcome } of stuck.slice(-most)) {
      told.add(job.guid);
      const why = await whyOpen(store, job, nameOf);
      // No agent is to blame; see held-back.ts.
      if (why?.wait.kind === 'limit') continue;
      emit({
        type: 'diagnostic',
        diagnostic: {
          code: 'HS0304',
          severity: 'warning',
          message: `nobody has taken ${outcome.label ?? `${job.actor}.${job.action}`} yet: ${why?.sentence ?? 'it is gone'}`,
          help: 'hero agent ls  lists the agents and when they were last seen',
        },
      });
    }
  };
  return repeat(lookMs, look);
}
