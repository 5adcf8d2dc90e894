// Pure: may this subject do this action, and why. A grant needs proof that the subject is named; escaping a block
// needs proof that it is not.

import type { Need, Right } from '../records/words.ts';
import { type AccessList, type Entry, type GrantEntry, rank } from './access-list.ts';
import { adminGroup, type Closure, pathTo } from './groups.ts';
import type { CompiledPolicy, Rule } from './policy.ts';
import type { Subject } from './subjects.ts';

const allowCodes = ['ROOT', 'EVERYONE', 'GRANT'] as const;
const denyCodes = [
  'BAD_SUBJECT',
  'KEY_REVOKED',
  'UNKNOWN_ACTOR',
  'UNKNOWN_ACTION',
  'AMBIGUOUS',
  'BLOCKED',
  'BLOCKED_UNRESOLVED',
  'NOT_OFFERED',
  'RESTRICTED',
  'NO_GRANT',
  'INSUFFICIENT',
] as const;
export type DecisionCode = (typeof allowCodes)[number] | (typeof denyCodes)[number];

/** A decision is a value with its reasons; explanation and audit print the same object. */
export interface Decision {
  decision: 'allow' | 'deny';
  code: DecisionCode;
  /** As given. */
  subject: string;
  actor: string;
  action: string;
  needs: Need;
  /** Highest right that was granted, if any. */
  have: Exclude<Right, 'block'> | null;
  /** Where the deciding acl stands. */
  level: 'service' | 'action' | null;
  acl: string | null;
  /** Index of the deciding entry in that acl. */
  ace: number | null;
  right: string | null;
  via: 'user' | 'group' | 'everyone' | null;
  /** From the subject's key to the group the entry names, guids; empty when no group was needed. */
  path: string[];
  agent: string | null;
  revision: number;
  /** What could not be resolved, in words; only with BLOCKED_UNRESOLVED. */
  unresolved?: string;
}

export interface DecisionRequest {
  /** Public key of the one who asks, in any accepted spelling. */
  subject: string;
  /** Byte for byte as the job will carry it. */
  actor: string;
  action: string;
  /** Candidate agent, a public key; without it the answer is about the service alone. */
  agent?: string;
}

/** First hit wins. Never throws: whatever is wrong with the records is a reason to deny. */
export function decide(policy: CompiledPolicy, request: DecisionRequest): Decision {
  const subject = policy.subjects.find(request.subject);
  if (subject === undefined) return answer(policy, request, 'BAD_SUBJECT');
  if (subject.revoked) return answer(policy, request, 'KEY_REVOKED');

  const rule = policy.findRule(request.actor, request.action);
  if (typeof rule === 'string') return answer(policy, request, rule);
  const { needs } = rule;

  const block = findBlock(rule.service, subject) ?? findBlock(rule.action, subject);
  if (block !== undefined) return answer(policy, request, 'BLOCKED', needs, reason(block, subject, null));
  const doubt = rule.service?.doubt ?? rule.action?.doubt;
  if (doubt !== undefined) {
    const { list, ace = null, right, unresolved } = doubt;
    const where = { have: null, level: list.level, acl: list.name, ace, right, via: null, path: [] };
    return { ...answer(policy, request, 'BLOCKED_UNRESOLVED', needs, where), unresolved };
  }

  let restricted = false;
  if (request.agent !== undefined) {
    const offer = policy.offers.find(request.agent, request.actor, request.action);
    if (offer === undefined) return answer(policy, request, 'NOT_OFFERED', needs);
    restricted = !offer.public;
  }

  if (subject.root !== undefined) {
    const path = subject.root === 'group' ? pathTo(subject.closure, subject.key, adminGroup) : [];
    return answer(policy, request, 'ROOT', needs, { ...noReason, have: 'admin', via: subject.root, path });
  }
  if (rule.service === undefined && rule.action === undefined) {
    const enough = rank[needs] <= rank.write;
    return answer(policy, request, restricted ? 'RESTRICTED' : enough ? 'EVERYONE' : 'NO_GRANT', needs, openToAll);
  }
  return judgeGrants(policy, request, rule, subject, restricted);
}

