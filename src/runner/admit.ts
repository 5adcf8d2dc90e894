// Admission: who may execute a job that is ready to go. The same decision function as in preflight and at the claim.

import { type Decision, decide } from '../acl/evaluate.ts';
import { explainDecision } from '../acl/explain.ts';
import type { CompiledPolicy } from '../acl/policy.ts';
import type { Job } from '../records/job.ts';

export type AdmissionVerdict =
  | { verdict: 'admit'; candidates: string[] }
  | { verdict: 'refuse'; message: string }
  /** Nobody there now may or can take it; somebody may come. `denial`: why those that offer it may not. */
  | { verdict: 'wait'; denial: string | undefined };

/** Agents whose denial is spelled out. */
const shown = 3;

/** `alive`: public keys in the order they are tried when the job names no agent. */
export function judgeAdmission(job: Job, policy: CompiledPolicy, alive: string[]): AdmissionVerdict {
  const question = { subject: job.source, actor: job.actor, action: job.action };
  const general = decide(policy, question);
  if (general.decision === 'deny') {
    return { verdict: 'refuse', message: `denied: ${explainDecision(general).join('; ')}` };
  }
  const asked = job.agents.length > 0 ? job.agents : alive;
  const decisions = asked.map((agent) => decide(policy, { ...question, agent }));
  const candidates = asked.filter((_, index) => decisions[index]?.decision === 'allow');
  if (candidates.length > 0) return { verdict: 'admit', candidates };
  if (job.agents.length > 0) {
    return { verdict: 'refuse', message: `none of the named agents may execute it: ${explainAll(decisions)}` };
  }
  const denials = decisions.filter(({ code }) => code !== 'NOT_OFFERED');
  return { verdict: 'wait', denial: denials.length === 0 ? undefined : explainAll(denials) };
}

function explainAll(denials: readonly Decision[]): string {
  const reasons = denials.slice(0, shown).map((denial) => explainDecision(denial).join(', '));
  const more = denials.length - reasons.length;
  return [...reasons, ...(more > 0 ? [`${more} more agents refuse it too`] : [])].join('; ');
}
