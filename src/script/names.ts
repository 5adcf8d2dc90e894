// Names of actions and keys of params: normalised, and what is wrong with them said.

import { messages } from '../../grammar/messages.ts';
import type { Token } from '../../grammar/parser.ts';
import type { ActionType } from './ast.ts';
import { type Building, report, safeFix } from './report.ts';

const types: readonly ActionType[] = ['dal', 'sal', 'macro', 'wal'];
export const maxMarks = types.length;
const maxName = 64;

/** Lower case, `-` to `_`, runs of `_` to one. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_').replace(/_+/g, '_');
}

/** What a name says, and where in it the dot is; -1 when the actor is implied. */
export interface ActionName {
  actor: string;
  action: string;
  dot: number;
}

/** The exclamation marks as well. */
export interface ActionHead extends ActionName {
  type: ActionType;
  marks: number;
}

const wellFormed = /^(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)$/;
/** What stands behind one of these is no part of a name that has lost it. */
const apart = /[()[\]{}<>=,;:"'`|]/;

/** Of the name without its exclamation marks; undefined when something is wrong with it. */
export function splitName(name: string): ActionName | undefined {
  const match = wellFormed.exec(name);
  if (match === null) return undefined;
  const [, actor, action = ''] = match;
  const split = {
    actor: actor === undefined ? 'core' : normaliseName(actor),
    action: normaliseName(action),
    dot: actor === undefined ? -1 : actor.length,
  };
  return split.actor.length > maxName || split.action.length > maxName ? undefined : split;
}

/** Of exclamation marks and the name behind them; undefined when something is wrong with it. */
export function splitHead(head: string): ActionHead | undefined {
  const marks = markCount(head);
  const type = types[marks - 1];
  const name = splitName(head.slice(marks));
  return type === undefined || name === undefined ? undefined : { ...name, type, marks };
}

/** The name of an action, or undefined when something is wrong with it, which is told then. */
export function readName(building: Building, head: Token): ActionHead | undefined {
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
  const split = splitName(name);
  if (split !== undefined) return { ...split, type, marks };
  const written: WrittenName = { name, marks, start, nameStart, end };
  const illegal = /[^A-Za-z0-9_.-]/u.exec(name);
  if (illegal === null) reportParts(building, written);
  else reportIllegal(building, written, illegal);
  return undefined;
}

/** A name that is none; offsets in the text. */
interface WrittenName {
  name: string;
  marks: number;
  /** Of the first mark. */
  start: number;
  nameStart: number;
  end: number;
}

function reportIllegal(building: Building, written: WrittenName, illegal: RegExpExecArray): void {
  const { name, marks, start, nameStart, end } = written;
  const at = nameStart + illegal.index;
  const isComment = name.startsWith('//', illegal.index);
  if (isComment || /\s/.test(illegal[0])) {
    if (illegal.index === 0) {
      report(building, start, nameStart, messages.missingName('!'.repeat(marks)));
      return;
    }
    const isCut = isComment && goesOnBelow(building.source.text, at);
    const fix = isCut ? {} : safeFix('write a blank there', at, isComment ? at : at + 1, ' ');
    report(building, at, at + 1, messages.blankInName(illegal[0]), fix);
    return;
  }
  if (illegal[0] === '#' && illegal.index > 0) {
    report(building, at, at + 1, messages.blankInName('#'));
    return;
  }
  const otherDot = /^[A-Za-z0-9_-]+[:/][A-Za-z0-9_-]+$/.test(name);
  const dotted = otherDot ? name.replace(illegal[0], '.') : name;
  const cut = dotted.search(apart);
  const own = cut === -1 ? dotted : dotted.slice(0, cut);
  // Letters keep their base when they lose their accents.
  const fixed = own.normalize('NFD').replace(/[^A-Za-z0-9_.-]/gu, '');
  const shown = wellFormed.test(fixed) ? '!'.repeat(marks) + normaliseName(fixed) : '';
  const isMore = cut !== -1 && /[^\p{P}\p{S}]/u.test(dotted.slice(cut));
  report(
    building,
    at,
    at + illegal[0].length,
    otherDot ? messages.otherDotInName(illegal[0], shown) : messages.illegalName(illegal[0], shown, isMore),
    shown === '' || isMore || /["']/.test(dotted) ? {} : safeFix(`write ${shown}`, start, end, shown),
  );
}

/** All characters are legal: there are too many parts, or one is missing or too long. */
function reportParts(building: Building, { name, marks, start, nameStart, end }: WrittenName): void {
  const parts = name.split('.');
  if (parts.length > 2) {
    report(building, nameStart, end, messages.tooManyParts(name));
    return;
  }
  if (parts.includes('')) {
    const other = parts.find((part) => part !== '');
    const fixed = other === undefined ? '' : '!'.repeat(marks) + normaliseName(other);
    const fix = fixed === '' ? {} : safeFix(`write ${fixed}`, start, end, fixed);
    report(building, nameStart, end, messages.emptyPart(fixed), fix);
    return;
  }
  report(building, nameStart, end, messages.longName(maxName));
}

/** Something may begin on this line that ends on another one, and a comment would take its beginning away. */
function goesOnBelow(text: string, at: number): boolean {
  const line = /[^\r\n]*/y;
  line.lastIndex = at;
  return /['"[{]|[:,][ \t]*(\/\/.*)?$/.test(line.exec(text)?.[0] ?? '');
}

export function markCount(image: string): number {
  let count = 0;
  while (image.charCodeAt(count) === 0x21) count += 1;
  return count;
}

/** Lower case already, and with nothing to say of it. */
export function isPlainKey(key: string): boolean {
  return /^[a-z0-9_]+(?:\.[a-z0-9_]+)?$/.test(key);
}

export interface Key {
  key: string;
  start: number;
  end: number;
  /** It was not well-formed; the problem is told. */
  guessed: boolean;
}

/** Undefined when there is nothing to make a key of; a key with a mistake is read as what it should be. */
export function readKey(building: Building, token: Token): Key | undefined {
  const raw = token.image.slice(0, -1);
  const start = token.startOffset;
  if (isPlainKey(raw)) return { key: raw, start, end: start + raw.length, guessed: false };
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
    const fix = key === '' ? {} : safeFix(`write ${key}:`, start, end, key);
    report(building, at, at + illegal[0].length, messages.illegalKey(name, illegal[0], key), fix);
    if (key === '') return undefined;
  }
  if (name.length < raw.length) {
    // Together with two slashes it would be the address of a page.
    const isAddress = building.source.text.startsWith('//', start + raw.length + 1);
    const fix = isAddress ? {} : safeFix('remove the blank', end, start + raw.length, '');
    report(building, start, start + raw.length + 1, messages.blankBeforeColon(name), fix);
  }
  if (key.indexOf('.') !== key.lastIndexOf('.')) report(building, start, end, messages.manyDots(key));
  return { key, start, end, guessed: illegal !== null };
}

/** `a-b` means `a_b`, `@x` and `--x` mean `x`; what else is wrong is no slip of the hand, '' then. */
function guessKey(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/^[-@$%.]+/, '')
    .replace(/[-/,]/g, '_');
  return /^[a-z0-9_][a-z0-9_.]*$/.test(key) ? key : '';
}
