// Names of actions and keys of params: normalised, and what is wrong with them said.

import { messages } from '../../grammar/messages.ts';
import type { Token } from '../../grammar/parser.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Action, ActionType } from './ast.ts';
import { type Building, report } from './report.ts';

const types: readonly ActionType[] = ['dal', 'sal', 'macro', 'wal'];
const maxName = 64;

/** Lower case, `-` to `_`, runs of `_` to one. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_').replace(/_+/g, '_');
}

export type ActionName = Pick<Action, 'type' | 'actor' | 'action' | 'nameSpan' | 'actorSpan' | 'actionSpan'>;

const plainName = /^([a-z0-9]+(?:_[a-z0-9]+)*)\.([a-z0-9]+(?:_[a-z0-9]+)*)$/;

export function readName(building: Building, head: Token): ActionName | undefined {
  const { source } = building;
  const marks = markCount(head.image);
  const name = head.image.slice(marks);
  const start = head.startOffset;
  const nameStart = start + marks;
  const end = nameStart + name.length;
  const type = types[marks - 1];
  if (type === undefined) {
    report(building, start, nameStart, messages.tooManyMarks(marks));
    return undefined;
  }
  if (name === '') {
    report(building, start, nameStart, messages.missingName('!'.repeat(marks)));
    return undefined;
  }
  const span = (from: number, to: number): Span => ({ source, start: from, end: to });
  const plain = plainName.exec(name);
  if (plain !== null) {
    const [, actor = '', action = ''] = plain;
    const dot = nameStart + actor.length;
    if (actor.length <= maxName && action.length <= maxName) {
      return {
        type,
        actor,
        action,
        nameSpan: span(nameStart, end),
        actorSpan: span(nameStart, dot),
        actionSpan: span(dot + 1, end),
      };
    }
  }
  const illegal = /[^A-Za-z0-9_.-]/u.exec(name);
  if (illegal !== null) {
    const at = nameStart + illegal.index;
    const colon = illegal[0] === ':' && /^[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$/.test(name);
    const dotted = colon ? name.replace(':', '.') : name;
    // Letters keep their base when they lose their accents.
    const fixed = dotted.normalize('NFD').replace(/[^A-Za-z0-9_.-]/gu, '');
    const legal = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)?$/.test(fixed);
    const shown = legal ? '!'.repeat(marks) + normaliseName(fixed) : '';
    report(
      building,
      at,
      at + illegal[0].length,
      colon ? messages.colonInName(shown) : messages.illegalName(illegal[0], shown),
    );
    return undefined;
  }
  const parts = name.split('.');
  if (parts.length > 2) {
    report(building, nameStart, end, messages.tooManyParts(name));
    return undefined;
  }
  if (parts.includes('')) {
    const other = parts.find((part) => part !== '');
    const fixed = other === undefined ? '' : '!'.repeat(marks) + normaliseName(other);
    report(building, nameStart, end, messages.emptyPart(fixed));
    return undefined;
  }
  const [first = '', second] = parts;
  const [actor, action] =
    second === undefined ? ['core', normaliseName(first)] : [normaliseName(first), normaliseName(second)];
  if (actor.length > maxName || action.length > maxName) {
    report(building, nameStart, end, messages.longName(maxName));
    return undefined;
  }
  const dot = nameStart + first.length;
  return {
    type,
    actor,
    action,
    nameSpan: span(nameStart, end),
    ...(second === undefined ? {} : { actorSpan: span(nameStart, dot) }),
    actionSpan: second === undefined ? span(nameStart, end) : span(dot + 1, end),
  };
}

function markCount(image: string): number {
  let count = 0;
  while (image.charCodeAt(count) === 0x21) count += 1;
  return count;
}

const plainKey = /^[a-z0-9_]+(?:\.[a-z0-9_]+)?$/;

export interface Key {
  key: string;
  keySpan: Span;
  /** It was not well-formed; the problem is told. */
  guessed: boolean;
}

/** Undefined when there is nothing to make a key of; a key with a mistake is read as what it should be. */
export function readKey(building: Building, token: Token): Key | undefined {
  const { source } = building;
  const raw = token.image.slice(0, -1);
  const start = token.startOffset;
  if (plainKey.test(raw)) return { key: raw, keySpan: { source, start, end: start + raw.length }, guessed: false };
  const name = raw.trimEnd();
  const end = start + name.length;
  if (name === '') {
    report(building, start, start + 1, messages.emptyKey());
    return undefined;
  }
  const illegal = /[^A-Za-z0-9_.]|^\./u.exec(name);
  const key = illegal === null ? name.toLowerCase() : guessKey(name);
  if (illegal !== null) {
    const at = start + illegal.index;
    report(building, at, at + illegal[0].length, messages.illegalKey(name, illegal[0], key));
    if (key === '') return undefined;
  }
  if (name.length < raw.length) report(building, start, start + raw.length + 1, messages.blankBeforeColon(name));
  if (key.indexOf('.') !== key.lastIndexOf('.')) report(building, start, end, messages.manyDots(key));
  return { key, keySpan: { source, start, end }, guessed: illegal !== null };
}

/** `a-b` means `a_b`, `@x` and `--x` mean `x`; what else is wrong is no slip of the hand, '' then. */
function guessKey(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/^[-@$%.]+/, '')
    .replace(/[-/,]/g, '_');
  return /^[a-z0-9_][a-z0-9_.]*$/.test(key) ? key : '';
}