function judgeGrants(
  policy: CompiledPolicy,
  request: DecisionRequest,
  rule: Rule,
  subject: Subject,
  restricted: boolean,
): Decision {
  const { needs } = rule;
  const named = nearest(
    rule.action && findNamedGrant(rule.action, subject),
    rule.service && findNamedGrant(rule.service, subject),
    rule,
  );
  const general = nearest(
    rule.action && findGeneralGrant(rule.action),
    rule.service && findGeneralGrant(rule.service),
    rule,
  );
  const best = stronger(named, general);
  if (best === undefined) return answer(policy, request, 'NO_GRANT', needs);
  const have = best.entry.right;
  // An agent that is not public wants a grant to someone, and that grant has to be enough alone.
  const specific = named !== undefined && rank[named.entry.right] >= rank[needs];
  const code = rank[have] < rank[needs] ? 'INSUFFICIENT' : restricted && !specific ? 'RESTRICTED' : 'GRANT';
  return answer(policy, request, code, needs, reason(best, subject, have));
}

interface Match<E extends Entry> {
  entry: E;
  via: 'user' | 'group' | 'everyone';
  /** The group the entry names, for via group. */
  group?: string;
}

function findBlock(list: AccessList | undefined, { key, closure }: Subject): Match<Entry> | undefined {
  if (list === undefined) return undefined;
  const { users, groups, everyone } = list.blocks;
  const user = users.get(key);
  if (user !== undefined) return { entry: user, via: 'user' };
  for (const group of fewer(groups, closure)) {
    const entry = groups.get(group);
    if (entry !== undefined && closure.has(group)) return { entry, via: 'group', group };
  }
  return everyone && { entry: everyone, via: 'everyone' };
}

function findNamedGrant({ grants }: AccessList, { key, closure }: Subject): Match<GrantEntry> | undefined {
  const user = grants.users.get(key);
  let best: Match<GrantEntry> | undefined = user && { entry: user, via: 'user' };
  for (const group of fewer(grants.groups, closure)) {
    const entry = grants.groups.get(group);
    if (entry !== undefined && closure.has(group)) best = stronger(best, { entry, via: 'group', group });
  }
  return best;
}

function findGeneralGrant({ grants: { everyone } }: AccessList): Match<GrantEntry> | undefined {
  return everyone && { entry: everyone, via: 'everyone' };
}

/** The nearest list grants; admin on the service counts past an acl of the action, as that admin could change it. */
function nearest(
  ofAction: Match<GrantEntry> | undefined,
  ofService: Match<GrantEntry> | undefined,
  rule: Rule,
): Match<GrantEntry> | undefined {
  if (rule.action === undefined) return ofService;
  return stronger(ofAction, ofService?.entry.right === 'admin' ? ofService : undefined);
}

function stronger(a: Match<GrantEntry> | undefined, b: Match<GrantEntry> | undefined): Match<GrantEntry> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return rank[b.entry.right] > rank[a.entry.right] ? b : a;
}

/** The names of the smaller side: only what is in both counts. */
function fewer(entries: ReadonlyMap<string, Entry>, closure: Closure): Iterable<string> {
  return entries.size === 0 || closure.size === 0 ? [] : (entries.size < closure.size ? entries : closure).keys();
}

type Reason = Pick<Decision, 'have' | 'level' | 'acl' | 'ace' | 'right' | 'via' | 'path'>;

const noReason: Reason = { have: null, level: null, acl: null, ace: null, right: null, via: null, path: [] };
/** Without any acl every verified key may write. */
const openToAll: Reason = { ...noReason, have: 'write', via: 'everyone' };

function reason({ entry, via, group }: Match<Entry>, { key, closure }: Subject, have: Reason['have']): Reason {
  const { list, ace, right } = entry;
  const path = group === undefined ? [] : pathTo(closure, key, group);
  return { have, level: list.level, acl: list.name, ace, right, via, path };
}

function answer(
  policy: CompiledPolicy,
  request: DecisionRequest,
  code: DecisionCode,
  needs: Need = 'write',
  why: Reason = noReason,
): Decision {
  return {
    decision: code === 'GRANT' || code === 'EVERYONE' || code === 'ROOT' ? 'allow' : 'deny',
    code,
    subject: request.subject,
    actor: request.actor,
    action: request.action,
    needs,
    have: why.have,
    level: why.level,
    acl: why.acl,
    ace: why.ace,
    right: why.right,
    via: why.via,
    path: [...why.path],
    agent: request.agent ?? null,
    revision: policy.revision,
  };
}
