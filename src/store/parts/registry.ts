// Agents, services, groups and revoked keys: what decisions are made from.

import type { Agent } from '../../records/agent.ts';
import type { Group } from '../../records/group.ts';
import type { Service } from '../../records/service.ts';

export interface Policy {
  revision: number;
  services: Service[];
  groups: Group[];
  agents: Agent[];
  revoked: string[];
}

export interface Registry {
  /** Rises with every change of a service, group, revocation, or of what an agent offers. */
  revision(): Promise<number>;
  policy(): Promise<Policy>;
  putAgent(agent: Agent): Promise<void>;
  removeAgent(pubkey: string): Promise<boolean>;
  putService(service: Service): Promise<void>;
  putGroup(group: Group): Promise<void>;
  removeGroup(guid: string): Promise<boolean>;
  revoke(pubkey: string): Promise<void>;
}
