// Has the jobs of a run decided: for who asks, and with the agents that are there.

import { compilePolicy } from '../../acl/policy.ts';
import type { Clock } from '../../ground/clock.ts';
import { authorisePlan } from '../../plan/authorise.ts';
import type { Plan } from '../../plan/plan.ts';
import { aliveAgents, readPresence } from '../../runner/alive.ts';
import type { Policy } from '../../store/parts/registry.ts';
import type { Store } from '../../store/ports.ts';
import { completePolicy } from '../complete-policy.ts';
import { lastSeen } from '../last-seen.ts';

export class Authoriser {
  readonly #source: string;
  readonly #local: string | undefined;
  readonly #clock: Clock;
  /** As it was when agents were looked for. */
  #draining: readonly string[] = [];

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
    const presence = await readPresence(store, await store.now());
    this.#draining = presence.draining;
    return aliveAgents(presence, '');
  }

  authorise(plan: Plan, policy: Policy, agents: string[]): ReturnType<typeof authorisePlan> {
    const present = { agents: policy.agents, draining: this.#draining };
    return authorisePlan(plan, {
      policy: compilePolicy({ ...policy, root: [this.#source] }),
      source: this.#source,
      aliveAgents: agents,
      lastSeen: (actor, action) => lastSeen(present, actor, action, this.#clock.now()),
    });
  }

  /** Under the policy of the store as it is now. */
  async authoriseNow(plan: Plan, store: Store): Promise<ReturnType<typeof authorisePlan>> {
    const agents = await this.findAgents(store);
    return this.authorise(plan, completePolicy(await store.policy()), agents);
  }
}
