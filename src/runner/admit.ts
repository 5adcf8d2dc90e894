// Admission: who may execute a job that is ready to go. The same decision function as in preflight and at the claim.

import { decide } from '../acl/evaluate.ts';
import { explainDecision } from '../acl/explain.ts';
import type { CompiledPolicy } from '../acl/policy.ts';
import type { Job } from '../records/job.ts';

export type AdmissionVerdict =
  | { verdict: 'admit'; candidates: string[] }
  | { verdict: 'refuse'; message: string }
  /** Nobody there now may or can take it; somebody may come. */
  | { verdict: 'wait' };

/** `alive`: public keys in the order they are tried when the job names no agent. */
export function judgeAdmission(job: Job, policy: CompiledPolicy, alive: string[]): AdmissionVerdict {
  const question = { subject: job.source, actor: job.actor, action: job.action };
  const general = decide(policy, question);
  if (general.decision === 'deny') {
    return { verdict: 'refuse', message: `denied: ${explainDecision(general).join('; ')}` };
  }
  const candidates = (job.agents.length > 0 ? job.agents : alive).filter(
    (agent) => decide(policy, { ...question, agent }).decision === 'allow',
  );
  if (candidates.length > 0) return { verdict: 'admit', candidates };
  if (job.agents.length > 0) return { verdict: 'refuse', message: 'none of the named agents may execute it' };
  return { verdict: 'wait' };
}
