// The tokens of HeroScript. Lines, indentation and quotes decide what a character means, so most patterns are functions.

import type { CustomPatternMatcherReturn, IToken, TokenType } from 'chevrotain';
import { bracketEnd, isOpeningBracket } from './brackets.ts';
import { define, defineMatch, withPayload } from './define.ts';
import { bodyGoesOn, isBlank, isSpace, lineEnd, skipBlanks } from './lines.ts';
import { proseEnd } from './markdown.ts';
import { commentEnd, elsewhereEnd, hashCommentEnd, headEnd, htmlCommentEnd, preambleEnd, spaceEnd } from './outside.ts';
import { type Quoted, scanQuoted } from './quotes.ts';
import { reading } from './reading.ts';
import {
  anyKeyEnd,
  argEnd,
  bareEnd,
  belowEnd,
  isCommentMark,
  isKeyPart,
  isLooseComma,
  isQuote,
  itemFollows,
  valueFollows,
  wordEnd,
} from './words.ts';

/** What a bracket value adds to its text: where the bracket ends, or that it never does. */
export interface Bracketed {
  closed: boolean;
  /** After the closing bracket; behind it the value may go on as a bare one. */
  close: number;
}

const blanks = ' \t\v\f';
const breaks = '\n\r';

// Between actions.

export const Preamble = define('Preamble', (offset) => (offset === 0 ? preambleEnd(reading) : -1), {
  starts: '\ufeff#',
});

// A regular expression would do for some of them, but the library takes long to analyse any.

/** Also all that is not asked for, when one action alone is read. */
export const Space = define('Space', (offset) => Math.max(elsewhereEnd(reading, offset), spaceEnd(reading, offset)), {
  skip: true,
});

export const LineComment = define('LineComment', (offset) => (reading.inScript ? commentEnd(reading, offset) : -1), {
  starts: '/',
});

export const HashLine = define(
  'HashLine',
  (offset) => (reading.markdown === undefined ? hashCommentEnd(reading, offset) : -1),
  {
    starts: '#',
  },
);

export const HtmlComment = define(
  'HtmlComment',
  (offset) => (reading.inScript ? htmlCommentEnd(reading, offset) : -1),
  {
    starts: '<',
  },
);

/** Exclamation marks and the name that follows at once. */
export const Head = define('Head', (offset) => headEnd(reading, offset), {
  starts: '!',
  push: 'body',
  label: 'an action',
});

/** A line that belongs to nothing; in markdown, up to the next line that could. */
export const Prose = define('Prose', (offset) =>
  reading.markdown === undefined ? lineEnd(reading, offset) : proseEnd(reading, offset),
);

// The body of an action.

export const Blank = define('Blank', (offset) => skipBlanks(reading, offset), { starts: blanks, skip: true });

/** The line break and indentation before the next line of the body. */
export const BodyBreak = define(
  'BodyBreak',
  (offset) => {
    if (!bodyGoesOn(reading, offset)) return -1;
    if (reading.lineColumns === 1) reading.narrow.push(reading.lineStart);
    return reading.lineFirst;
  },
  { starts: breaks, skip: true },
);

/** The line break after the last line of the body, and the blank lines behind it. */
export const BodyEnd = define('BodyEnd', () => (bodyDone() ? reading.lineFirst : reading.lineStart), {
  starts: breaks,
  skip: true,
  pop: true,
});

function bodyDone(): boolean {
  return reading.lineFirst >= reading.limit;
}

export const Comment = define(
  'Comment',
  (offset) => {
    const end = commentEnd(reading, offset);
    return end === -1 ? hashCommentEnd(reading, offset) : end;
  },
  { starts: '/#' },
);

export const BodyHtmlComment = define('BodyHtmlComment', (offset) => htmlCommentEnd(reading, offset), { starts: '<' });

/** A name and its colon, with a value behind it. Not always a well-formed name. */
export const Key = define(
  'Key',
  (offset, tokens) => {
    if (!isKeyPart(reading.text.charCodeAt(offset)) && isTakenInBody(offset, tokens)) return -1;
    const end = anyKeyEnd(reading, offset);
    return end !== -1 && valueFollows(reading, end) ? end : -1;
  },
  { push: 'value', label: 'a param' },
);

/** Keys are asked for first, as most tokens are keys; what begins like this is something else. */
function isTakenInBody(offset: number, tokens: IToken[]): boolean {
  const { text } = reading;
  const code = text.charCodeAt(offset);
  if (isQuote(code) || code === 0x23 || isCommentMark(reading, offset)) return true;
  return code === 0x2c ? followsItem(tokens) : text.startsWith('<!--', offset);
}

/** A name and its colon, with nothing behind it. */
export const EmptyKey = define('EmptyKey', (offset) => anyKeyEnd(reading, offset), { label: 'a param' });

export const Arg = define('Arg', (offset) => argEnd(reading, offset), { label: 'an argument' });

export const QuotedArg = defineMatch('QuotedArg', matchQuoted, { label: 'a quoted argument' });

/** A word that can be nothing else. */
export const Stray = define('Stray', (offset) => wordEnd(reading, offset));

/** The comma behind a value, with a further item behind it. */
export const Comma = define(
  'Comma',
  (offset, tokens) => (followsItem(tokens) && itemFollows(reading, offset + 1) ? offset + 1 : -1),
  { starts: ',', push: 'value' },
);

/** The comma behind a value with no further item. */
export const LastComma = define('LastComma', (offset, tokens) => (followsItem(tokens) ? offset + 1 : -1), {
  starts: ',',
});

// The value of a param.

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

/** Never matches well-formed input; keeps the lexer total. */
export const Anything = define('Anything', (offset) => offset + 1, { pop: true });

const items = new Set<TokenType>([Quote, Bracket, Bare]);

function followsItem(tokens: IToken[]): boolean {
  const last = tokens.at(-1);
  return last !== undefined && items.has(last.tokenType);
}

function matchQuoted(text: string, offset: number): CustomPatternMatcherReturn | null {
  if (offset >= reading.limit || !isQuote(text.charCodeAt(offset))) return null;
  const quoted: Quoted = scanQuoted(reading, offset);
  return withPayload(text.slice(offset, quoted.end), quoted);
}

export const modes = {
  text: [Space, Head, LineComment, Preamble, HashLine, HtmlComment, Prose, Anything],
  body: [
    Blank,
    Key,
    BodyBreak,
    BodyEnd,
    Comment,
    Comma,
    LastComma,
    QuotedArg,
    BodyHtmlComment,
    EmptyKey,
    Arg,
    Stray,
    Anything,
  ],
  value: [Bare, Below, Quote, Blank, Bracket, EmptyComma, EmptyLastComma, ValueBreak, ValueComment, Anything],
};
