// Agents, services, groups, revoked keys. In a cluster the hashes lie on other servers than the jobs, so a change is
// written first, and the revision raised after it: who has read the new revision has read the change.

import type { Agent } from '../../records/agent.ts';
import type { Group } from '../../records/group.ts';
import type { Service } from '../../records/service.ts';
import type { Finding, Policy } from '../ports.ts';
import type { Connection } from './connect.ts';

const tables = ['agents', 'groups', 'services'] as const;
type Table = (typeof tables)[number];

export class Registry {
  readonly #connection: Connection;
  /** Before the name of a hash, and before our own keys. */
  readonly #names: { hash: string; own: string };

  constructor(connection: Connection, hash: string, own: string) {
    this.#connection = connection;
    this.#names = { hash, own };
  }

  async revision(): Promise<number> {
    return 1 + Number((await this.#connection.send('HGET', `${this.#names.own}n`, 'revision')) ?? 0);
  }

  async policy(): Promise<Policy> {
    // First: records that are newer than it only make a decision be asked for once more.
    const revision = await this.revision();
    const [services, groups, agents, revoked] = await Promise.all([
      this.#all<Service>('services'),
      this.#all<Group>('groups'),
      this.#all<Agent>('agents'),
      this.#connection.send('SMEMBERS', `${this.#names.own}revoked`),
    ]);
    return { revision, services, groups, agents, revoked: (revoked as string[]).sort() };
  }

  async putAgent(agent: Agent): Promise<void> {
    const before = await this.#find('agents', agent.pubkey);
    await this.#put('agents', agent.pubkey, JSON.stringify(agent));
    // Presence, address and description come and go without touching who may do what.
    if (offerOf(before) !== JSON.stringify(agent.services)) await this.#rise();
  }

  putService(service: Service): Promise<void> {
    return this.#putRule('services', service.actor, service);
  }

  putGroup(group: Group): Promise<void> {
    return this.#putRule('groups', group.guid, group);
  }

  async removeGroup(guid: string): Promise<boolean> {
    const removed = Number(await this.#connection.send('HDEL', `${this.#names.hash}groups`, guid)) > 0;
    if (removed) await this.#rise();
    return removed;
  }

  async revoke(pubkey: string): Promise<void> {
    if (Number(await this.#connection.send('SADD', `${this.#names.own}revoked`, pubkey)) > 0) await this.#rise();
  }

  async inspect(): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const table of tables) {
      for (const [id, json] of await this.#entries(table)) {
        if (parse(json) !== undefined) continue;
        const message = `${table} ${id} is not JSON`;
        findings.push({ message, help: `correct it with \`redis-cli hset ${this.#names.hash}${table}\`` });
      }
    }
    return findings;
  }

  async #putRule(table: Table, id: string, record: Service | Group): Promise<void> {
    const json = JSON.stringify(record);
    if ((await this.#find(table, id)) === json) return;
    await this.#put(table, id, json);
    await this.#rise();
  }

  async #rise(): Promise<void> {
    await this.#connection.send('HINCRBY', `${this.#names.own}n`, 'revision', 1);
  }

  async #put(table: Table, id: string, json: string): Promise<void> {
    await this.#connection.send('HSET', `${this.#names.hash}${table}`, id, json);
  }

  async #find(table: Table, id: string): Promise<string | undefined> {
    return ((await this.#connection.send('HGET', `${this.#names.hash}${table}`, id)) as string | null) ?? undefined;
  }

  /** Records in the order of their ids; one that is not JSON is left where it is, and told by `inspect`. */
  async #all<T>(table: Table): Promise<T[]> {
    const entries = await this.#entries(table);
    return entries.map(([, json]) => parse(json) as T | undefined).filter((record) => record !== undefined);
  }

  async #entries(table: Table): Promise<[string, string][]> {
    const found = new Map<string, string>();
    let cursor = '0';
    do {
      const answer = await this.#connection.send('HSCAN', `${this.#names.hash}${table}`, cursor, 'COUNT', 500);
      const [next, list] = answer as [string, string[]];
      for (let i = 0; i < list.length; i += 2) found.set(list[i] ?? '', list[i + 1] ?? '');
      cursor = next;
    } while (cursor !== '0');
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function parse(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function offerOf(json: string | undefined): string | undefined {
  return json === undefined ? undefined : JSON.stringify((parse(json) as Agent | undefined)?.services);
}
