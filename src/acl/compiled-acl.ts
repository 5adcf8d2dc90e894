// An acl as it came from a store, made ready for questions. What cannot be read closes, it never opens.

import { normaliseKey } from '../records/keys.ts';
import type { Right } from '../records/service.ts';

export type GrantRight = Exclude<Right, 'block'>;

export interface CompiledAce {
  index: number;
  /** As written, for explanations. */
  right: string;
  /** Undefined = it blocks; any right that is not known does. */
  grant: GrantRight | undefined;
  users: ReadonlySet<string>;
  groups: readonly string[];
  /** Holds a name that is neither a key nor, where a group belongs, possibly a guid. */
  unreadable: boolean;
}

export interface CompiledAcl {
  name: string;
  aces: CompiledAce[];
  /** Something of it is lost, which could have been a block. */
  malformed: boolean;
}

/** Undefined when there is no acl: `null` and absence are the same, anything else that is not an object is malformed. */
export function compileAcl(raw: unknown): CompiledAcl | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!isObject(raw)) return { name: '', aces: [], malformed: true };
  const name = typeof raw.name === 'string' ? raw.name : '';
  const list = raw.ace === undefined ? [] : raw.ace;
  if (!Array.isArray(list)) return { name, aces: [], malformed: true };
  const aces: CompiledAce[] = [];
  let malformed = false;
  for (const [index, entry] of list.entries()) {
    if (isObject(entry)) aces.push(compileAce(entry, index));
    else malformed = true;
  }
  return { name, aces, malformed };
}

function compileAce(entry: Record<string, unknown>, index: number): CompiledAce {
  const users = new Set<string>();
  const groups: string[] = [];
  let unreadable = false;
  for (const user of namesOf(entry.users)) {
    const key = normaliseKey(user);
    if (key === undefined) unreadable = true;
    else users.add(key);
  }
  for (const group of namesOf(entry.groups)) {
    // A key where a group belongs names nobody, and a block must not be escaped by such a slip.
    if (typeof group !== 'string' || normaliseKey(group) !== undefined) unreadable = true;
    else groups.push(group);
  }
  const { right } = entry;
  const grant = right === 'read' || right === 'write' || right === 'admin' ? right : undefined;
  return { index, right: typeof right === 'string' ? right : String(right), grant, users, groups, unreadable };
}

/** A list that is not one still says that somebody was meant. */
function namesOf(raw: unknown): readonly unknown[] {
  if (raw === undefined || raw === null) return [];
  return Array.isArray(raw) ? raw : [undefined];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
