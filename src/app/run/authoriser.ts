// Has the jobs of a run decided: for who asks, and with the agents that are there.

import { compilePolicy } from '../../acl/policy.ts';
import { type Clock, epochSeconds } from '../../ground/clock.ts';
import { authorisePlan } from '../../plan/authorise.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Agent } from '../../records/agent.ts';
import { aliveAgents, lookWhoIsThere } from '../../runner/alive.ts';
import type { Policy } from '../../store/parts/registry.ts';
import type { Store } from '../../store/ports.ts';
import { nameOfAgent } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';

export class Authoriser {
  readonly #source: string;
  readonly #local: string | undefined;
  readonly #clock: Clock;

  /** Public keys. `local`: of the agent in this process, undefined where jobs are executed elsewhere. */
  constructor(source: string, local: string | undefined, clock: Clock) {
    this.#source = source;
    this.#local = local;
    this.#clock = clock;
  }

  /**
   * Public keys of the agents that are tried for a job that names none. To be asked before the policy: an agent is there
   * after its services, so those of whoever is seen are seen as well.
   */
  async findAgents(store: Store | undefined): Promise<string[]> {
    // A run that executes itself has a lane of its own, where nobody else is.
    if (this.#local !== undefined) return [this.#local];
    if (store === undefined) return [];
    return aliveAgents(await lookWhoIsThere(store, await store.now()), '');
  }

  authorise(plan: Plan, policy: Policy, agents: string[]): ReturnType<typeof authorisePlan> {
    return authorisePlan(plan, {
      policy: compilePolicy({ ...policy, root: [this.#source] }),
      source: this.#source,
      aliveAgents: agents,
      lastSeen: (actor, action) => lastSeen(policy.agents, actor, action, this.#clock.now()),
    });
  }

  /** Under the policy of the store as it is now. */
  async authoriseNow(plan: Plan, store: Store): Promise<ReturnType<typeof authorisePlan>> {
    const agents = await this.findAgents(store);
    return this.authorise(plan, completePolicy(await store.policy()), agents);
  }
}

/** Of the agents that offer the action, why each is no candidate: it is drained, has ended, or is gone since it wrote its record. */
function lastSeen(agents: readonly Agent[], actor: string, action: string, now: number): string[] {
  return agents
    .filter((agent) => agent.services.some((s) => s.actor === actor && s.actions.some((a) => a.action === action)))
    .map((agent) => {
      const name = nameOfAgent(agent);
      const offers = `${name} (${agent.pubkey.slice(0, 8)}) offers it, but`;
      const { status, timestamp_last: last } = agent.status;
      if (status === 'halted') return `${offers} is to take no more jobs: hero agent drain ${name} --off  changes that`;
      const seconds = Math.max(0, epochSeconds(now) - last);
      return status === 'down' ? `${offers} ended ${seconds} s ago` : `${offers} was last seen ${seconds} s ago`;
    });
}
