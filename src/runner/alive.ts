// Which agents are there: those of which a living process serves the lane.

import type { Session } from '../store/ports.ts';

/** Public keys, the agent with the oldest living session first. `lane` '' is that of jobs which belong to no run. */
export function aliveAgents(sessions: readonly Session[], lane: string, now: number): string[] {
  const alive = sessions.filter((session) => session.expiresAt > now && session.lanes.includes(lane));
  alive.sort((a, b) => a.startedAt - b.startedAt);
  return [...new Set(alive.map((session) => session.agent))];
}

/** The same agents, another one first for each `turn`, so that jobs spread over all. */
export function inTurn(agents: readonly string[], turn: number): string[] {
  if (agents.length < 2) return [...agents];
  const at = turn % agents.length;
  return [...agents.slice(at), ...agents.slice(0, at)];
}
