// What both stores keep of the registry: records in JSON by id, in these tables.

import type { Agent } from '../records/agent.ts';

export const registryTables = ['agents', 'groups', 'services'] as const;

export type RegistryTable = (typeof registryTables)[number];

/** Undefined for what is no record. */
export function parseRecord(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Presence, address and description of an agent come and go without touching who may do what. */
export function isSameOffer(before: string | undefined, agent: Agent): boolean {
  const known = before === undefined ? undefined : (parseRecord(before) as Agent | undefined);
  return known !== undefined && JSON.stringify(known.services) === JSON.stringify(agent.services);
}
