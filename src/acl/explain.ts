// A decision in plain words.

import type { Decision } from './evaluate.ts';

/** Short lines, the deciding fact first. */
export function explainDecision(decision: Decision): string[] {
  const lines = [reasonOf(decision)];
  const { level, acl, ace, right, actor, action } = decision;
  if (level !== null) {
    const place = level === 'action' ? `action ${actor}.${action}` : `service ${actor}`;
    const entry = ace === null ? '' : `, entry ${ace + 1}: ${right}`;
    lines.push(`acl ${acl === '' || acl === null ? '(without a name)' : acl} on ${place}${entry}`);
  }
  if (decision.via === 'group' && decision.path.length > 1) {
    lines.push(`through ${decision.path.slice(1).join(' → ')}`);
  }
  return lines;
}

function reasonOf({ code, needs, have, actor, action, agent, path }: Decision): string {
  switch (code) {
    case 'ROOT':
      return 'a root key may do everything that is not blocked';
    case 'EVERYONE':
      return 'it has no acl, so everyone may';
    case 'GRANT':
      return `needs right ${needs}; you have ${have}`;
    case 'BAD_SUBJECT':
      return 'the source is not a public key of a person or agent';
    case 'KEY_REVOKED':
      return 'the key of the source is revoked';
    case 'UNKNOWN_ACTOR':
      return `there is no service ${actor}`;
    case 'UNKNOWN_ACTION':
      return `service ${actor} has no action ${action}`;
    case 'AMBIGUOUS':
      return `${actor}.${action} is declared more than once`;
    case 'BLOCKED':
      return 'you are blocked';
    case 'BLOCKED_UNRESOLVED':
      return path[0] === undefined
        ? 'a block cannot be read, so it blocks everybody until it is repaired'
        : `a block names ${path[0]}, which cannot be resolved, so it blocks everybody until it is repaired`;
    case 'NOT_OFFERED':
      return `agent ${agent} does not offer ${actor}.${action}`;
    case 'RESTRICTED':
      return 'the agent takes it from certain people only, and you are not named';
    case 'NO_GRANT':
      return `needs right ${needs}; you have ${have ?? 'none'}`;
    case 'INSUFFICIENT':
      return `needs right ${needs}; you have ${have}`;
  }
}
