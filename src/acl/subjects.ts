// Those who ask, each looked at once: is it a key, is it revoked, is it root, in which groups is it.

import { isSmallOrder, normaliseKey } from '../records/keys.ts';
import { adminGroup, type Closure, type GroupGraph } from './groups.ts';

export interface Subject {
  /** As `normaliseKey` spells it. */
  key: string;
  closure: Closure;
  revoked: boolean;
  /** By its own key, by group `admin`, or not at all. */
  root: 'user' | 'group' | undefined;
}

/** More than this are forgotten, so that strangers cannot fill the memory. */
const kept = 10_000;

export class Subjects {
  readonly #groups: GroupGraph;
  readonly #revoked: ReadonlySet<string>;
  readonly #root: ReadonlySet<string>;
  readonly #known = new Map<string, Subject>();

  constructor(groups: GroupGraph, revoked: ReadonlySet<string>, root: ReadonlySet<string>) {
    this.#groups = groups;
    this.#revoked = revoked;
    this.#root = root;
  }

  /** Undefined for what is no key or one of those anybody can sign with. */
  find(text: string): Subject | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const key = normaliseKey(text);
    if (key === undefined || isSmallOrder(key)) return undefined;
    const closure = this.#groups.closureOf(key);
    const root = this.#root.has(key) ? 'user' : closure.has(adminGroup) ? 'group' : undefined;
    const subject: Subject = { key, closure, revoked: this.#revoked.has(key), root };
    if (this.#known.size >= kept) this.#known.clear();
    this.#known.set(text, subject);
    return subject;
  }
}
