// While an agent has a job.

import type { Claim, Finish, FinishAnswer, Report } from '../../../src/store/parts/work.ts';
import { attemptFails, end, endCancelled, holderIsLost, revoke } from './ending.ts';
import { enterAtHead } from './inbox.ts';
import { isHolder, type ModelJob } from './job.ts';
import { record } from './views.ts';
import type { World } from './world.ts';

/** Beyond its timeout, so that the holder can tell of it. */
const timeoutGrace = 5_000;

/** `free`: slots of actors. Without one it waits at the agent. */
export function take(world: World, job: ModelJob, agent: string, session: string, free: Record<string, number>): Claim {
  const { actor } = job.job;
  const slots = free[actor];
  if (slots !== undefined) free[actor] = slots - 1;
  job.state = 'planned';
  job.stand = { is: 'held', session, until: null };
  job.agent = agent;
  job.fence += 1;
  job.attempt += 1;
  job.startedMs = null;
  const isFree = slots === undefined || slots > 0;
  if (isFree) begin(world, job);
  world.tell(job, isFree ? ['planned', 'running'] : ['planned']);
  const { fence, attempt, revision } = job;
  const state = isFree ? 'running' : 'planned';
  return { job: record(job), fence, state, attempt, revision, run: job.trail.run ?? null };
}

function begin(world: World, job: ModelJob): void {
  const { timeout } = job.job;
  job.state = 'running';
  job.startedMs = world.now;
  if (job.stand.is === 'held') job.stand.until = timeout === 0 ? null : world.now + timeout * 1000 + timeoutGrace;
}

export function start(world: World, job: ModelJob | undefined, fence: number): boolean {
  if (job === undefined || !isHolder(job, fence)) return false;
  if (job.state === 'planned') {
    begin(world, job);
    world.tell(job, ['running']);
  }
  return true;
}

export function finish(world: World, job: ModelJob | undefined, told: Finish): FinishAnswer {
  if (job === undefined) return 'stale';
  if (!isHolder(job, told.fence)) return job.answered === told.fence ? 'duplicate' : 'stale';
  job.answered = told.fence;
  const { code = 0, message = '', result = null } = told;
  const how = { outcome: told.ok ? ('ok' as const) : (told.outcome ?? 'failed'), code, message, result };
  if (told.ok) {
    const path = job.state === 'planned' ? ['running' as const] : [];
    if (job.state === 'planned') job.startedMs = world.now;
    end(world, job, how, false, path);
  } else if (how.outcome === 'lost') {
    holderIsLost(world, job, message);
  } else if (how.outcome === 'cancelled' || job.cancel !== null) {
    end(world, job, { ...how, outcome: 'cancelled', message: message || (job.cancel ?? '') });
  } else {
    attemptFails(world, job, how, told.retry);
  }
  return 'accepted';
}

/** Given back: not counted, and before all others. */
export function giveBack(world: World, job: ModelJob) {
  revoke(job);
  if (job.cancel !== null) return endCancelled(world, job, job.cancel);
  job.state = 'scheduled';
  job.attempt -= 1;
  job.scheduledMs = world.now;
  job.startedMs = null;
  enterAtHead(world, job, job.agent ?? '');
  world.tell(job, ['scheduled']);
}

export function report(job: ModelJob | undefined, { fence, lines = [], progress }: Report): void {
  if (job === undefined || !isHolder(job, fence)) return;
  if (progress !== undefined) job.progress = progress;
  for (const line of lines) job.lines.push({ ...line, n: job.lines.length + 1, attempt: job.attempt });
}
