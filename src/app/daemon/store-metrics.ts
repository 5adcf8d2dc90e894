// What Prometheus reads of a runner about the store, as it is at that moment.

import { Gauge, Registry } from 'prom-client';
import { within } from '../../ground/within.ts';
import type { Agent } from '../../records/agent.ts';
import type { LimitSheet } from '../../store/parts/limits.ts';
import type { Session } from '../../store/parts/sessions.ts';
import type { StoreStats } from '../../store/parts/views.ts';
import type { Store } from '../../store/ports.ts';
import { nameOfAgent } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';

/** Whoever reads metrics waits some seconds at most; a store that is away takes a minute to say so. */
const patienceMs = 2_000;

export class StoreMetrics {
  readonly #registry = new Registry();
  readonly #store: Pick<Store, 'stats' | 'sessions' | 'limits' | 'policy'>;
  readonly #depth: Gauge<'state'>;
  readonly #bytes: Gauge;
  readonly #maxBytes: Gauge;
  readonly #held: Gauge<'limit'>;
  readonly #heldBack: Gauge<'limit'>;
  readonly #processes: Gauge<'agent'>;
  readonly #names: Gauge<'agent' | 'name'>;
  /** Agents that had a process once: 0 of one that is gone tells more than nothing. */
  readonly #agents = new Set<string>();
  /** Shared by all who ask meanwhile. */
  #looking: Promise<string> | undefined;

  constructor(store: Pick<Store, 'stats' | 'sessions' | 'limits' | 'policy'>) {
    this.#store = store;
    const registers = [this.#registry];
    const named = (name: string, help: string) => ({ name: `herorunner_${name}`, help, registers });
    this.#depth = new Gauge({ ...named('jobs', 'jobs in the store by state'), labelNames: ['state'] });
    this.#bytes = new Gauge(named('store_bytes', 'size of the store'));
    this.#maxBytes = new Gauge(named('store_max_bytes', 'from which size on new jobs are refused; 0 = no limit'));
    this.#held = new Gauge({ ...named('limit_held', 'jobs held under a limit'), labelNames: ['limit'] });
    this.#heldBack = new Gauge({ ...named('limit_waiting', 'jobs that a limit holds back'), labelNames: ['limit'] });
    this.#processes = new Gauge({ ...named('agent_processes', 'living processes of an agent'), labelNames: ['agent'] });
    const nameHelp = 'always 1: the name of an agent, to be joined by its key';
    this.#names = new Gauge({ ...named('agent_info', nameHelp), labelNames: ['agent', 'name'] });
  }

  /** Nothing while the store is away: what it said before is not so any more. */
  async text(): Promise<string> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return within(patienceMs, this.#looking, '').catch(() => '');
  }

  async #look(): Promise<string> {
    const [stats, limits, sessions, policy] = await Promise.all([
      this.#store.stats(),
      this.#store.limits(),
      this.#store.sessions(),
      this.#store.policy(),
    ]);
    this.#setSize(stats);
    this.#setLimits(limits);
    this.#setProcesses(sessions);
    this.#setNames(completePolicy(policy).agents);
    return this.#registry.metrics();
  }

  #setSize({ byState, bytes, maxBytes }: StoreStats): void {
    for (const [state, count] of Object.entries(byState)) this.#depth.set({ state }, count);
    this.#bytes.set(bytes);
    this.#maxBytes.set(maxBytes ?? 0);
  }

  #setLimits(limits: readonly LimitSheet[]): void {
    this.#held.reset();
    this.#heldBack.reset();
    for (const { kind, name, used, waiting } of limits) {
      if (kind === 'store') continue;
      const limit = `${kind}:${name}`;
      this.#held.set({ limit }, used);
      this.#heldBack.set({ limit }, waiting);
    }
  }

  #setNames(agents: readonly Agent[]): void {
    this.#names.reset();
    for (const agent of agents) this.#names.set({ agent: agent.pubkey, name: nameOfAgent(agent) }, 1);
  }

  #setProcesses(sessions: readonly Session[]): void {
    for (const { agent } of sessions) this.#agents.add(agent);
    for (const agent of this.#agents) this.#processes.set({ agent }, 0);
    for (const { agent } of sessions) this.#processes.inc({ agent });
  }
}
