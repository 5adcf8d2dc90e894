// A policy made ready for many decisions. The records are taken as they came: what a schema would refuse must deny,
// not disappear.

import { normaliseKey } from '../records/keys.ts';
import type { Need } from '../records/words.ts';
import { type AccessList, compileAccessList } from './access-list.ts';
import { GroupGraph } from './groups.ts';
import { Offers } from './offers.ts';
import { field, gather, isRecord, listField, type RawRecord } from './raw.ts';
import { Subjects } from './subjects.ts';

export interface RawPolicy {
  revision: number;
  services: readonly unknown[];
  groups: readonly unknown[];
  agents: readonly unknown[];
  /** Public keys; what is no key names nobody. */
  revoked: readonly unknown[];
  /** Pinned root keys; they do not come from the store. */
  root: readonly unknown[];
}

/** What holds for one action of one service. */
export interface Rule {
  needs: Need;
  service: AccessList | undefined;
  action: AccessList | undefined;
}

export type RuleProblem = 'UNKNOWN_ACTOR' | 'UNKNOWN_ACTION' | 'AMBIGUOUS';

export interface CompiledPolicy {
  readonly revision: number;
  readonly subjects: Subjects;
  readonly offers: Offers;
  /** Names are compared byte for byte. */
  findRule(actor: string, action: string): Rule | RuleProblem;
}

/** Never fails, whatever the records hold. Lists are indexed when they are first asked for. */
export function compilePolicy(input: RawPolicy): CompiledPolicy {
  const revoked = keySet(input.revoked);
  const groups = new GroupGraph(input.groups);
  const services = new Map<string, RawRecord[]>();
  for (const record of input.services) {
    const actor = isRecord(record) ? field(record, 'actor') : undefined;
    if (isRecord(record) && typeof actor === 'string') gather(services, actor, record);
  }
  const rules = new Map<string, Map<string, Rule | RuleProblem>>();
  return {
    revision: input.revision,
    subjects: new Subjects(groups, revoked, keySet(input.root)),
    offers: new Offers(input.agents, revoked),
    findRule(actor, action) {
      const records = services.get(actor);
      if (records === undefined) return 'UNKNOWN_ACTOR';
      let known = rules.get(actor);
      if (known === undefined) {
        known = compileRules(records, groups);
        rules.set(actor, known);
      }
      return known.get(action) ?? 'UNKNOWN_ACTION';
    },
  };
}

function compileRules(records: readonly RawRecord[], groups: GroupGraph): Map<string, Rule | RuleProblem> {
  const rules = new Map<string, Rule | RuleProblem>();
  for (const record of records) {
    const service = compileAccessList(record, 'service', groups);
    for (const raw of listField(record, 'actions') ?? []) {
      const name = isRecord(raw) ? field(raw, 'action') : undefined;
      if (!isRecord(raw) || typeof name !== 'string') continue;
      const ambiguous = records.length > 1 || rules.has(name);
      rules.set(
        name,
        ambiguous ? 'AMBIGUOUS' : { needs: readNeeds(raw), service, action: compileAccessList(raw, 'action', groups) },
      );
    }
  }
  return rules;
}

function readNeeds(action: RawRecord): Need {
  const needs = field(action, 'needs');
  if (needs === undefined) return 'write';
  return needs === 'read' || needs === 'write' ? needs : 'admin';
}

function keySet(keys: readonly unknown[]): Set<string> {
  const set = new Set<string>();
  for (const text of keys) {
    const key = normaliseKey(text);
    if (key !== undefined) set.add(key);
  }
  return set;
}
