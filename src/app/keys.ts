// The two keys of a machine: the user's, which is the source of jobs, and the local agent's.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { openOrCreateKey } from '../identity/key-file.ts';
import type { Settings } from './settings.ts';

export interface LocalKeys {
  /** Public key of the user; root on the embedded store. */
  user: string;
  /** Public key of the local agent. */
  agent: string;
}

export async function openLocalKeys(
  settings: Settings,
): Promise<{ ok: true; keys: LocalKeys } | { ok: false; diagnostic: Diagnostic }> {
  const user = await openOrCreateKey(settings.keysDir, 'user');
  if (!user.ok) return user;
  const agent = await openOrCreateKey(settings.keysDir, 'agent');
  if (!agent.ok) return agent;
  return { ok: true, keys: { user: user.key.publicKey, agent: agent.key.publicKey } };
}
