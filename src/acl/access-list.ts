// One access control list, indexed by the names in it. What is not as it should be becomes a block or a doubt.

import { normaliseKey } from '../records/keys.ts';
import type { Right } from '../records/words.ts';
import { everyone, type GroupGraph, isGuid } from './groups.ts';
import { field, inWords, isRecord, listField, type RawRecord } from './raw.ts';

export type Level = 'service' | 'action';
export type GrantRight = Exclude<Right, 'block'>;

/** The chain of rights; block stands outside it. */
export const rank: Readonly<Record<GrantRight, number>> = { read: 1, write: 2, admin: 3 };

/** An entry as far as one of its names is concerned. */
export interface Entry {
  list: AccessList;
  ace: number;
  /** As written; null when it is missing. */
  right: string | null;
}

export interface GrantEntry extends Entry {
  right: GrantRight;
}

/** Entries by whom they name; of several for one name the strongest is kept, of equals the first. */
export interface Names<E extends Entry> {
  users: Map<string, E>;
  groups: Map<string, E>;
  everyone: E | undefined;
}

/** Why nobody can be sure not to be blocked. */
export interface Doubt {
  list: AccessList;
  /** Undefined when the list itself is not one. */
  ace: number | undefined;
  right: string | null;
  /** What could not be resolved, in words. */
  unresolved: string;
}

export interface AccessList {
  level: Level;
  name: string;
  blocks: Names<Entry>;
  grants: Names<GrantEntry>;
  doubt: Doubt | undefined;
}

/** Undefined when there is no list at this level: the field is missing or null. Anything else is one, however broken. */
export function compileAccessList(owner: RawRecord, level: Level, groups: GroupGraph): AccessList | undefined {
  const raw = field(owner, 'acl');
  if (raw === undefined || raw === null) return undefined;
  const name = isRecord(raw) ? field(raw, 'name') : undefined;
  const list: AccessList = {
    level,
    name: typeof name === 'string' ? name : '',
    blocks: { users: new Map(), groups: new Map(), everyone: undefined },
    grants: { users: new Map(), groups: new Map(), everyone: undefined },
    doubt: undefined,
  };
  // Null is no list here: what it stands for could have been a block.
  const entries = isRecord(raw) && field(raw, 'ace') !== null ? listField(raw, 'ace') : undefined;
  if (entries === undefined) {
    list.doubt = { list, ace: undefined, right: null, unresolved: isRecord(raw) ? 'its list of entries' : 'the acl' };
    return list;
  }
  entries.forEach((entry, ace) => {
    if (!isRecord(entry)) list.doubt ??= { list, ace, right: null, unresolved: 'the entry' };
    else addEntry(list, entry, ace, groups);
  });
  return list;
}

function addEntry(list: AccessList, raw: RawRecord, ace: number, groups: GroupGraph): void {
  const right = field(raw, 'right');
  if (isGrantRight(right)) {
    addNames(list.grants, raw, { list, ace, right });
    return;
  }
  // A right nobody knows may be a misspelled block.
  const entry: Entry = {
    list,
    ace,
    right: right === undefined ? null : typeof right === 'string' ? right : inWords(right),
  };
  const unresolved = addNames(list.blocks, raw, entry) ?? firstUnresolved(raw, groups);
  if (unresolved !== undefined) list.doubt ??= { list, ace, right: entry.right, unresolved };
}

/** Files the entry under its names; returns the first one that is none, in words. */
function addNames<E extends Entry>(names: Names<E>, raw: RawRecord, entry: E): string | undefined {
  let unreadable: string | undefined;
  const users = listField(raw, 'users');
  const groups = listField(raw, 'groups');
  if (users === undefined) unreadable = 'its list of users';
  if (groups === undefined) unreadable ??= 'its list of groups';
  for (const user of users ?? []) {
    const key = normaliseKey(user);
    if (key === undefined) unreadable ??= `user ${inWords(user)}`;
    else file(names.users, key, entry);
  }
  for (const group of groups ?? []) {
    if (group === everyone) names.everyone = stronger(names.everyone, entry);
    else if (isGuid(group)) file(names.groups, group, entry);
    else unreadable ??= `group ${inWords(group)}`;
  }
  return unreadable;
}

function firstUnresolved(raw: RawRecord, groups: GroupGraph): string | undefined {
  for (const group of listField(raw, 'groups') ?? []) {
    const unresolved = isGuid(group) ? groups.unresolvedIn(group) : undefined;
    if (unresolved !== undefined) return unresolved;
  }
  return undefined;
}

function file<E extends Entry>(entries: Map<string, E>, name: string, entry: E): void {
  entries.set(name, stronger(entries.get(name), entry));
}

function stronger<E extends Entry>(before: E | undefined, entry: E): E {
  return before === undefined || rankOf(entry) > rankOf(before) ? entry : before;
}

function rankOf({ right }: Entry): number {
  return isGrantRight(right) ? rank[right] : 0;
}

function isGrantRight(right: unknown): right is GrantRight {
  return right === 'read' || right === 'write' || right === 'admin';
}
