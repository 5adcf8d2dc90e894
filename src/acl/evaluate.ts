// Pure: may this subject do this action, and why.

import { isSmallOrder, normaliseKey } from '../records/keys.ts';
import type { Need, Right } from '../records/service.ts';
import type { CompiledAce, CompiledAcl, GrantRight } from './compiled-acl.ts';
import { everyoneGuid } from './groups.ts';
import type { CompiledAction, CompiledPolicy, CompiledService } from './policy.ts';

export const allowCodes = ['ROOT', 'EVERYONE', 'GRANT'] as const;
export const denyCodes = [
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
  /** From the subject to the group the entry names, guids. */
  path: string[];
  agent: string | null;
  revision: number;
}

export interface Question {
  /** Public key of the one who asks. */
  subject: string;
  actor: string;
  action: string;
  /** A candidate agent, a public key; without one its offer is not looked at. */
  agent?: string;
}

const rank: Record<GrantRight, number> = { read: 1, write: 2, admin: 3 };

/** The first test that applies decides; the order is part of the meaning. Names are compared byte for byte. */
export function decide(policy: CompiledPolicy, question: Question): Decision {
  const decision = open(policy, question);
  const subject = normaliseKey(question.subject);
  if (subject === undefined || isSmallOrder(subject)) return deny(decision, 'BAD_SUBJECT');
  if (policy.revoked.has(subject)) return deny(decision, 'KEY_REVOKED');
  const service = policy.services.get(question.actor);
  if (service === undefined) return deny(decision, 'UNKNOWN_ACTOR');
  const action = service.actions.get(question.action);
  if (action === undefined) return deny(decision, service.ambiguous ? 'AMBIGUOUS' : 'UNKNOWN_ACTION');
  decision.needs = action.needs;
  if (service.ambiguous || action.ambiguous) return deny(decision, 'AMBIGUOUS');

  const block = findBlock(policy, service, action, subject);
  if (block !== undefined) return deny(tell(decision, block), 'BLOCKED');
  const unresolved = findUnresolved(policy, service, action);
  if (unresolved !== undefined) return deny(tell(decision, unresolved), 'BLOCKED_UNRESOLVED');

  const isPublic = offerOf(policy, question);
  if (isPublic === undefined) return deny(decision, 'NOT_OFFERED');
  if (policy.root.has(subject) || policy.groups.closureOf(subject).has(adminGuid)) return allow(decision, 'ROOT');

  if (service.acl === undefined && action.acl === undefined) {
    if (!isPublic) return deny(decision, 'RESTRICTED');
    decision.have = 'write';
    return action.needs === 'admin' ? deny(decision, 'NO_GRANT') : allow(decision, 'EVERYONE');
  }
  const grants = findGrants(policy, service, action, subject);
  const best = highest(grants);
  if (best === undefined) return deny(decision, 'NO_GRANT');
  tell(decision, best);
  decision.have = best.grant;
  if (rank[best.grant] < rank[action.needs]) return deny(decision, 'INSUFFICIENT');
  if (!isPublic) {
    // The agent wants certain people only: being somebody is not enough.
    const own = highest(grants.filter((grant) => grant.via !== 'everyone'));
    if (own === undefined || rank[own.grant] < rank[action.needs]) return deny(decision, 'RESTRICTED');
    tell(decision, own);
    decision.have = own.grant;
  }
  return allow(decision, 'GRANT');
}

/** Its members are root. */
const adminGuid = 'admin';

/** An entry that spoke, and how it names the subject. */
interface Finding {
  level: 'service' | 'action';
  acl: CompiledAcl;
  ace: CompiledAce | undefined;
  via: Decision['via'];
  path: string[];
}

interface GrantFinding extends Finding {
  grant: GrantRight;
}

function levelsOf(
  service: CompiledService,
  action: CompiledAction,
): { level: 'service' | 'action'; acl: CompiledAcl }[] {
  return [
    ...(service.acl === undefined ? [] : [{ level: 'service' as const, acl: service.acl }]),
    ...(action.acl === undefined ? [] : [{ level: 'action' as const, acl: action.acl }]),
  ];
}

