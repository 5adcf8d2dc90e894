// `hero service …` and `hero group …`: what is known of actors and groups, as it stands in the store.

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Group } from '../../records/group.ts';
import type { Service } from '../../records/service.ts';
import { readLiving } from '../../runner/alive.ts';
import type { Policy } from '../../store/parts/registry.ts';
import { nameOfAgent } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';
import type { Settings } from '../settings.ts';
import { type Answer, refused, withReadStore } from '../with-store.ts';

export interface ServiceSheet {
  service: Service;
  /** Agents that say they offer it. */
  agents: { name: string; pubkey: string; up: boolean }[];
}

export function listServices(settings: Settings): Promise<Answer<ServiceSheet[]>> {
  return withReadStore(settings, async (store) => {
    const policy = completePolicy(await store.policy());
    const up = new Set((await readLiving(store)).map(({ agent }) => agent));
    const value = policy.services.map((service) => ({ service, agents: offeredBy(policy, service.actor, up) }));
    return { ok: true, value };
  });
}

export async function showService(settings: Settings, actor: string): Promise<Answer<ServiceSheet>> {
  const all = await listServices(settings);
  if (!all.ok) return all;
  const found = all.value.find(({ service }) => service.actor === actor);
  if (found !== undefined) return { ok: true, value: found };
  return missing(
    `there is no service ${actor}`,
    actor,
    all.value.map(({ service }) => service.actor),
    'hero service ls  lists them',
  );
}

export function listGroups(settings: Settings): Promise<Answer<Group[]>> {
  return withReadStore(settings, async (store) => ({ ok: true, value: (await store.policy()).groups }));
}

/** `name`: guid or name of the group. */
export async function showGroup(settings: Settings, name: string): Promise<Answer<Group>> {
  const all = await listGroups(settings);
  if (!all.ok) return all;
  const found = all.value.find((group) => group.guid === name || group.name === name);
  if (found !== undefined) return { ok: true, value: found };
  return missing(
    `there is no group ${name}`,
    name,
    all.value.flatMap((group) => [group.guid, group.name]),
    'hero group ls  lists them',
  );
}

function offeredBy({ agents }: Policy, actor: string, up: ReadonlySet<string>): ServiceSheet['agents'] {
  return agents
    .filter(({ services }) => services.some((service) => service.actor === actor))
    .map((agent) => ({ name: nameOfAgent(agent), pubkey: agent.pubkey, up: up.has(agent.pubkey) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function missing(message: string, name: string, known: string[], otherwise: string): Answer<never> {
  return refused(message, didYouMean(name, known) ?? otherwise);
}
