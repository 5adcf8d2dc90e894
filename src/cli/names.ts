// Agents by their names, for people; programs get keys, and the store is not asked.

import type { AgentNames, OnNames } from '../app/agent-names.ts';
import type { GlobalFlags } from './door.ts';

export interface Names {
  /** Of a public key, as soon as it is known. */
  of(key: string): string | undefined;
  /** Takes them from the store; absent = nobody wants them. */
  on?: OnNames;
}

export function namesFor({ json }: GlobalFlags): Names {
  if (json === true) return { of: () => undefined };
  let known: AgentNames = new Map();
  return {
    of: (key) => known.get(key),
    on: (names) => {
      known = names;
    },
  };
}
