// Agents that would do, if they were there.

import { epochSeconds } from '../ground/clock.ts';
import type { Agent } from '../records/agent.ts';
import { nameOfAgent } from './agent-names.ts';

/** Of the agents that offer the action, why each is no candidate: it is drained, has ended, or is gone since it wrote its record. */
export function lastSeen(
  { agents, draining }: { agents: readonly Agent[]; draining: readonly string[] },
  actor: string,
  action: string,
  now: number,
): string[] {
  return agents
    .filter((agent) => agent.services.some((s) => s.actor === actor && s.actions.some((a) => a.action === action)))
    .map((agent) => {
      const name = nameOfAgent(agent);
      const offers = `${name} (${agent.pubkey.slice(0, 8)}) offers it, but`;
      const { status, timestamp_last: last } = agent.status;
      // The agent itself says so a little later.
      const isDrained = status === 'halted' || draining.includes(agent.pubkey);
      if (isDrained) return `${offers} is to take no more jobs: hero agent drain ${name} --off  changes that`;
      const seconds = Math.max(0, epochSeconds(now) - last);
      return status === 'down' ? `${offers} ended ${seconds} s ago` : `${offers} was last seen ${seconds} s ago`;
    });
}
