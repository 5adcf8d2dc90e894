// Processes of agents.

import type { Session, SessionStore } from '../../../src/store/parts/sessions.ts';
import type { Core } from './core.ts';
import { holderIsLost } from './ending.ts';
import { giveBack } from './holding.ts';
import { inbox } from './inbox.ts';
import { laneOf } from './job.ts';
import { orphanRuns } from './views.ts';
import { chooseAnew, passOver } from './waiting.ts';
import type { World } from './world.ts';

export function sessions(core: Core): SessionStore {
  return {
    async openSession(session, leaseMs) {
      core.do((world) => {
        world.sessions.set(session.id, { ...session, startedAt: world.now, expiresAt: world.now + leaseMs });
        world.seen.set(session.agent, world.now);
      });
    },

    async beat(id, leaseMs) {
      return core.do((world) => {
        const session = world.sessions.get(id);
        if (session === undefined) return undefined;
        session.expiresAt = world.now + leaseMs;
        world.seen.set(session.agent, world.now);
        return world.heldBy(id).map(({ job, fence, cancel }) => ({ guid: job.guid, fence, cancel }));
      });
    },

    async closeSession(id) {
      core.do((world) => {
        for (const job of world.heldBy(id).toReversed()) giveBack(world, job);
        const session = world.sessions.get(id);
        if (session !== undefined) world.seen.set(session.agent, world.now);
        world.sessions.delete(id);
      });
    },

    async bury(id) {
      return core.do((world) => {
        const held = world.heldBy(id);
        for (const job of held) holderIsLost(world, job, 'the agent that had it was lost');
        world.sessions.delete(id);
        return held.length;
      });
    },

    async sessions() {
      const byStart = (a: Session, b: Session) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
      return [...core.world.sessions.values()].sort(byStart);
    },

    async held() {
      const counts = new Map<string, number>();
      for (const { id, agent } of core.world.sessions.values()) {
        const { length } = core.world.heldBy(id);
        if (length > 0) counts.set(agent, (counts.get(agent) ?? 0) + length);
      }
      return counts;
    },

    /** What it has not begun comes back into its inbox; what it has there and others may take goes to them. */
    async setDraining(agent, on) {
      core.do((world) => {
        if (!on) return void world.draining.delete(agent);
        world.draining.add(agent);
        for (const job of plannedAt(world, agent).toReversed()) giveBack(world, job);
        for (const job of allIn(world, agent)) passOver(world, job);
      });
    },

    async abandon(agent) {
      core.do((world) => {
        for (const job of allIn(world, agent)) if (job.job.agents.length === 0) chooseAnew(world, job);
      });
    },

    async draining() {
      return [...core.world.draining].sort();
    },

    async orphanRuns(workspace) {
      return orphanRuns(core.world, workspace);
    },
  };
}

function plannedAt(world: World, agent: string) {
  return [...world.sessions.values()]
    .filter((session) => session.agent === agent)
    .flatMap(({ id }) => world.heldBy(id))
    .filter((job) => job.state === 'planned' && laneOf(job) === '')
    .sort((a, b) => a.number - b.number);
}

/** What waits for an agent, and after that what a limit holds back there. */
function allIn(world: World, agent: string) {
  const limit = (job: ReturnType<typeof inbox>[number]) => job.stand.heldBack ?? '';
  return inbox(world, agent, ['']).sort((a, b) => (limit(a) < limit(b) ? -1 : Number(limit(a) > limit(b))));
}
