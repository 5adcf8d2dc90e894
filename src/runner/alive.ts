// Which agents are there: those of which a living process serves the lane.

import type { Session, SessionStore } from '../store/parts/sessions.ts';

export interface Presence {
  /** When it was looked, by the store's clock. */
  now: number;
  /** Leases do not count for a while. */
  grace: boolean;
  sessions: readonly Session[];
  /** Agents that are to take no more jobs. */
  draining: readonly string[];
}

/** `now`: of the store's clock, by which leases end; the clock here may be another one. */
export async function lookWhoIsThere(
  store: Pick<SessionStore, 'sessions' | 'draining'>,
  now: number,
  grace = false,
): Promise<Presence> {
  return { now, grace, sessions: await store.sessions(), draining: await store.draining() };
}

/** Public keys, the agent with the oldest living session first. `lane` '' is that of jobs which belong to no run. */
export function aliveAgents({ now, grace, sessions, draining }: Presence, lane: string): string[] {
  const alive = sessions.filter(
    ({ expiresAt, lanes, agent }) => (grace || expiresAt > now) && lanes.includes(lane) && !draining.includes(agent),
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
