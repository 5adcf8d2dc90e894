// Who is in which group. Membership is found upwards from a key, breadth first, so cycles end by themselves.

import { normaliseKey } from '../records/keys.ts';

export const maxGroupDepth = 32;
/** Guid of the group of every verified key; it is nowhere written down. */
export const everyoneGuid = '*';

interface GroupNode {
  /** Normalised keys and guids of groups. */
  members: string[];
  /** Something in it cannot be read, so nobody can be proved to be outside of it. */
  unreadable: boolean;
}

export class GroupGraph {
  readonly #groups = new Map<string, GroupNode>();
  /** Key or guid → guids of the groups it is a direct member of. */
  readonly #memberOf = new Map<string, string[]>();
  readonly #closures = new Map<string, ReadonlyMap<string, string>>();
  readonly #resolved = new Map<string, boolean>();

  constructor(records: readonly unknown[]) {
    for (const record of records) this.#add(record);
    for (const [guid, { members }] of this.#groups) {
      for (const member of new Set(members)) {
        const list = this.#memberOf.get(member);
        if (list === undefined) this.#memberOf.set(member, [guid]);
        else list.push(guid);
      }
    }
  }

  #add(record: unknown): void {
    if (typeof record !== 'object' || record === null) return;
    const { guid, members = [] } = record as { guid?: unknown; members?: unknown };
    // A guid that looks like a key would be read as that key wherever it is named; '*' is taken.
    if (typeof guid !== 'string' || normaliseKey(guid) !== undefined || guid === everyoneGuid) return;
    const known = this.#groups.get(guid);
    const node = known ?? { members: [], unreadable: false };
    // Two records of one guid: which one counts cannot be known.
    if (known !== undefined || !Array.isArray(members)) node.unreadable = true;
    for (const member of Array.isArray(members) ? members : []) {
      if (typeof member === 'string') node.members.push(normaliseKey(member) ?? member);
      else node.unreadable = true;
    }
    this.#groups.set(guid, node);
  }

  /** Groups a key is in, each with the member below it on the shortest way; at most 32 groups deep. */
  closureOf(key: string): ReadonlyMap<string, string> {
    let closure = this.#closures.get(key);
    if (closure === undefined) {
      closure = this.#climb(key);
      this.#closures.set(key, closure);
    }
    return closure;
  }

  #climb(key: string): Map<string, string> {
    const below = new Map<string, string>();
    let level = [key];
    for (let depth = 1; depth <= maxGroupDepth && level.length > 0; depth += 1) {
      const next: string[] = [];
      for (const member of level) {
        for (const guid of this.#memberOf.get(member) ?? []) {
          if (below.has(guid)) continue;
          below.set(guid, member);
          next.push(guid);
        }
      }
      level = next;
    }
    return below;
  }

  /** From the key to the group, both ends included. */
  pathTo(key: string, guid: string): string[] {
    const below = this.closureOf(key);
    const path = [guid];
    for (let at = below.get(guid); at !== undefined && path.length <= maxGroupDepth + 1; at = below.get(at)) {
      path.unshift(at);
      if (at === key) break;
    }
    return path;
  }

  /** Whether everything at and below this group is known, so that who is not found in it is proved to be outside. */
  isResolved(guid: string): boolean {
    if (guid === everyoneGuid) return true;
    let resolved = this.#resolved.get(guid);
    if (resolved === undefined) {
      resolved = this.#descend(guid);
      this.#resolved.set(guid, resolved);
    }
    return resolved;
  }

  #descend(top: string): boolean {
    const seen = new Set([top]);
    let level = [top];
    for (let depth = 1; level.length > 0; depth += 1) {
      const next: string[] = [];
      for (const guid of level) {
        const group = this.#groups.get(guid);
        if (group === undefined || group.unreadable || depth > maxGroupDepth) return false;
        for (const member of group.members) {
          if (normaliseKey(member) !== undefined || seen.has(member)) continue;
          seen.add(member);
          next.push(member);
        }
      }
      level = next;
    }
    return true;
  }
}
