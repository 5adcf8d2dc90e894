// What this process can execute, written to the registry: Service records and the Agent record.

import type { Actor } from '../actors/actor.ts';
import { toAgentService, toService } from '../actors/catalogue.ts';
import { epochSeconds, systemClock } from '../ground/clock.ts';
import { newGuid } from '../ground/id.ts';
import type { Agent } from '../records/agent.ts';
import type { Service, ServiceAction } from '../records/service.ts';
import type { Policy } from '../store/parts/registry.ts';
import type { Store } from '../store/ports.ts';
import { nameOfAgent } from './agent-names.ts';
import { completePolicy } from './complete-policy.ts';

const ofRuns = 'local agent of hero run';

/** Whether it is there only while a script is run here. */
export function isOfRuns({ description }: Pick<Agent, 'description'>): boolean {
  return description === ofRuns;
}

/** The policy as it will be once `actors` are registered by `agent`; pure. */
export function policyWith(policy: Policy, actors: Iterable<Actor>, agent: Agent): Policy {
  const services = new Map(policy.services.map((service) => [service.actor, service]));
  for (const actor of actors) services.set(actor.name, mergeService(services.get(actor.name), toService(actor)));
  const agents = policy.agents.filter((other) => other.pubkey !== agent.pubkey);
  return { ...policy, services: [...services.values()], agents: [...agents, agent] };
}

/** Description and params come from the actor; acl, needs and whatever else was decided in the record stay. */
function mergeService(existing: Service | undefined, ours: Service): Service {
  if (existing === undefined) return ours;
  const actions = new Map(existing.actions.map((action) => [action.action, action]));
  for (const action of ours.actions) {
    const before: ServiceAction | undefined = actions.get(action.action);
    actions.set(action.action, before === undefined ? action : { ...action, ...decided(before, action) });
  }
  return { ...existing, description: ours.description || existing.description, actions: [...actions.values()] };
}

function decided(before: ServiceAction, now: ServiceAction): ServiceAction {
  const { description: _, params: __, params_example: ___, params_facts: ____, ...kept } = before;
  return { ...now, ...kept };
}

export interface AgentRun {
  pubkey: string;
  /** Id of this run of the process. */
  guid: string;
  now: number;
}

export interface AgentSelf {
  name?: string;
  description?: string;
  address?: string;
  port?: number;
}

/** The record of an agent that runs as a process of its own: it offers these actors and nothing else. */
export function ownRecord(
  actors: Iterable<Actor>,
  run: AgentRun,
  self: AgentSelf,
  before: Agent | undefined,
  status: Agent['status']['status'],
): Agent {
  const { name = before === undefined ? 'agent' : nameOfAgent(before) } = self;
  const said = before?.description.startsWith(`${name}: `) ? before.description.slice(name.length + 2) : '';
  const description = self.description ?? said;
  const record = agentRecord([], run, before);
  return {
    ...record,
    address: self.address ?? record.address,
    port: self.port ?? record.port,
    description: description === '' ? name : `${name}: ${description}`,
    status: { ...record.status, status },
    services: [...actors].map(toAgentService),
  };
}

export function agentRecord(actors: Iterable<Actor>, run: AgentRun, before: Agent | undefined): Agent {
  const second = epochSeconds(run.now);
  const services = new Map((before?.services ?? []).map((service) => [service.actor, service]));
  for (const actor of actors) services.set(actor.name, toAgentService(actor));
  return {
    ...before,
    pubkey: run.pubkey,
    address: before?.address ?? '127.0.0.1',
    port: before?.port ?? 9999,
    description: before?.description ?? ofRuns,
    status: {
      guid: run.guid,
      timestamp_first: before?.status.timestamp_first ?? second,
      timestamp_last: second,
      status: 'ok',
    },
    services: [...services.values()],
    signature: before?.signature ?? '',
  };
}

/** Writes what differs; a second start with the same actors changes nothing but the agent's time. */
export async function register(store: Store, wanted: Policy, current: Policy, agent: Agent): Promise<void> {
  const before = new Map(current.services.map((service) => [service.actor, JSON.stringify(service)]));
  for (const service of wanted.services) {
    if (before.get(service.actor) !== JSON.stringify(service)) await store.putService(service);
  }
  await store.putAgent(agent);
}

/** Registers what this process executes as the agent of this machine. */
export async function registerLocal(store: Store, actors: ReadonlyMap<string, Actor>, pubkey: string): Promise<void> {
  const before = completePolicy(await store.policy());
  const known = before.agents.find((agent) => agent.pubkey === pubkey);
  const own = agentRecord(actors.values(), { pubkey, guid: newGuid(), now: systemClock.now() }, known);
  await register(store, policyWith(before, actors.values(), own), before, own);
}
