// Agents, services, groups, revoked keys. In a cluster the hashes lie on other servers than the jobs, so a change is
// written first, and the revision raised after it: who has read the new revision has read the change.

import type { Agent } from '../../../records/agent.ts';
import type { Group } from '../../../records/group.ts';
import type { Service } from '../../../records/service.ts';
import type { Policy, Registry } from '../../parts/registry.ts';
import type { Finding } from '../../parts/repair.ts';
import { isSameOffer, parseRecord, type RegistryTable, registryTables } from '../../registry-tables.ts';
import type { Core } from '../core.ts';

export function registry(core: Core): Registry {
  const { connection, hash, own } = core;
  return {
    revision: () => revision(core),

    policy: () => policy(core),

    async putAgent(agent) {
      const before = await find(core, 'agents', agent.pubkey);
      await connection.send('HSET', `${hash}agents`, agent.pubkey, JSON.stringify(agent));
      if (!isSameOffer(before, agent)) await rise(core);
    },

    removeAgent: (pubkey) => removeRecord(core, 'agents', pubkey),

    putService: (service) => putRule(core, 'services', service.actor, service),

    putGroup: (group) => putRule(core, 'groups', group.guid, group),

    removeGroup: (guid) => removeRecord(core, 'groups', guid),

    async revoke(pubkey) {
      if (Number(await connection.sendCopied('SADD', `${own}revoked`, pubkey)) > 0) await rise(core);
    },
  };
}

async function revision({ connection, own }: Core): Promise<number> {
  return 1 + Number((await connection.send('HGET', `${own}n`, 'revision')) ?? 0);
}

async function policy(core: Core): Promise<Policy> {
  // First: records that are newer than it only make a decision be asked for once more.
  const before = await revision(core);
  const [services, groups, agents, revoked] = await Promise.all([
    all<Service>(core, 'services'),
    all<Group>(core, 'groups'),
    all<Agent>(core, 'agents'),
    core.connection.send('SMEMBERS', `${core.own}revoked`),
  ]);
  return { revision: before, services, groups, agents, revoked: (revoked as string[]).sort() };
}

export async function inspectRegistry(core: Core): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const table of registryTables) {
    for (const [id, json] of await entriesOf(core, table)) {
      if (parseRecord(json) !== undefined) continue;
      const message = `${table} ${id} is not JSON`;
      findings.push({ message, help: `correct it with \`redis-cli hset ${core.hash}${table}\`` });
    }
  }
  return findings;
}

async function putRule(core: Core, table: RegistryTable, id: string, record: Service | Group): Promise<void> {
  const json = JSON.stringify(record);
  if ((await find(core, table, id)) === json) return;
  await core.connection.sendCopied('HSET', `${core.hash}${table}`, id, json);
  await rise(core);
}

async function removeRecord(core: Core, table: RegistryTable, id: string): Promise<boolean> {
  const removed = Number(await core.connection.sendCopied('HDEL', `${core.hash}${table}`, id)) > 0;
  if (removed) await rise(core);
  return removed;
}

async function rise({ connection, own }: Core): Promise<void> {
  await connection.sendCopied('HINCRBY', `${own}n`, 'revision', 1);
}

async function find({ connection, hash }: Core, table: RegistryTable, id: string): Promise<string | undefined> {
  return ((await connection.send('HGET', `${hash}${table}`, id)) as string | null) ?? undefined;
}

/** Records in the order of their ids; one that is not JSON is left where it is, and told by `inspect`. */
async function all<T>(core: Core, table: RegistryTable): Promise<T[]> {
  const entries = await entriesOf(core, table);
  return entries.map(([, json]) => parseRecord(json) as T | undefined).filter((record) => record !== undefined);
}

async function entriesOf({ connection, hash }: Core, table: RegistryTable): Promise<[string, string][]> {
  const found = new Map<string, string>();
  let cursor = '0';
  do {
    const answer = await connection.send('HSCAN', `${hash}${table}`, cursor, 'COUNT', 500);
    const [next, list] = answer as [string, string[]];
    for (let i = 0; i < list.length; i += 2) found.set(list[i] ?? '', list[i + 1] ?? '');
    cursor = next;
  } while (cursor !== '0');
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
