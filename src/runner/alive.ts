// Which agents are there: those of which a process has a living session.

import type { SessionStore } from '../store/ports.ts';

/** Public keys, the agent with the oldest living session first. */
export async function findAliveAgents(store: Pick<SessionStore, 'sessions'>, now: number): Promise<string[]> {
  const alive = (await store.sessions()).filter((session) => session.expiresAt > now);
  alive.sort((a, b) => a.startedAt - b.startedAt);
  return [...new Set(alive.map((session) => session.agent))];
}
