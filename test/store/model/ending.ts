// How a job ends, and what an attempt that did not succeed leads to.

import type { FailedAttempt, OutcomeKind } from '../../../src/records/outcome.ts';
import type { JobState } from '../../../src/records/words.ts';
import type { Finish } from '../../../src/store/parts/work.ts';
import { type End, isGood, type ModelJob } from './job.ts';
import { chooseAnew, wait } from './waiting.ts';
import type { World } from './world.ts';

const mostLost = 3;
/** What `ignore_error` is about. */
const harmless: readonly OutcomeKind[] = ['failed', 'timeout', 'not_picked_up', 'lost', 'poison'];

export function ending(outcome: OutcomeKind, message: string): End {
  return { outcome, code: 0, message, result: null };
}

/** Final. `path`: what it went through on the way. */
export function end(world: World, job: ModelJob, how: End, ignored = false, path: JobState[] = []): void {
  job.state = how.outcome === 'ok' ? 'ok' : 'error';
  job.stand = { is: 'over' };
  job.end = how;
  job.ignored = ignored;
  job.endedMs = world.now;
  world.tell(job, [...path, job.state], how);
  world.ended.push(job);
}

/** Nobody may have it any more: whoever had it is refused. */
export function revoke(job: ModelJob): void {
  job.fence += 1;
}

export function endCancelled(world: World, job: ModelJob, reason: string): void {
  end(world, job, ending('cancelled', reason));
}

/** The next candidate; after the last one the next round, later; after that the end. `again`: what the holder says of it. */
export function attemptFails(world: World, job: ModelJob, how: End, again?: Finish['retry']) {
  const { retry, ignore_error, ignore_error_codes } = job.job;
  job.failed.push(attempt(world, job, how));
  if (how.outcome === 'failed' && ignore_error_codes.includes(how.code)) return end(world, job, how, true);
  const isLast = job.turn + 1 >= (job.candidates?.length ?? 0);
  if (again === 'never' || (isLast && job.round >= retry))
    return end(world, job, how, ignore_error && harmless.includes(how.outcome));
  if (isLast) {
    job.turn = 0;
    job.round += 1;
    // The driver sets no jitter: half a second, doubled each round, at most a minute.
    job.notBefore = world.now + Math.min(60_000, 500 * 2 ** (job.round - 1));
  } else {
    job.turn += 1;
  }
  if (again !== undefined) job.notBefore = world.now + again.afterMs;
  goOn(world, job, how);
}

/** The agent's fault, not the job's: it burns no round. */
export function holderIsLost(world: World, job: ModelJob, message: string) {
  const how = ending('lost', message);
  job.failed.push(attempt(world, job, how));
  revoke(job);
  job.lost += 1;
  if (job.cancel !== null) return endCancelled(world, job, job.cancel);
  if (job.lost === mostLost) {
    return end(world, job, ending('poison', `${mostLost} agents were lost while they held it`), job.job.ignore_error);
  }
  if (job.job.agents.length > 0) {
    job.turn = (job.turn + 1) % (job.candidates?.length ?? 1);
    return goOn(world, job, how);
  }
  job.state = 'scheduled';
  job.startedMs = null;
  chooseAnew(world, job);
  world.tell(job, ['scheduled'], how);
}

function goOn(world: World, job: ModelJob, how: End): void {
  job.state = 'scheduled';
  job.startedMs = null;
  wait(world, job);
  world.tell(job, ['scheduled'], how);
}

function attempt(world: World, job: ModelJob, { outcome, code, message }: End): FailedAttempt {
  const { attempt, agent, startedMs } = job;
  return { attempt, agent, outcome, code, message, started_ms: startedMs, ended_ms: world.now };
}

/** Jobs that waited for what has ended go on or end, and so do those that waited for them. */
export function follow(world: World): void {
  for (let needed = world.ended.shift(); needed !== undefined; needed = world.ended.shift()) {
    for (const job of world.dependentsOf(needed).filter(({ stand }) => stand.is === 'needing')) {
      if (!isGood(needed)) {
        end(world, job, ending('dependency', `depends on ${needed.job.guid}, which ended in error`));
      } else if (wait(world, job)) {
        world.tell(job, ['scheduled']);
      }
    }
  }
}
