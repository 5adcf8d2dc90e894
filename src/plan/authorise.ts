// The one place where a plan becomes an authorised plan: every job is decided, and gets the agents that may execute it.

import { type Decision, decide } from '../acl/evaluate.ts';
import { explainDecision } from '../acl/explain.ts';
import type { CompiledPolicy } from '../acl/policy.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { AuthorisedPlan, authorised, Grant, JobStep, Plan } from './plan.ts';

export interface AuthoriseContext {
  policy: CompiledPolicy;
  /** Public key of the one who asks. */
  source: string;
  /** Public keys in the order they are tried when a job names no agent. */
  aliveAgents: readonly string[];
  /** Who has offered the action and when they were last there, a line each. */
  lastSeen?(actor: string, action: string): string[];
}

/** Undefined with at least one diagnostic when a job may not run, or nobody could execute it. */
export function authorisePlan(
  plan: Plan,
  context: AuthoriseContext,
): { authorised: AuthorisedPlan | undefined; diagnostics: Diagnostic[] } {
  const decisions = new Decisions(context);
  const diagnostics: Diagnostic[] = [];
  const grants = new Map<number, Grant>();
  for (const step of plan.jobs) {
    const verdict = decisions.judge(step);
    if ('candidates' in verdict) grants.set(step.n, verdict);
    else diagnostics.push({ ...verdict, span: step.written.headSpan });
  }
  for (const { jobs } of plan.schedules) {
    for (const step of jobs) {
      const denial = decisions.findDenial(step);
      if (denial !== undefined) diagnostics.push({ ...denial, span: step.written.headSpan });
    }
  }
  if (diagnostics.length > 0) return { authorised: undefined, diagnostics };
  const { source, policy } = context;
  const decided: Omit<AuthorisedPlan, typeof authorised> = { plan, source, revision: policy.revision, grants };
  return { authorised: decided as AuthorisedPlan, diagnostics };
}

type Verdict = Grant | Diagnostic;

/** Decides each question once: a script may have ten thousand jobs of one action. */
class Decisions {
  readonly #context: AuthoriseContext;
  /** By actor, action and agents, each kept apart: joined they could be mistaken for one another. */
  readonly #verdicts = new Map<string, Map<string, Map<string, Verdict>>>();

  constructor(context: AuthoriseContext) {
    this.#context = context;
  }

  judge({ actor, action, attributes }: JobStep): Verdict {
    const byAgents = entry(entry(this.#verdicts, actor), action);
    // Public keys have no commas in them.
    const agents = attributes.agents.join(',');
    let verdict = byAgents.get(agents);
    if (verdict === undefined) {
      verdict = this.#judge(actor, action, attributes.agents);
      byAgents.set(agents, verdict);
    }
    return verdict;
  }

  /** For a job of later: agents may come and go until then, so only what is forbidden is told. */
  findDenial(step: JobStep): Diagnostic | undefined {
    const verdict = this.judge(step);
    if ('candidates' in verdict) return undefined;
    return verdict.code === 'HS0301' ? verdict : undefined;
  }

  #judge(actor: string, action: string, named: readonly string[]): Verdict {
    const { policy, source, aliveAgents } = this.#context;
    const decision = decide(policy, { subject: source, actor, action });
    if (decision.decision === 'deny') {
      // Where no agent ever was, the service is missing, not forbidden.
      const isMissing = decision.code === 'UNKNOWN_ACTOR' && aliveAgents.length === 0;
      return isMissing ? notOffered(decision, []) : denied(decision);
    }
    const asked = named.length > 0 ? named : aliveAgents;
    const answers = asked.map((agent) => decide(policy, { subject: source, actor, action, agent }));
    const candidates = asked.filter((_, index) => answers[index]?.decision === 'allow');
    if (candidates.length > 0) return { candidates, decision };
    // Agents that offer the action but not to this user are a matter of rights, not of offers.
    const refusal = answers.find((answer) => answer.code !== 'NOT_OFFERED');
    if (refusal !== undefined) return denied(refusal);
    if (named.length > 0) return notOfferedByNamed(decision, named);
    return notOffered(decision, this.#context.lastSeen?.(actor, action) ?? []);
  }
}

function entry<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function denied(decision: Decision): Diagnostic {
  const { subject, actor, action } = decision;
  const [reason, ...notes] = explainDecision(decision);
  return {
    code: 'HS0301',
    severity: 'error',
    message: `${shortKey(subject)} may not run ${actor}.${action}`,
    ...(reason === undefined ? {} : { label: reason }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function notOffered({ actor, action }: Decision, notes: string[]): Diagnostic {
  return {
    code: 'HS0304',
    severity: 'error',
    message: `no agent that is up offers ${actor}.${action}`,
    ...(notes.length === 0 ? {} : { notes }),
    help: `start an agent that has the actor ${actor}, or execute it here with --local`,
  };
}

function notOfferedByNamed({ actor, action }: Decision, named: readonly string[]): Diagnostic {
  const keys = named.map(shortKey).join(', ');
  return {
    code: 'HS0305',
    severity: 'error',
    message: `${actor}.${action} is not offered by ${keys}`,
    help: 'leave out job.agents to let any agent that offers it have the job',
  };
}

function shortKey(key: string): string {
  return key.length <= 16 ? key : `${key.slice(0, 4)}…${key.slice(-4)}`;
}
