// Names of agents: what people write and read in place of public keys.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openOrCreateKey } from '../identity/key-file.ts';
import type { Agent } from '../records/agent.ts';
import { readLiving } from '../runner/alive.ts';
import type { Store } from '../store/ports.ts';
import { completePolicy } from './complete-policy.ts';
import type { Settings } from './settings.ts';

/** The name of an agent is what its description says before a colon, or all of it. */
export function nameOfAgent({ description }: Pick<Agent, 'description'>): string {
  return (/^([^\s:]+):/.exec(description)?.[1] ?? description).trim();
}

/** The public key that a name stands for, of several the first one. `own`: what `local` means, undefined where jobs are executed elsewhere. */
export function resolveAgentName(name: string, agents: readonly Agent[], own: string | undefined): string | undefined {
  if (name === 'local') return own;
  const key = name.toLowerCase().replace(/^ed25519:/, '');
  if (/^[0-9a-f]{64}$/.test(key)) return key;
  return agents.find((agent) => nameOfAgent(agent) === name)?.pubkey;
}

/** Those with a living process first: where a dead agent has the same name, that is whom people mean. */
export async function livingFirst(
  store: Pick<Store, 'sessions' | 'now'>,
  agents: readonly Agent[],
): Promise<readonly Agent[]> {
  // Mostly each has a name of its own.
  if (new Set(agents.map(nameOfAgent)).size === agents.length) return agents;
  const living = new Set((await readLiving(store)).map(({ agent }) => agent));
  const rank = ({ pubkey, status }: Agent) => (living.has(pubkey) ? 0 : status.status === 'down' ? 2 : 1);
  return agents.toSorted((one, other) => rank(one) - rank(other));
}

/** Names by public key. */
export type AgentNames = ReadonlyMap<string, string>;

/** Told before anything else is; whoever does not ask for names costs the store nothing. */
export type OnNames = (names: AgentNames) => void;

/** Only names that `job.agents` takes, and that one agent alone has: the others would say less than the key. */
export function agentNames(agents: readonly Agent[]): AgentNames {
  const keys = new Map<string, string | undefined>();
  for (const agent of agents) {
    const name = nameOfAgent(agent);
    if (/^[\w.-]+$/.test(name)) keys.set(name, keys.has(name) ? undefined : agent.pubkey);
  }
  return new Map([...keys].flatMap(([name, key]) => (key === undefined ? [] : [[key, name]])));
}

export async function tellNames(store: Store, settings: Settings, onNames: OnNames | undefined): Promise<void> {
  onNames?.(await namesIn(store, settings));
}

/** With `local` for the agent of this machine, as in `job.agents`. */
export async function namesIn(store: Store, { keysDir }: Settings): Promise<AgentNames> {
  const names = new Map(agentNames(completePolicy(await store.policy()).agents));
  // Looking makes no keys.
  const own = existsSync(join(keysDir, 'agent.pem')) ? await openOrCreateKey(keysDir, 'agent') : undefined;
  return own?.ok ? names.set(own.key.publicKey, 'local') : names;
}
