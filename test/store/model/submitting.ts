// How jobs come into the model: all of a batch or none of it.

import type { Job } from '../../../src/records/job.ts';
import type { RefusalReason, Submission, SubmitResult } from '../../../src/store/parts/jobs.ts';
import { end, ending } from './ending.ts';
import { isOpen, type ModelJob } from './job.ts';
import { wait } from './waiting.ts';
import type { World } from './world.ts';

/** Says all that is wrong with a batch. */
export function submit(world: World, batch: readonly Submission[]): SubmitResult {
  const refusals: { guid: string; reason: RefusalReason; detail: string }[] = [];
  const refuse = (guid: string, reason: RefusalReason) => refusals.push({ guid, reason, detail: '' });
  const existing = new Set<string>();
  const newcomers = new Map<string, Submission>();
  for (const submission of batch) {
    const { job } = submission;
    const known = world.jobs.get(job.guid)?.job;
    const twin = known ?? newcomers.get(job.guid)?.job;
    if (twin === undefined) newcomers.set(job.guid, submission);
    else if (content(twin) !== content(job)) refuse(job.guid, 'conflict');
    else if (known !== undefined) existing.add(job.guid);
  }
  for (const { job } of newcomers.values()) {
    const needed = job.dependencies.map(({ guid }) => guid);
    if (needed.some((guid) => !newcomers.has(guid) && !world.jobs.has(guid))) refuse(job.guid, 'unknown_dependency');
    if (reaches(newcomers, job, job.guid)) refuse(job.guid, 'dependency_cycle');
  }
  if (refusals.length > 0) return { ok: false, refusals };

  const jobs = [...newcomers.values()].map((submission) => newcomer(world, submission));
  for (const job of jobs) world.jobs.set(job.job.guid, job);
  for (const job of jobs) arrive(world, job);
  return { ok: true, existing: [...existing] };
}

/** What was asked for, without what became of it. */
function content({ status: _, ...asked }: Job): string {
  return JSON.stringify(asked);
}

function reaches(batch: ReadonlyMap<string, Submission>, from: Job, goal: string, seen = new Set<string>()): boolean {
  return from.dependencies.some(({ guid }) => {
    if (guid === goal) return true;
    const next = batch.get(guid)?.job;
    if (next === undefined || seen.has(guid)) return false;
    return reaches(batch, next, goal, seen.add(guid));
  });
}

function newcomer(world: World, { job, trail, admission }: Submission): ModelJob {
  const { start, created } = job.status;
  const status = { ...job.status, created: created === 0 ? Math.floor(world.now / 1000) : created };
  world.submitted += 1;
  return {
    number: world.submitted,
    job: { ...job, status },
    trail,
    createdMs: world.now,
    state: 'created',
    stand: { is: 'needing' },
    candidates: admission?.candidates ?? null,
    turn: 0,
    revision: admission?.revision ?? 0,
    notBefore: start * 1000,
    round: 0,
    lost: 0,
    attempt: 0,
    fence: 0,
    answered: null,
    agent: null,
    cancel: null,
    scheduledMs: null,
    startedMs: null,
    endedMs: null,
    end: null,
    ignored: false,
    failed: [],
    lines: [],
    progress: null,
  };
}

function arrive(world: World, job: ModelJob): void {
  world.tell(job, wait(world, job) ? ['created', 'scheduled'] : ['created']);
  const bad = world.unmet(job).find((needed) => !isOpen(needed));
  if (bad !== undefined) end(world, job, ending('dependency', `depends on ${bad.job.guid}, which ended in error`));
}
