// Limits on how many jobs agents hold at the same time.

import type { Limit, LimitSheet, LimitStore } from '../../../src/store/parts/limits.ts';
import type { Core } from './core.ts';
import type { ModelJob } from './job.ts';
import type { World } from './world.ts';

export const limitId = ({ kind, name }: Pick<Limit, 'kind' | 'name'>): string => `${kind}:${name}`;

/** Of the limits there are, those that a job counts under in the hands of this agent. */
export function limitsOn(world: World, { job }: ModelJob, agent: string): Limit[] {
  const ids = [`agent:${agent}`, `actor:${job.actor}`, `source:${job.source}`];
  return ids.map((id) => world.limits.get(id)).filter((limit) => limit !== undefined);
}

function heldUnder(world: World, limit: Limit): number {
  return [...world.jobs.values()].filter(
    (job) => job.stand.is === 'held' && limitsOn(world, job, job.agent ?? '').includes(limit),
  ).length;
}

export function room(world: World, limit: Limit): number {
  return limit.max - heldUnder(world, limit);
}

export function limits(core: Core): LimitStore {
  return {
    async setLimit(limit) {
      core.do((world) => world.limits.set(limitId(limit), limit));
    },

    async removeLimit(kind, name) {
      const id = limitId({ kind, name });
      return core.do((world) => {
        for (const { stand } of world.jobs.values())
          if (stand.is === 'inbox' && stand.heldBack === id) stand.heldBack = null;
        return world.limits.delete(id);
      });
    },

    async limits() {
      return sheets(core.world);
    },
  };
}

function sheets(world: World): LimitSheet[] {
  const kinds = ['agent', 'actor', 'source'];
  return [...world.limits.values()]
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : 1))
    .map((limit) => {
      const waiting = [...world.jobs.values()].filter(
        ({ stand }) => stand.is === 'inbox' && stand.heldBack === limitId(limit),
      );
      return { ...limit, used: heldUnder(world, limit), waiting: waiting.length };
    });
}
