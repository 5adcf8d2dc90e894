// What an open job waits for. The store knows where it stands; whom the access control lets have it, and what the agent is
// doing that has it in its inbox, it does not.

import { PolicyCache } from '../policy/policy-cache.ts';
import type { Job } from '../records/job.ts';
import { judgeAdmission } from '../runner/admit.ts';
import { aliveAgents, readLiving, readPresence } from '../runner/alive.ts';
import type { Store } from '../store/ports.ts';

/** A sentence; undefined if there is no such job any more. */
export async function whyOpen(store: Store, job: Job): Promise<string | undefined> {
  const sentence = await store.why(job.guid);
  if (sentence === undefined) return undefined;
  const more = await furtherReason(store, job, sentence);
  return more === undefined ? sentence : `${sentence}; ${more}`;
}

async function furtherReason(store: Store, job: Job, sentence: string): Promise<string | undefined> {
  if (/^waits .*for a decision/.test(sentence)) return whoMayNot(store, job, laneIn(sentence));
  const [, holder] = /^running on agent ([0-9a-f]+)/.exec(sentence) ?? [];
  if (holder !== undefined) return whoHasLeft(store, holder);
  const [, agent] = /^in the inbox of agent ([0-9a-f]+)/.exec(sentence) ?? [];
  return agent === undefined ? undefined : whatItDoes(store, agent, laneIn(sentence));
}

/** Of the run whose processes alone execute the job; '' = any. */
function laneIn(sentence: string): string {
  return /\(lane (.*?#[^ ()]*)\)/.exec(sentence)?.[1] ?? '';
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
  const isUp = (await readLiving(store)).some((session) => session.agent.startsWith(agent));
  return isUp
    ? undefined
    : 'no process of it is up: a hero runner, or the next hero run in its folder, has it run again';
}

/** Jobs that are counted. */
const mostJobs = 1_000;

/** `agent`: the first digits of its key. */
async function whatItDoes(store: Store, agent: string, lane: string): Promise<string | undefined> {
  const living = (await readLiving(store)).filter((session) => session.agent.startsWith(agent));
  if (!living.some(({ lanes }) => lanes.includes(lane))) {
    return lane === '' ? 'no process of it is up' : runIsGone;
  }
  if (lane === '' && (await store.draining()).some((key) => key.startsWith(agent))) return 'it is drained';
  const held = await store.list({ states: ['planned', 'running'], limit: mostJobs });
  const count = held.filter(({ outcome }) => outcome.agent?.startsWith(agent)).length;
  return count === 0 ? undefined : `it has ${count} other ${count === 1 ? 'job' : 'jobs'} now`;
}
