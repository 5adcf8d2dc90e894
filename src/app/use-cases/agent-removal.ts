// `hero agent rm`: an agent that does not come back is forgotten, and what still counts on it is told.

import type { Store } from '../../store/ports.ts';
import { completePolicy } from '../complete-policy.ts';
import type { Settings } from '../settings.ts';
import { type Answer, refused, withStore } from '../with-store.ts';
import { expectAgent, isThere, sheets } from './agents.ts';

export interface RemovedAgent {
  removed: string;
  name: string;
  /** Guids of jobs that name it and have not begun. */
  waiting: string[];
  /** Schedules whose jobs name it. */
  schedules: string[];
  /** Actors that nobody offers any more; their services stay, with the rights in them. */
  unoffered: string[];
}

/** Jobs that are looked through. */
const mostJobs = 10_000;

/** `name`: its name, its public key, or the first digits of it. */
export function removeAgent(settings: Settings, name: string): Promise<Answer<RemovedAgent>> {
  return withStore(settings, async (store) => {
    const found = expectAgent(await sheets(store), name, (agent) => !isThere(agent));
    if (!found.ok) return found;
    const { pubkey, name: itsName } = found.value;
    if (isThere(found.value)) {
      const message = `agent ${itsName || pubkey} is up`;
      const help = 'end its processes first; hero agent drain  has it take no more jobs';
      return refused(message, help);
    }
    await store.removeAgent(pubkey);
    // One of this key that comes back is a new one.
    await store.setDraining(pubkey, false);
    // A runner that was not there when it died does not know.
    await store.abandon(pubkey);
    const waiting = await jobsThatName(store, pubkey);
    const schedules = (await store.schedules())
      .filter(({ schedule }) => schedule.jobs.some(({ job }) => job.agents.includes(pubkey)))
      .map(({ schedule }) => schedule.name);
    const { agents } = completePolicy(await store.policy());
    const offered = new Set(agents.flatMap(({ services }) => services.map(({ actor }) => actor)));
    const unoffered = (found.value.record?.services ?? [])
      .map(({ actor }) => actor)
      .filter((actor) => !offered.has(actor));
    return { ok: true, value: { removed: pubkey, name: itsName, waiting, schedules, unoffered } };
  });
}

async function jobsThatName(store: Store, pubkey: string): Promise<string[]> {
  const open = await store.list({ states: ['created', 'scheduled'], limit: mostJobs });
  return open.filter(({ job }) => job.agents.includes(pubkey)).map(({ job }) => job.guid);
}