/** Blocks of both levels add up: an action cannot lift a block of its service. */
function findBlock(
  policy: CompiledPolicy,
  service: CompiledService,
  action: CompiledAction,
  subject: string,
): Finding | undefined {
  for (const { level, acl } of levelsOf(service, action)) {
    for (const ace of acl.aces) {
      if (ace.grant !== undefined) continue;
      const match = matchAce(policy, ace, subject);
      if (match !== undefined) return { level, acl, ace, ...match };
    }
  }
  return undefined;
}

/** A block that may name anybody, because who it names cannot be told. */
function findUnresolved(policy: CompiledPolicy, service: CompiledService, action: CompiledAction): Finding | undefined {
  for (const { level, acl } of levelsOf(service, action)) {
    if (acl.malformed) return { level, acl, ace: undefined, via: null, path: [] };
    for (const ace of acl.aces) {
      if (ace.grant !== undefined) continue;
      const lost = ace.groups.find((guid) => !policy.groups.isResolved(guid));
      if (ace.unreadable || lost !== undefined) {
        return { level, acl, ace, via: null, path: lost === undefined ? [] : [lost] };
      }
    }
  }
  return undefined;
}

/** Grants of the nearest acl, and admin of the service, who could rewrite that acl anyway. */
function findGrants(
  policy: CompiledPolicy,
  service: CompiledService,
  action: CompiledAction,
  subject: string,
): GrantFinding[] {
  const found: GrantFinding[] = [];
  for (const { level, acl } of levelsOf(service, action)) {
    for (const ace of acl.aces) {
      const { grant } = ace;
      if (grant === undefined) continue;
      if (level === 'service' && action.acl !== undefined && grant !== 'admin') continue;
      const match = matchAce(policy, ace, subject);
      if (match !== undefined) found.push({ level, acl, ace, grant, ...match });
    }
  }
  return found;
}

function matchAce(
  policy: CompiledPolicy,
  ace: CompiledAce,
  subject: string,
): { via: Decision['via']; path: string[] } | undefined {
  if (ace.users.has(subject)) return { via: 'user', path: [subject] };
  if (ace.groups.length === 0) return undefined;
  const closure = policy.groups.closureOf(subject);
  const guid = ace.groups.find((name) => closure.has(name));
  if (guid !== undefined) return { via: 'group', path: policy.groups.pathTo(subject, guid) };
  return ace.groups.includes(everyoneGuid) ? { via: 'everyone', path: [subject, everyoneGuid] } : undefined;
}

function highest(grants: readonly GrantFinding[]): GrantFinding | undefined {
  return grants.reduce<GrantFinding | undefined>(
    (best, grant) => (best === undefined || rank[grant.grant] > rank[best.grant] ? grant : best),
    undefined,
  );
}

/** Whether the candidate calls the action public; undefined if it does not offer it; true if no candidate is given. */
function offerOf(policy: CompiledPolicy, { agent, actor, action }: Question): boolean | undefined {
  if (agent === undefined) return true;
  return policy.offers
    .get(normaliseKey(agent) ?? '')
    ?.get(actor)
    ?.get(action);
}

function open(policy: CompiledPolicy, question: Question): Decision {
  return {
    decision: 'deny',
    code: 'UNKNOWN_ACTOR',
    subject: question.subject,
    actor: question.actor,
    action: question.action,
    needs: 'write',
    have: null,
    level: null,
    acl: null,
    ace: null,
    right: null,
    via: null,
    path: [],
    agent: question.agent ?? null,
    revision: policy.revision,
  };
}

function tell(decision: Decision, { level, acl, ace, via, path }: Finding): Decision {
  decision.level = level;
  decision.acl = acl.name;
  decision.ace = ace?.index ?? null;
  decision.right = ace?.right ?? null;
  decision.via = via;
  decision.path = path;
  return decision;
}

function deny(decision: Decision, code: (typeof denyCodes)[number]): Decision {
  decision.code = code;
  return decision;
}

function allow(decision: Decision, code: (typeof allowCodes)[number]): Decision {
  decision.decision = 'allow';
  decision.code = code;
  return decision;
}
