// All records that decisions rest on, indexed once per policy revision. The records may be malformed in any way.

import { normaliseKey } from '../records/keys.ts';
import type { Need } from '../records/service.ts';
import { type CompiledAcl, compileAcl } from './compiled-acl.ts';
import { GroupGraph } from './groups.ts';

/** Records as they came from a store, not validated. */
export interface RawPolicy {
  revision: number;
  services: readonly unknown[];
  groups: readonly unknown[];
  agents: readonly unknown[];
  revoked: readonly string[];
  /** Pinned root keys. */
  root: readonly string[];
}

export interface CompiledAction {
  needs: Need;
  acl: CompiledAcl | undefined;
  /** The action is declared more than once. */
  ambiguous: boolean;
}

export interface CompiledService {
  acl: CompiledAcl | undefined;
  actions: Map<string, CompiledAction>;
  ambiguous: boolean;
}

export interface CompiledPolicy {
  revision: number;
  services: Map<string, CompiledService>;
  groups: GroupGraph;
  /** pubkey → actor → action → whether the agent calls it public. */
  offers: Map<string, Map<string, Map<string, boolean>>>;
  revoked: ReadonlySet<string>;
  root: ReadonlySet<string>;
}

export function compilePolicy(raw: RawPolicy): CompiledPolicy {
  const services = new Map<string, CompiledService>();
  for (const record of raw.services) {
    if (!isRecord(record) || typeof record.actor !== 'string') continue;
    const twin = services.get(record.actor);
    if (twin === undefined) services.set(record.actor, compileService(record));
    else twin.ambiguous = true;
  }
  return {
    revision: raw.revision,
    services,
    groups: new GroupGraph(raw.groups),
    offers: compileOffers(raw.agents),
    revoked: keySet(raw.revoked),
    root: keySet(raw.root),
  };
}

function compileService(record: Record<string, unknown>): CompiledService {
  const actions = new Map<string, CompiledAction>();
  for (const entry of Array.isArray(record.actions) ? record.actions : []) {
    if (!isRecord(entry) || typeof entry.action !== 'string') continue;
    const twin = actions.get(entry.action);
    if (twin === undefined) {
      actions.set(entry.action, { needs: needOf(entry.needs), acl: compileAcl(entry.acl), ambiguous: false });
    } else twin.ambiguous = true;
  }
  return { acl: compileAcl(record.acl), actions, ambiguous: false };
}

/** Absent means write; what is not understood means the most. */
function needOf(raw: unknown): Need {
  if (raw === undefined || raw === null) return 'write';
  return raw === 'read' || raw === 'write' ? raw : 'admin';
}

function compileOffers(agents: readonly unknown[]): CompiledPolicy['offers'] {
  const offers: CompiledPolicy['offers'] = new Map();
  for (const agent of agents) {
    const key = isRecord(agent) ? normaliseKey(agent.pubkey) : undefined;
    if (!isRecord(agent) || key === undefined) continue;
    const services = offers.get(key) ?? new Map<string, Map<string, boolean>>();
    offers.set(key, services);
    for (const service of Array.isArray(agent.services) ? agent.services : []) {
      if (!isRecord(service) || typeof service.actor !== 'string') continue;
      const actions = services.get(service.actor) ?? new Map<string, boolean>();
      services.set(service.actor, actions);
      for (const action of Array.isArray(service.actions) ? service.actions : []) {
        if (!isRecord(action) || typeof action.action !== 'string') continue;
        // Said twice, it is public only if both say so.
        actions.set(action.action, action.public === true && (actions.get(action.action) ?? true));
      }
    }
  }
  return offers;
}

function keySet(texts: readonly string[]): Set<string> {
  return new Set(texts.map(normaliseKey).filter((key) => key !== undefined));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
