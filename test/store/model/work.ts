// Agents take jobs and say what came of them.

import type { WorkStore } from '../../../src/store/parts/work.ts';
import { claim } from './claiming.ts';
import type { Core } from './core.ts';
import { follow } from './ending.ts';
import { finish, giveBack, report, start } from './holding.ts';
import { isHolder } from './job.ts';

export function work(core: Core): Omit<WorkStore, 'isRemote'> {
  return {
    async claim(request) {
      return core.do((world) => claim(world, request));
    },

    async start({ guid, fence }) {
      return core.do((world) => start(world, core.open(guid), fence));
    },

    async exchange(finishes, wanted, reports = []) {
      return core.do((world) => {
        for (const told of reports) report(core.open(told.guid), told);
        const answers = finishes.map((told) => finish(world, world.jobs.get(told.guid), told));
        follow(world);
        return { answers, claims: wanted === undefined ? [] : claim(world, wanted), revision: world.revision };
      });
    },

    async release(refs) {
      core.do((world) => {
        for (const { guid, fence } of refs.toReversed()) {
          const job = world.jobs.get(guid);
          if (job !== undefined && isHolder(job, fence)) giveBack(world, job);
        }
      });
    },

    async report(reports) {
      core.do(() => {
        for (const told of reports) report(core.open(told.guid), told);
      });
    },
  };
}
