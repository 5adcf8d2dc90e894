// A decision in plain words, for the one it is about.

import { fingerprint, normaliseKey } from '../records/keys.ts';
import type { Decision } from './evaluate.ts';

/** Short lines, the most telling first, none with a full stop. Names in them come from records and are not escaped. */
export function explainDecision(decision: Decision): string[] {
  const lines = [verdict(decision)];
  if (decision.via === 'group') lines.push(`you are in ${decision.path.slice(1).join(', which is in ')}`);
  if (decision.level !== null) lines.push(whichEntry(decision));
  return lines;
}

function verdict(decision: Decision): string {
  const { actor, action, needs, have } = decision;
  const name = `${actor}.${action}`;
  switch (decision.code) {
    case 'ROOT':
      return decision.via === 'group' ? 'root may do everything' : 'your key is a root key';
    case 'EVERYONE':
      return `${name} has no acl, so every verified key may run it`;
    case 'GRANT':
      return decision.via === 'everyone' ? `everyone has right ${have}` : `you have right ${have}, ${needs} is needed`;
    case 'BAD_SUBJECT':
      return 'the source is not a usable public key';
    case 'KEY_REVOKED':
      return `the key ${short(decision.subject)} is revoked`;
    case 'UNKNOWN_ACTOR':
      return `there is no service ${actor}`;
    case 'UNKNOWN_ACTION':
      return `service ${actor} has no action ${action}`;
    case 'AMBIGUOUS':
      return `${name} is declared more than once, so nobody knows which acl holds`;
    case 'BLOCKED':
      return blocked(decision);
    case 'BLOCKED_UNRESOLVED':
      return `a block may name you: ${decision.unresolved ?? 'a name in it'} cannot be resolved`;
    case 'NOT_OFFERED':
      return `agent ${short(decision.agent ?? '')} does not offer ${name}`;
    case 'RESTRICTED':
      return `agent ${short(decision.agent ?? '')} runs it only for those who are granted right ${needs} by name or group`;
    case 'NO_GRANT':
      return have === null ? `needs right ${needs}; no entry names you` : `needs right ${needs}; everyone has ${have}`;
    case 'INSUFFICIENT':
      return `needs right ${needs}; ${decision.via === 'everyone' ? 'everyone has' : 'you have'} ${have}`;
  }
}

function blocked({ right, via }: Decision): string {
  const whom = via === 'everyone' ? 'everyone' : 'you';
  if (right === 'block') return `${whom === 'you' ? 'you are' : 'everyone is'} blocked`;
  return `an entry for ${whom} has ${right === null ? 'no right' : `the unknown right ${right}`}, which counts as block`;
}

function whichEntry({ level, acl, actor, action, ace }: Decision): string {
  const owner = level === 'service' ? `service ${actor}` : `action ${actor}.${action}`;
  const entry = ace === null ? '' : `, entry ${ace + 1}`;
  return `acl ${acl === null || acl === '' ? '' : `${acl} `}on ${owner}${entry}`;
}

function short(key: string): string {
  const normal = normaliseKey(key);
  return normal === undefined ? key : fingerprint(normal);
}
