// Jobs are submitted, get their candidates, and are called off.

import type { CancelAnswer, JobStore } from '../../../src/store/parts/jobs.ts';
import type { Core } from './core.ts';
import { end, endCancelled, revoke } from './ending.ts';
import { isOpen, laneOf, type ModelJob } from './job.ts';
import { submit } from './submitting.ts';
import { record } from './views.ts';
import { wait } from './waiting.ts';

/** How long the holder of a cancelled job may take to end it. */
const cancelGrace = 10_000;

export function jobs(core: Core): JobStore {
  return {
    async submit(batch) {
      return core.do((world) => submit(world, batch));
    },

    /** The longest waiting first. */
    async undecided(limit) {
      const since = (job: ModelJob) => (job.stand.is === 'undecided' ? job.stand.since : 0);
      return [...core.world.jobs.values()]
        .filter(({ stand }) => stand.is === 'undecided')
        .sort((a, b) => since(a) - since(b))
        .slice(0, limit)
        .map((job) => ({ job: record(job), lane: laneOf(job), since: since(job) }));
    },

    async admit(guid, { candidates, revision }) {
      return core.do((world) => {
        const job = core.open(guid);
        if (job?.stand.is !== 'undecided') return 'gone';
        if (revision !== world.revision) return 'stale';
        Object.assign(job, { candidates, revision, turn: 0 });
        if (!wait(world, job)) return 'waiting';
        world.tell(job, ['scheduled']);
        return 'scheduled';
      });
    },

    async refuse(guid, outcome, code, message) {
      return core.do((world) => {
        const job = core.open(guid);
        if (job === undefined || job.state === 'running') return false;
        revoke(job);
        end(world, job, { outcome, code, message, result: null });
        return true;
      });
    },

    async cancel(guid, reason) {
      return core.do((world): CancelAnswer => {
        const job = world.jobs.get(guid);
        if (job === undefined) return 'unknown';
        if (!isOpen(job)) return 'final';
        if (job.state !== 'running' || job.stand.is !== 'held') {
          revoke(job);
          endCancelled(world, job, reason);
          return 'cancelled';
        }
        if (job.cancel === null) {
          job.cancel = reason;
          job.stand.until = Math.min(job.stand.until ?? Number.POSITIVE_INFINITY, world.now + cancelGrace);
        }
        return 'requested';
      });
    },

    async cancelWaiting(run, reason) {
      return core.do((world) => {
        const waiting = [...world.jobs.values()].filter(
          (job) => job.trail.run === run && isOpen(job) && job.state !== 'running',
        );
        for (const job of waiting) {
          revoke(job);
          endCancelled(world, job, reason);
        }
        return waiting.length;
      });
    },
  };
}
