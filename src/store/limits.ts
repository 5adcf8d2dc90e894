// What both stores say of limits: their names, and the refusal of new jobs.

import { StoreError } from './errors.ts';
import type { Limit, LimitKind } from './parts/limits.ts';

const kinds: readonly LimitKind[] = ['store', 'agent', 'actor', 'source'];

/** As it is kept: `actor:vm_manager`, `store:`. */
export function limitId({ kind, name }: Pick<Limit, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

export function toLimit(id: string, max: number): Limit {
  const at = id.indexOf(':');
  return { kind: id.slice(0, at) as LimitKind, name: id.slice(at + 1), max };
}

export function sorted<T extends Limit>(limits: T[]): T[] {
  return limits.sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** Why new jobs are refused. `shown`: the address of the store; both numbers are bytes. `elsewhere`: what else limits it. */
export function overLimitError(shown: string, used: number, max: number, elsewhere?: string): StoreError {
  const raise = 'raise the limit with `hero limit set store SIZE`';
  return new StoreError(
    'over_limit',
    `${shown} takes no new jobs: ${sizeText(used)} are in use, and its limit is ${sizeText(max)}`,
    `make room with \`hero job prune --older 1h\`, or ${elsewhere === undefined ? raise : `${raise} and ${elsewhere}`}`,
  );
}

/** For people: `3.1 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const mega = bytes / 1024 / 1024;
  return mega < 1 ? `${Math.ceil(bytes / 1024)} KiB` : `${mega.toFixed(1)} MiB`;
}
