// Where an open job that nobody holds has to wait.

import { enter } from './inbox.ts';
import type { ModelJob, Stand } from './job.ts';
import type { World } from './world.ts';

/** For other jobs, then for its time, then for a decision, then for an agent. True: it came into an inbox. */
export function wait(world: World, job: ModelJob): boolean {
  const before = job.stand;
  const put = (stand: Stand): false => {
    job.stand = stand;
    return false;
  };
  if (world.unmet(job).length > 0) return put({ is: 'needing' });
  if (job.notBefore > world.now) return put({ is: 'resting', until: job.notBefore });
  // What was in an inbox before stays admitted, whatever becomes of the policy.
  const isOutdated = job.state === 'created' && job.revision !== world.revision;
  if (job.candidates === null || isOutdated) return put({ is: 'undecided', since: world.now, givenUp: null });
  if (job.candidates.length === 0) {
    // It may be asked again and again for candidates, but its patience does not begin anew.
    const known = before.is === 'undecided' ? before.givenUp : null;
    return put({ is: 'undecided', since: world.now, givenUp: known ?? world.patience(job) });
  }
  // Of those that are left the first who lives; if none does, the one whose turn it is.
  const left = job.candidates.slice(job.turn);
  job.turn += Math.max(
    0,
    left.findIndex((agent) => !world.isGone(agent)),
  );
  job.agent = job.candidates[job.turn] ?? null;
  job.state = 'scheduled';
  job.scheduledMs = world.now;
  job.startedMs = null;
  enter(world, job, job.agent ?? '');
  return true;
}

/** Somebody has to say anew who may execute it, before its patience is over. */
export function chooseAnew(world: World, job: ModelJob): void {
  job.candidates = null;
  job.turn = 0;
  job.stand = { is: 'undecided', since: world.now, givenUp: world.patience(job) };
}

/** Its inbox is no place to wait any more: the next candidate, if there is one or one can be chosen. */
export function passOver(world: World, job: ModelJob): void {
  if (job.turn + 1 < (job.candidates?.length ?? 0)) {
    job.turn += 1;
    if (wait(world, job)) world.tell(job, ['scheduled']);
  } else if (job.job.agents.length === 0) {
    chooseAnew(world, job);
  }
}
