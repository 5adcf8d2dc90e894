// What an open job waits for. The store knows where it stands; whom the access control lets have it, it does not.

import { PolicyCache } from '../policy/policy-cache.ts';
import type { Job } from '../records/job.ts';
import { judgeAdmission } from '../runner/admit.ts';
import { aliveAgents, lookWhoIsThere } from '../runner/alive.ts';
import type { Store } from '../store/ports.ts';

/** A sentence; undefined if there is no such job any more. */
export async function whyOpen(store: Store, job: Job): Promise<string | undefined> {
  const sentence = await store.why(job.guid);
  if (sentence === undefined || !/^waits .*for a decision/.test(sentence)) return sentence;
  // The keys that may do everything are those of the runner; theirs wait for no agent that is up.
  const policy = await new PolicyCache(store, []).current();
  const verdict = judgeAdmission(job, policy, aliveAgents(await lookWhoIsThere(store, await store.now()), ''));
  if (verdict.verdict !== 'wait') return sentence;
  return `${sentence}; ${verdict.denial ?? `no agent that is up offers ${job.actor}.${job.action}`}`;
}
