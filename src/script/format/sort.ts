// The order of a file that only defines things: what is referred to first, each thing with its parts below it.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Action, findParam, type Script } from '../ast.ts';
import { gapText } from './gaps.ts';
import type { Part } from './parts.ts';

const order = ['bootstrap', 'user', 'agent', 'circle', 'context', 'group', 'acl', 'service'];

/** Undefined: it may be sorted. */
export function findUnsortable({ actions }: Script, parts: readonly Part[]): Diagnostic[] {
  const other = actions.find(({ type, action }) => type !== 'sal' || !/(?:^|_)define$/.test(action));
  const tell = (message: string, span: Diagnostic['span']): Diagnostic[] => {
    return [{ code: 'HS0225', severity: 'info', message: `not sorted: ${message}`, ...(span && { span }) }];
  };
  if (other !== undefined) return tell(`${other.actor}.${other.action} defines nothing`, other.headSpan);
  const loose = parts.some(({ kind }) => kind === 'prose' || kind === 'kept');
  if (loose || actions.length !== parts.filter(({ kind }) => kind === 'action').length) {
    return tell('there is text in it that belongs to nothing, or is wrong', actions[0]?.headSpan);
  }
  return [];
}

/** `actions`: those of the parts, in their order. Comments go with the action below them. */
export function sortedText(parts: readonly Part[], actions: readonly Action[]): string {
  const [first] = parts;
  const shebang = first?.text.startsWith('#!') === true && first.start === 0 ? first : undefined;
  const chunks: Chunk[] = [];
  let comments: Part[] = [];
  for (const part of shebang === undefined ? parts : parts.slice(1)) {
    if (part.kind !== 'action') {
      if (part.text !== '') comments.push(part);
      continue;
    }
    const action = actions[chunks.length];
    const name = `${action?.actor}.${action?.action}`;
    chunks.push({ parts: [...comments, part], name, key: action === undefined ? [] : keyOf(action) });
    comments = [];
  }
  const sorted = chunks.toSorted((a, b) => compare(a.key, b.key));
  // What is below the last action speaks of none.
  if (comments.length > 0) sorted.push({ parts: comments, name: '', key: [] });
  let out = '';
  for (const [i, chunk] of sorted.entries()) out += between(sorted[i - 1], chunk) + inside(chunk);
  if (shebang !== undefined) return out === '' ? shebang.text : `${shebang.text}\n\n${out}`;
  // At the very start these two would be something else.
  return /^(?:\ufeff|#!)/.test(out) ? `\n${out}` : out;
}

interface Chunk {
  parts: Part[];
  /** `actor.action`. */
  name: string;
  key: string[];
}

/** Place of the actor, then the path of what is defined; of actors that we do not know, the kind of thing before it. */
function keyOf(action: Action): string[] {
  const { actor, action: kind } = action;
  const rank = order.indexOf(actor);
  const path = pathOf(action);
  // The thing itself goes before its parts.
  const depth = kind === 'define' ? '' : kind;
  if (rank === -1) return [String(order.length), actor, depth, ...path];
  return [String(rank), actor, ...path, '', depth];
}

/** An `acl` beside a name refers to another thing; without a name it says what the entry belongs to. */
function pathOf(action: Action): string[] {
  const keys = findParam(action, 'name') === undefined ? ['acl', 'right'] : ['name'];
  return keys.flatMap((key) => findParam(action, key)?.value.text.split('.') ?? []);
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [one = '', other = ''] = [a[i], b[i]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return a.length - b.length;
}

function between(before: Chunk | undefined, { parts, name, key }: Chunk): string {
  const [next] = parts;
  const last = before?.parts.at(-1);
  if (before === undefined || last === undefined || next === undefined) return '';
  // A thing and its parts stay together, and so do things of one kind, as far as they are single lines.
  const isSame = name === before.name || key.slice(0, 3).join('\0') === before.key.slice(0, 3).join('\0');
  const isNear = next.kind === 'action' && isSame;
  return gapText(last, next, isNear ? '\n' : '\n\n');
}

function inside({ parts }: Chunk): string {
  return parts.map(({ text }) => text).join('\n');
}
