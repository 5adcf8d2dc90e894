// The tokens of HeroScript, between actions and in their bodies. Lines, indentation and quotes decide what a character means,
// so most patterns are functions.

import type { IToken } from 'chevrotain';
import { breaks, define, defineMatch } from './define.ts';
import { bodyGoesOn, lineEnd, skipBlanks } from './lines.ts';
import { proseEnd } from './markdown.ts';
import { commentEnd, elsewhereEnd, hashCommentEnd, headEnd, htmlCommentEnd, preambleEnd, spaceEnd } from './outside.ts';
import { reading } from './reading.ts';
import {
  Bare,
  Below,
  Bracket,
  EmptyComma,
  EmptyLastComma,
  followsItem,
  matchQuoted,
  Quote,
  ValueBreak,
  ValueComment,
} from './value-tokens.ts';
import { anyKeyEnd, argEnd, isCommentMark, isKeyPart, isQuote, itemFollows, valueFollows, wordEnd } from './words.ts';

const blanks = ' \t\v\f';

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

/** Never matches well-formed input; keeps the lexer total. */
export const Anything = define('Anything', (offset) => offset + 1, { pop: true });

/** Which tokens there can be where; asked for in this order. */
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
