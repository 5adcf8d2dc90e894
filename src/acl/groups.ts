// Who is in which group: upwards from a key for membership, downwards from a group for whether all its names resolve.

import { normaliseKey } from '../records/keys.ts';
import { field, gather, inWords, isRecord, listField } from './raw.ts';

/** A chain of more groups than this proves nothing. */
const maxGroupDepth = 32;
/** Names everybody with a verified key; only an entry of an acl may say it. */
export const everyone = '*';
/** Its members are root. */
export const adminGroup = 'admin';

/** The groups a key is in, each with the group through which it was reached; null = it is a member itself. */
export type Closure = ReadonlyMap<string, string | null>;

interface Group {
  guid: string;
  /** Members that are groups, and groups it is a member of, as indices. */
  inner: number[];
  outer: number[];
  /** A name in it or below it that cannot be resolved, in words; undefined = none found yet. */
  unresolved: string | undefined;
}

export class GroupGraph {
  readonly #groups: Group[] = [];
  readonly #indices = new Map<string, number>();
  /** From a key to the groups that list it. */
  readonly #listing = new Map<string, number[]>();
  #spread = false;

  /** Records as they came from a store. What is not a group is left out, so a name for it stays unresolved. */
  constructor(records: readonly unknown[]) {
    const members = new Map<string, readonly unknown[] | undefined>();
    const twice = new Set<string>();
    for (const record of records) {
      const guid = isRecord(record) ? field(record, 'guid') : undefined;
      if (!isRecord(record) || !isGuid(guid)) continue;
      // Of two groups with one guid nobody knows which one holds, so neither does.
      if (members.has(guid)) twice.add(guid);
      members.set(guid, listField(record, 'members'));
    }
    for (const guid of twice) members.delete(guid);
    for (const guid of members.keys()) {
      this.#indices.set(guid, this.#groups.length);
      this.#groups.push({ guid, inner: [], outer: [], unresolved: undefined });
    }
    for (const [index, list] of [...members.values()].entries()) this.#link(index, list);
  }

  #link(index: number, members: readonly unknown[] | undefined): void {
    const group = this.#at(index);
    if (members === undefined) group.unresolved = `the members of ${group.guid}`;
    for (const member of new Set(members)) {
      const inner = typeof member === 'string' ? this.#indices.get(member) : undefined;
      if (inner !== undefined) {
        group.inner.push(inner);
        this.#at(inner).outer.push(index);
        continue;
      }
      const key = normaliseKey(member);
      if (key !== undefined) gather(this.#listing, key, index);
      else group.unresolved ??= isGuid(member) ? `group ${member}` : `member ${inWords(member)} of ${group.guid}`;
    }
  }

  #at(index: number): Group {
    const group = this.#groups[index];
    if (group === undefined) throw new RangeError(`no group ${index}`);
    return group;
  }

  /**
   * All groups the key is proved to be in. Breadth-first with a visited set, so cycles end and each edge is seen once;
   * nothing is remembered of a group alone, as an answer found inside a cycle is only half of one.
   */
  closureOf(key: string): Closure {
    const closure = new Map<string, string | null>();
    let layer: Group[] = [];
    for (const index of new Set(this.#listing.get(key))) {
      const group = this.#at(index);
      closure.set(group.guid, null);
      layer.push(group);
    }
    for (let depth = 1; depth < maxGroupDepth && layer.length > 0; depth += 1) {
      const above: Group[] = [];
      for (const { guid, outer } of layer) {
        for (const index of outer) {
          const group = this.#at(index);
          if (closure.has(group.guid)) continue;
          closure.set(group.guid, guid);
          above.push(group);
        }
      }
      layer = above;
    }
    return closure;
  }

  /** A name at or below the group that cannot be resolved, in words; undefined when the group is wholly known. */
  unresolvedIn(guid: string): string | undefined {
    const index = this.#indices.get(guid);
    if (index === undefined) return `group ${guid}`;
    if (!this.#spread) this.#spreadUnresolved();
    const group = this.#at(index);
    group.unresolved ??= this.#reachesTooDeep(index)
      ? `a group more than ${maxGroupDepth} levels below ${guid}`
      : undefined;
    return group.unresolved;
  }

  /** What is not known of a group is not known of all above it; done once, for all of them together. */
  #spreadUnresolved(): void {
    this.#spread = true;
    const layer = this.#groups.filter(({ unresolved }) => unresolved !== undefined);
    for (const { outer, unresolved } of layer) {
      for (const index of outer) {
        const group = this.#at(index);
        if (group.unresolved !== undefined) continue;
        group.unresolved = unresolved;
        layer.push(group);
      }
    }
  }

  #reachesTooDeep(start: number): boolean {
    let unseen = this.#groups.length - 1;
    if (unseen < maxGroupDepth) return false;
    const seen = new Uint8Array(this.#groups.length);
    seen[start] = 1;
    let layer = [start];
    for (let depth = 1; layer.length > 0 && unseen > 0; depth += 1) {
      const below: number[] = [];
      for (const index of layer) {
        for (const inner of this.#at(index).inner) {
          if (seen[inner] === 1) continue;
          if (depth === maxGroupDepth) return true;
          seen[inner] = 1;
          unseen -= 1;
          below.push(inner);
        }
        if (unseen === 0) return false;
      }
      layer = below;
    }
    return false;
  }
}

/** From the key to the group, all groups in between. */
export function pathTo(closure: Closure, key: string, guid: string): string[] {
  const path: string[] = [];
  for (let at: string | null = guid; at !== null; at = closure.get(at) ?? null) path.push(at);
  return [key, ...path.reverse()];
}

/** Text that looks like a key always is one, and `*` is no group. */
export function isGuid(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name !== everyone && normaliseKey(name) === undefined;
}
