// Which agents are there: those of which a living process serves the lane.

import type { Session, SessionStore } from '../store/parts/sessions.ts';
import type { Store } from '../store/ports.ts';

export interface Presence {
  /** When it was looked, by the store's clock. */
  now: number;
  /** Leases do not count for a while. */
  grace: boolean;
  sessions: readonly Session[];
  /** Agents that are to take no more jobs. */
  draining: readonly string[];
}

/** Those whose lease has not ended, by the store's clock; in a grace (docs/decisions/0080) no lease counts as ended. */
export function livingSessions({ now, grace, sessions }: Pick<Presence, 'now' | 'grace' | 'sessions'>): Session[] {
  return sessions.filter(({ expiresAt }) => grace || expiresAt > now);
}

/** What a command finds, which knows of no grace: who is silent is shown as silent. */
export async function readLiving(store: Pick<Store, 'sessions' | 'now'>): Promise<Session[]> {
  return livingSessions({ now: await store.now(), grace: false, sessions: await store.sessions() });
}

/** `now`: of the store's clock, by which leases end; the clock here may be another one. */
export async function readPresence(
  store: Pick<SessionStore, 'sessions' | 'draining'>,
  now: number,
  grace = false,
): Promise<Presence> {
  return { now, grace, sessions: await store.sessions(), draining: await store.draining() };
}

/** Public keys, the agent with the oldest living session first. `lane` '' is that of jobs which belong to no run. */
export function aliveAgents(presence: Presence, lane: string): string[] {
  const { draining } = presence;
  const alive = livingSessions(presence).filter(
    ({ lanes, agent }) => lanes.includes(lane) && !draining.includes(agent),
  );
  alive.sort((a, b) => a.startedAt - b.startedAt);
  return [...new Set(alive.map((session) => session.agent))];
}

/** The same agents, another one first for each `turn`, so that jobs spread over all. */
export function inTurn(agents: readonly string[], turn: number): string[] {
  if (agents.length < 2) return [...agents];
  const at = turn % agents.length;
  return [...agents.slice(at), ...agents.slice(0, at)];
}
