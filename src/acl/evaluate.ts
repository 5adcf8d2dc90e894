// Pure: may this subject do this action, and why.

import type { Need, Right } from '../records/service.ts';

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
