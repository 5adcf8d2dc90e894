// The tokens of the value of a param: quoted, in brackets, bare, or lines below the key.

import type { CustomPatternMatcherReturn, IToken, TokenType } from 'chevrotain';
import { bracketEnd, isOpeningBracket } from './brackets.ts';
import { breaks, define, defineMatch, withPayload } from './define.ts';
import { bodyGoesOn, isBlank, isSpace, lineEnd, skipBlanks } from './lines.ts';
import { commentEnd } from './outside.ts';
import { type Quoted, scanQuoted } from './quotes.ts';
import { reading } from './reading.ts';
import { bareEnd, belowEnd, isCommentMark, isLooseComma, isQuote, itemFollows } from './words.ts';

/** What a bracket value adds to its text: where the bracket ends, or that it never does. */
export interface Bracketed {
  closed: boolean;
  /** After the closing bracket; behind it the value may go on as a bare one. */
  close: number;
}

export const ValueBreak = define(
  'ValueBreak',
  (offset) => (bodyGoesOn(reading, offset) ? reading.lineFirst : offset + 1),
  { starts: breaks, skip: true },
);

/** A comment between a comma and the next item, or between a key and the text below it. */
export const ValueComment = define(
  'ValueComment',
  (offset) => (isSpace(reading.text.charCodeAt(offset - 1)) ? commentEnd(reading, offset) : -1),
  { starts: '/' },
);

/** A comma with no item before it. */
export const EmptyComma = define(
  'EmptyComma',
  (offset) => (isLooseComma(reading, offset) && itemFollows(reading, offset + 1) ? offset + 1 : -1),
  { starts: ',' },
);

export const EmptyLastComma = define('EmptyLastComma', (offset) => (isLooseComma(reading, offset) ? offset + 1 : -1), {
  starts: ',',
  pop: true,
});

/** Lines of text below a key, unless they are a quoted value, a list of such, or brackets as a whole. */
export const Below = define(
  'Below',
  (offset) => {
    const r = reading;
    if (offset !== r.below) return -1;
    const code = r.text.charCodeAt(offset);
    if (isQuote(code)) {
      const quoted = scanQuoted(r, offset);
      if (!quoted.open && quoted.end === quoted.close && endsItem(quoted.close)) return -1;
    }
    if (isOpeningBracket(code)) {
      const end = bracketEnd(r, offset);
      if (end !== -1 && endsItem(end)) return -1;
    }
    return belowEnd(r, offset);
  },
  { pop: true },
);

function endsItem(offset: number): boolean {
  const next = skipBlanks(reading, offset);
  const code = next < reading.limit ? reading.text.charCodeAt(next) : 0x0a;
  return isSpace(code) || code === 0x2c || (next > offset && isCommentMark(reading, next));
}

export const Quote = defineMatch('Quote', matchQuoted, { pop: true, label: 'a quoted value' });

export const Bracket = defineMatch(
  'Bracket',
  (text, offset) => {
    if (offset >= reading.limit || !isOpeningBracket(text.charCodeAt(offset))) return null;
    const close = bracketEnd(reading, offset);
    if (close === -1) {
      let end = lineEnd(reading, offset);
      while (isBlank(text.charCodeAt(end - 1))) end -= 1;
      return withPayload(text.slice(offset, end), { closed: false, close: end } satisfies Bracketed);
    }
    const end = bareEnd(reading, close);
    return withPayload(text.slice(offset, end), { closed: true, close } satisfies Bracketed);
  },
  { pop: true, label: 'a list or an object' },
);

export const Bare = define('Bare', (offset) => (isTakenInValue(offset) ? -1 : bareEnd(reading, offset)), {
  pop: true,
  label: 'a value',
});

/** Bare values are asked for first as well. */
function isTakenInValue(offset: number): boolean {
  const { text, below } = reading;
  const code = text.charCodeAt(offset);
  if (isSpace(code) || isQuote(code) || isOpeningBracket(code) || offset === below) return true;
  if (code === 0x2f) return isCommentMark(reading, offset) && isSpace(text.charCodeAt(offset - 1));
  return code === 0x2c && isLooseComma(reading, offset);
}

const items = new Set<TokenType>([Quote, Bracket, Bare]);

/** Whether a comma here stands behind a value. */
export function followsItem(tokens: IToken[]): boolean {
  const last = tokens.at(-1);
  return last !== undefined && items.has(last.tokenType);
}

/** A string from its first to its last quote, or to where it was cut off; what was read of it goes with the token. */
export function matchQuoted(text: string, offset: number): CustomPatternMatcherReturn | null {
  if (offset >= reading.limit || !isQuote(text.charCodeAt(offset))) return null;
  const quoted: Quoted = scanQuoted(reading, offset);
  return withPayload(text.slice(offset, quoted.end), quoted);
}
