// Agents, services, groups, revoked keys in the file: JSON by id, and the revision that rises when a decision could change.

import type { Agent } from '../../../records/agent.ts';
import type { Group } from '../../../records/group.ts';
import type { Service } from '../../../records/service.ts';
import type { Policy, Registry } from '../../parts/registry.ts';
import { isSameOffer, type RegistryTable } from '../../registry-tables.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';

export function registry(core: Core): Registry {
  const { db } = core;
  return {
    async revision() {
      return db.look(() => revision(db));
    },
    async policy() {
      return db.read(() => policy(db));
    },
    async putAgent(agent) {
      core.changeFacts(() => putAgent(db, agent));
    },
    async removeAgent(pubkey) {
      return core.changeFacts(() => removeRecord(db, 'agents', pubkey));
    },
    async putService(service) {
      core.changeFacts(() => putRule(db, 'services', service.actor, service));
    },
    async putGroup(group) {
      core.changeFacts(() => putRule(db, 'groups', group.guid, group));
    },
    async removeGroup(guid) {
      return core.changeFacts(() => removeRecord(db, 'groups', guid));
    },
    async revoke(pubkey) {
      core.changeFacts(() => revoke(db, pubkey));
    },
  };
}

function revision(db: Database): number {
  return Number(db.sql(`select value from counter where name = 'revision'`).get()?.value);
}

function policy(db: Database): Policy {
  return {
    revision: revision(db),
    services: all<Service>(db, 'services'),
    groups: all<Group>(db, 'groups'),
    agents: all<Agent>(db, 'agents'),
    revoked: db
      .sql('select id from revoked order by id')
      .all()
      .map((row) => String(row.id)),
  };
}

function putAgent(db: Database, agent: Agent): void {
  const before = find(db, 'agents', agent.pubkey);
  put(db, 'agents', agent.pubkey, JSON.stringify(agent));
  if (!isSameOffer(before, agent)) rise(db);
}

function removeRecord(db: Database, table: RegistryTable, id: string): boolean {
  const removed = db.sql(`delete from ${table} where id = ?`).run(id).changes > 0;
  if (removed) rise(db);
  return removed;
}

function revoke(db: Database, pubkey: string): void {
  if (db.sql('insert or ignore into revoked(id) values (?)').run(pubkey).changes > 0) rise(db);
}

function putRule(db: Database, table: RegistryTable, id: string, record: Service | Group): void {
  const json = JSON.stringify(record);
  if (find(db, table, id) === json) return;
  put(db, table, id, json);
  rise(db);
}

function rise(db: Database): void {
  db.sql(`update counter set value = value + 1 where name = 'revision'`).run();
}

function put(db: Database, table: RegistryTable, id: string, json: string): void {
  db.sql(`insert into ${table}(id, json) values (?, ?) on conflict(id) do update set json = excluded.json`).run(
    id,
    json,
  );
}

function find(db: Database, table: RegistryTable, id: string): string | undefined {
  const row = db.sql(`select json from ${table} where id = ?`).get(id);
  return row === undefined ? undefined : String(row.json);
}

/** Records in the order of their ids; one that is not JSON is left where it is, and told by `inspect`. */
function all<T>(db: Database, table: RegistryTable): T[] {
  return db
    .sql(`select json from ${table} where json_valid(json) order by id`)
    .all()
    .map((row) => JSON.parse(String(row.json)) as T);
}
