// What time does although nobody asks.

import type { SweepResult, TimeStore } from '../../../src/store/parts/time.ts';
import type { Retention } from '../../../src/store/retention.ts';
import type { Core } from './core.ts';
import { attemptFails, end, endCancelled, ending, follow, holderIsLost, revoke } from './ending.ts';
import { dueOf, isOpen, type ModelJob } from './job.ts';
import { room } from './limits.ts';
import { wait } from './waiting.ts';
import type { World } from './world.ts';

export function time(core: Core): Omit<TimeStore, 'now'> {
  return {
    async sweep(limit) {
      return core.do((world) => sweep(world, core.retention, limit));
    },

    async prune(states, before, limit) {
      return core.do((world) => states.reduce((gone, state) => gone + retire(world, state, before, limit - gone), 0));
    },
  };
}

function sweep(world: World, retention: Retention, limit: number): SweepResult {
  const before = (state: 'ok' | 'error') => world.now - retention[state].ageMs;
  let retired = retire(world, 'ok', before('ok'), limit);
  retired += retire(world, 'error', before('error'), limit - retired);
  const lost = buryExpired(world, limit);
  follow(world);
  const moved = lost + moveDue(world, limit - lost);
  const { now, grace } = world;
  const leases = [...world.sessions.values()].map(({ expiresAt }) => Math.max(expiresAt, grace));
  const dues = [...world.jobs.values()].map(dueOf).filter((due) => due !== null);
  const next = Math.min(...leases, ...dues);
  return {
    moved,
    retired,
    more: moved >= limit || retired >= limit,
    nextDue: next === Number.POSITIVE_INFINITY ? null : next,
    now,
    grace: now < grace,
  };
}

/** Sessions whose lease is over lose what they hold; the longest over first. */
function buryExpired(world: World, limit: number): number {
  if (world.now < world.grace) return 0;
  const expired = [...world.sessions.values()]
    .filter(({ expiresAt }) => expiresAt <= world.now)
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1));
  let lost = 0;
  for (const { id } of expired) {
    const held = world.heldBy(id);
    const some = held.slice(0, limit - lost);
    for (const job of some) holderIsLost(world, job, 'the agent that had it was lost');
    lost += some.length;
    if (some.length < held.length) break;
    world.sessions.delete(id);
  }
  return lost;
}

/** What was due longest first. */
function moveDue(world: World, limit: number): number {
  const due = [...world.jobs.values()]
    .map((job) => ({ job, at: dueOf(job) ?? Number.POSITIVE_INFINITY }))
    .filter(({ at }) => at <= world.now)
    .sort((a, b) => a.at - b.at)
    .slice(0, limit);
  for (const { job } of due) {
    if (isOpen(job)) isDue(world, job);
    follow(world);
  }
  return due.length;
}

function isDue(world: World, job: ModelJob) {
  const { stand } = job;
  if (stand.is === 'inbox' && stand.heldBack !== null) {
    // Nobody is to blame that it was not taken.
    const limit = world.limits.get(stand.heldBack);
    if (limit === undefined || room(world, limit) > 0) stand.heldBack = null;
    stand.givenUp = world.patience(job);
    return;
  }
  if (stand.is !== 'resting' && world.now < world.grace) {
    // Whoever was to do something had no chance to tell.
    if (stand.is === 'held') stand.until = world.grace;
    else if (stand.is !== 'needing' && stand.is !== 'over') stand.givenUp = world.patienceEnd(job, world.grace);
    return;
  }
  const within = `within ${job.job.timeout_schedule} s`;
  switch (stand.is) {
    case 'resting':
      if (wait(world, job)) world.tell(job, ['scheduled']);
      return;
    case 'undecided':
      return end(world, job, ending('not_picked_up', `no agent could take it ${within}`), job.job.ignore_error);
    case 'inbox':
      return attemptFails(world, job, ending('not_picked_up', `not picked up ${within}`));
    case 'held':
      revoke(job);
      if (job.cancel !== null) return endCancelled(world, job, job.cancel);
      return attemptFails(world, job, ending('timeout', `ran longer than ${job.job.timeout} s`));
  }
}

/** Removes what ended then or before, the oldest first; what an open job depends on stays. */
function retire(world: World, state: 'ok' | 'error', before: number, limit: number): number {
  const over = [...world.jobs.values()]
    .filter((job) => job.state === state && (job.endedMs ?? before + 1) <= before)
    .filter((job) => !world.dependentsOf(job).some(isOpen))
    .sort((a, b) => (a.endedMs ?? 0) - (b.endedMs ?? 0))
    .slice(0, Math.max(0, limit));
  for (const { job } of over) world.jobs.delete(job.guid);
  return over.length;
}
