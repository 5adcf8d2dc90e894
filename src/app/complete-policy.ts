// Records of the registry with their defaults filled in: other programs may leave out what has one, and a list that is none
// is empty.

import type { Agent } from '../records/agent.ts';
import type { Service } from '../records/service.ts';
import type { Policy } from '../store/parts/registry.ts';

/** For reading only: what an agent signed is its record as it stands in the store. */
export function completePolicy(policy: Policy): Policy {
  return { ...policy, services: policy.services.map(completeService), agents: policy.agents.map(completeAgent) };
}

function completeService(service: Service): Service {
  const actions = records(service.actions).map((action) => ({
    ...action,
    description: action.description ?? '',
    params: textsOf(action.params),
    params_example: textsOf(action.params_example),
  }));
  return { ...service, description: service.description ?? '', status: service.status ?? 'ok', actions };
}

export function completeAgent(agent: Agent): Agent {
  const { guid = '', timestamp_first = 0, timestamp_last = 0, status = 'ok' } = agent.status ?? {};
  return {
    ...agent,
    address: agent.address ?? '',
    port: agent.port ?? 9999,
    description: agent.description ?? '',
    signature: agent.signature ?? '',
    status: { ...agent.status, guid, timestamp_first, timestamp_last, status },
    services: records(agent.services).map((service) => ({ ...service, actions: records(service.actions) })),
  };
}

function records<T extends object>(list: readonly T[] | undefined): T[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}

function textsOf(texts: Record<string, string> | undefined): Record<string, string> {
  return typeof texts === 'object' && texts !== null && !Array.isArray(texts) ? texts : {};
}
