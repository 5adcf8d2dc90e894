// What an open job waits for. The store knows where it stands; whom the access control lets have it, and what the agent is
// doing that has it in its inbox, it does not.

import { PolicyCache } from '../policy/policy-cache.ts';
import type { Job } from '../records/job.ts';
import type { JobWait } from '../records/wait.ts';
import { judgeAdmission } from '../runner/admit.ts';
import { aliveAgents, readLiving, readPresence } from '../runner/alive.ts';
import type { Store } from '../store/ports.ts';
import { briefly, readWhy } from './why-text.ts';

export interface OpenReason {
  wait: JobWait;
  sentence: string;
}

/** `nameOf`: of an agent, as readWhy takes it. Undefined if there is no such job any more. */
export async function whyOpen(
  store: Store,
  job: Job,
  nameOf?: (agent: string) => string,
): Promise<OpenReason | undefined> {
  const known = await readWhy(store, job.guid, nameOf);
  if (known === undefined) return undefined;
  const more = await furtherReason(store, job, known.wait, nameOf);
  return more === undefined ? known : { ...known, sentence: `${known.sentence}; ${more}` };
}

async function furtherReason(
  store: Store,
  job: Job,
  wait: JobWait,
  nameOf: (agent: string) => string = briefly,
): Promise<string | undefined> {
  if (wait.kind === 'decision') return whoMayNot(store, job, laneOfRun(wait.lane));
  if (wait.kind === 'running') return whoHasLeft(store, wait.agent);
  if (wait.kind !== 'inbox') return undefined;
  const { agent, lane } = wait;
  const isAbsent = await whyNot(store, agent, laneOfRun(lane));
  if (isAbsent === undefined) return whatItDoes(store, agent);
  return laneOfRun(lane) === '' ? `${isAbsent}: ${whatThen(job, wait, await store.now(), nameOf)}` : isAbsent;
}

/** A lane that is of a run, whose processes alone execute the job; '' = any. */
function laneOfRun(lane: string): string {
  return lane.includes('#') ? lane : '';
}

const runIsGone = 'the process of its run is gone, and the next hero run in its folder goes on';

async function whoMayNot(store: Store, job: Job, lane: string): Promise<string | undefined> {
  const alive = aliveAgents(await readPresence(store, await store.now()), lane);
  if (lane !== '' && alive.length === 0) return runIsGone;
  // The keys that may do everything are those of the runner; theirs wait for no agent that is up.
  const policy = await new PolicyCache(store, []).current();
  const verdict = judgeAdmission(job, policy, alive);
  if (verdict.verdict !== 'wait') return undefined;
  return verdict.denial ?? `no agent that is up offers ${job.actor}.${job.action}`;
}

/** Where nobody moves on what is due, a job stands as running after the death of who had it. */
async function whoHasLeft(store: Store, agent: string): Promise<string | undefined> {
  const isUp = (await readLiving(store)).some((session) => session.agent === agent);
  return isUp
    ? undefined
    : 'no process of it is up: a hero runner, or the next hero run in its folder, has it run again';
}

/** Why the agent takes no jobs of the lane now. */
async function whyNot(store: Store, agent: string, lane: string): Promise<string | undefined> {
  const living = (await readLiving(store)).filter((session) => session.agent === agent);
  if (!living.some(({ lanes }) => lanes.includes(lane))) {
    return lane === '' ? 'no process of it is up' : runIsGone;
  }
  return lane === '' && (await store.draining()).includes(agent) ? 'it is drained' : undefined;
}

/** What becomes of a job whose agent takes none: whoever names an agent wants that one. */
function whatThen(
  { agents }: Job,
  { agent, until }: Extract<JobWait, { kind: 'inbox' }>,
  now: number,
  nameOf: (agent: string) => string,
): string {
  if (agents.length === 0) return 'a hero runner gives the job to another one';
  const names = 'the job names it and waits until it takes jobs again';
  if (until === null) return names;
  const next = agents[agents.indexOf(agent) + 1];
  const then = next === undefined ? 'the job is given up' : `it is the turn of ${nameOf(next)}`;
  return `${names}; in ${Math.max(0, Math.round((until - now) / 1000))} s ${then}`;
}

async function whatItDoes(store: Store, agent: string): Promise<string | undefined> {
  const count = (await store.held()).get(agent) ?? 0;
  return count === 0 ? undefined : `it has ${count} other ${count === 1 ? 'job' : 'jobs'} now`;
}
