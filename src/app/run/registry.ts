// Who and what there is for a run: services and agents as the store has them, and with what this process adds to them.

import type { Actor } from '../../actors/actor.ts';
import type { Clock } from '../../ground/clock.ts';
import { newGuid } from '../../ground/id.ts';
import type { Catalogue } from '../../plan/context.ts';
import type { Agent } from '../../records/agent.ts';
import type { Policy } from '../../store/parts/registry.ts';
import type { Store } from '../../store/ports.ts';
import { livingFirst } from '../agent-names.ts';
import { createCatalogue } from '../catalogue.ts';
import { completePolicy } from '../complete-policy.ts';
import { agentRecord, policyWith } from '../register.ts';
import type { LoadedRun } from './compile.ts';

export interface Registry {
  /** As the store has it. */
  before: Policy;
  /** Record of the agent in this process. */
  own: Agent;
  /** As it will be when the run begins: where jobs are executed here, `own` and the services of its actors are added. */
  after: Policy;
  /** The same, but `own` offers none of the wanted actors that are not here. */
  offered: Policy;
  catalogue: Catalogue;
  /** In the order in which a name is looked up. */
  agents: readonly Agent[];
}

const emptyPolicy: Policy = { revision: 0, services: [], groups: [], agents: [], revoked: [] };

/** `pubkey`: of the agent in this process; `remote`: it executes nothing. */
export async function readRegistry(
  store: Store | undefined,
  { actors, wanted }: LoadedRun,
  { pubkey, remote, clock }: { pubkey: string; remote: boolean; clock: Clock },
): Promise<Registry> {
  const before = store === undefined ? emptyPolicy : completePolicy(await store.policy());
  const known = before.agents.find((agent) => agent.pubkey === pubkey);
  const own = agentRecord(actors.values(), { pubkey, guid: newGuid(), now: clock.now() }, known);
  const after = remote ? before : policyWith(before, actors.values(), own);
  return {
    before,
    own,
    after,
    offered: remote ? before : policyWith(before, actors.values(), offeredHere(own, wanted, actors)),
    catalogue: createCatalogue(actors, after.services),
    agents: store === undefined ? after.agents : await livingFirst(store, after.agents),
  };
}

/** The agent's record may offer actors of other folders, or one that is gone; what this script names has to be here. */
function offeredHere(own: Agent, wanted: ReadonlySet<string>, actors: ReadonlyMap<string, Actor>): Agent {
  return { ...own, services: own.services.filter(({ actor }) => !wanted.has(actor) || actors.has(actor)) };
}
