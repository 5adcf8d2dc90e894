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
      const isNew = !isSameOffer(await find(core, 'agents', agent.pubkey), agent);
      await change(core, isNew, () => connection.send('HSET', `${hash}agents`, agent.pubkey, JSON.stringify(agent)));
    },

    removeAgent: (pubkey) => removeRecord(core, 'agents', pubkey),

    putService: (service) => putRule(core, 'services', service.actor, service),

    putGroup: (group) => putRule(core, 'groups', group.guid, group),

    removeGroup: (guid) => removeRecord(core, 'groups', guid),

    async revoke(pubkey) {
      const isNew = Number(await connection.send('SISMEMBER', `${own}revoked`, pubkey)) === 0;
      await change(core, isNew, () => connection.sendCopied('SADD', `${own}revoked`, pubkey));
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
  const isNew = (await find(core, table, id)) !== json;
  await change(core, isNew, () => core.connection.sendCopied('HSET', `${core.hash}${table}`, id, json));
}

async function removeRecord(core: Core, table: RegistryTable, id: string): Promise<boolean> {
  const isThere = (await find(core, table, id)) !== undefined;
  await change(core, isThere, () => core.connection.sendCopied('HDEL', `${core.hash}${table}`, id));
  return isThere;
}

/**
 * Writes, and raises the revision if that is something new. What the write answers does not say so: it may have been sent
 * twice. Whoever is cut off in between leaves a mark, and the next to come raises in their place: they find what was written,
 * and would think that it had been told of.
 */
async function change({ connection, own }: Core, isNew: boolean, write: () => Promise<unknown>): Promise<void> {
  const numbers = `${own}n`;
  if (isNew) {
    await connection.send('HSET', numbers, 'rising', 1);
    await write();
  } else {
    const [mark] = await Promise.all([connection.send('HGET', numbers, 'rising'), write()]);
    if (mark === null) return;
  }
  await connection.sendCopied('HINCRBY', numbers, 'revision', 1);
  await connection.send('HDEL', numbers, 'rising');
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
