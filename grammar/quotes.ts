// Where quoted values end: on their line, folded over several, or as a block of lines; and whether they end at all.

import { afterLineBreak, hasLineBreak, isLineBreak, isSpace, lineEnd, nextActionLine, skipBlanks } from './lines.ts';
import type { Reading } from './reading.ts';
import { columnsOf, isCommentMark, isKeyBeforeValue, keyColon } from './words.ts';

export interface Quoted {
  shape: 'line' | 'folded' | 'block';
  /** The opening quote, one or three characters. */
  quote: string;
  /** The text between the quotes; for a block, its lines. */
  from: number;
  to: number;
  /** After the closing quote. */
  close: number;
  /** After all that belongs to the token: with the text after the closing quote, or all that an open quote hides. */
  end: number;
  /** Nothing closes it; then `to` is the end of its first line. */
  open: boolean;
}

/** How much of what follows a closing quote is looked at to find where the stray text ends. */
const strayReach = 400;

export function scanQuoted(r: Reading, at: number): Quoted {
  const one = r.text.charAt(at);
  const triple = r.text.charAt(at + 1) === one && r.text.charAt(at + 2) === one && at + 2 < r.limit;
  const quote = triple ? one.repeat(3) : one;
  const from = at + quote.length;
  const rest = skipBlanks(r, from);
  if (rest >= r.limit) return neverClosed(r, 'line', quote, from);
  if (isLineBreak(r.text.charCodeAt(rest))) return scanBlock(r, quote, from, afterLineBreak(r, rest));
  return scanText(r, quote, from);
}

function scanText(r: Reading, quote: string, from: number): Quoted {
  const to = closingQuote(r, quote, from);
  if (to === -1) return neverClosed(r, 'line', quote, from);
  const close = to + quote.length;
  const folded = hasLineBreak(r.text, from, to);
  if (folded) {
    const touched = isTouched(r, close);
    const action = nextActionLine(r, from);
    const crossed = action !== -1 && action < to;
    // A quote that looks like the opening one of a later value closes nothing.
    if (crossed ? touched || opensValue(r, to) || opensWord(r, to, close) : touched && opensValue(r, to)) {
      return neverClosed(r, 'folded', quote, from);
    }
  }
  return { shape: folded ? 'folded' : 'line', quote, from, to, close, end: strayEnd(r, quote, close), open: false };
}

/** Offset of the next quote with an even number of backslashes before it, or -1. */
export function closingQuote(r: Reading, quote: string, from: number): number {
  let i = from;
  while (true) {
    i = r.text.indexOf(quote, i);
    if (i === -1 || i + quote.length > r.limit) return -1;
    if (!isEscaped(r, i, from)) return i;
    i += 1;
  }
}

function isEscaped(r: Reading, at: number, from: number): boolean {
  let i = at;
  while (i > from && r.text.charCodeAt(i - 1) === 0x5c) i -= 1;
  return (at - i) % 2 === 1;
}

/** Text that is no key and no comma stands right after a quote. */
function isTouched(r: Reading, close: number): boolean {
  if (close >= r.limit) return false;
  const code = r.text.charCodeAt(close);
  return !isSpace(code) && code !== 0x2c && keyColon(r, close) === -1;
}

/** A key and its colon stand before the quote. */
function opensValue(r: Reading, at: number): boolean {
  let i = at;
  while (i > 0 && (r.text.charCodeAt(i - 1) === 0x20 || r.text.charCodeAt(i - 1) === 0x09)) i -= 1;
  return i > 1 && r.text.charCodeAt(i - 1) === 0x3a && /[A-Za-z0-9_.]/.test(r.text.charAt(i - 2));
}

function opensWord(r: Reading, at: number, close: number): boolean {
  const before = r.text.charCodeAt(at - 1);
  return (before === 0x20 || before === 0x2c) && close < r.limit && !isSpace(r.text.charCodeAt(close));
}

/** Up to the next key on the line, or the next quote that ends a word; else the word at hand. */
function strayEnd(r: Reading, quote: string, close: number): number {
  if (!isTouched(r, close)) return close;
  const limit = Math.min(r.limit, close + strayReach);
  let i = Math.max(close, r.strayUntil.get(quote) ?? 0);
  for (; i < limit && !isLineBreak(r.text.charCodeAt(i)); i += 1) {
    if (isSpace(r.text.charCodeAt(i))) {
      const next = skipBlanks(r, i);
      if (isKeyBeforeValue(r, next) || isCommentMark(r, next)) return i;
    } else if (r.text.startsWith(quote, i)) {
      const after = i + quote.length;
      if (after >= r.limit || isSpace(r.text.charCodeAt(after))) return after;
    }
  }
  r.strayUntil.set(quote, i);
  let end = close;
  while (end < limit && !isSpace(r.text.charCodeAt(end))) end += 1;
  return end;
}

/** The open quote hides all up to the line break before the next action at column 0, or before the end of the fence. */
function neverClosed(r: Reading, shape: Quoted['shape'], quote: string, from: number): Quoted {
  const action = nextActionLine(r, from);
  let end = action === -1 ? r.limit : action;
  if (action === -1 && r.limit < r.text.length && isLineBreak(r.text.charCodeAt(end - 1))) end -= 1;
  if (r.text.charCodeAt(end) === 0x0a && r.text.charCodeAt(end - 1) === 0x0d) end -= 1;
  end = Math.max(end, from);
  return { shape, quote, from, to: Math.min(end, lineEnd(r, from)), close: end, end, open: true };
}

/**
 * A block ends at a line that begins with its quote and a blank. Where there is none before the next action, it ends
 * at the last line whose end is an unpaired quote. Actions inside it are text as long as no value is opened in them.
 */
function scanBlock(r: Reading, quote: string, from: number, firstLine: number): Quoted {
  const keyColumns = columnsOf(r, from);
  let crossed = false;
  let weak = -1;
  let quoteAt = -1;
  for (let start = firstLine; start < r.limit; ) {
    const end = lineEnd(r, start);
    const first = skipBlanks(r, start);
    if (first < end) {
      const after = first + quote.length;
      if (r.text.startsWith(quote, first) && (after >= end || isSpace(r.text.charCodeAt(after)))) {
        return block(r, quote, firstLine, start === firstLine ? start : lineBreakBefore(r, start), after);
      }
      const action = startsAction(r, first) && columnsOf(r, first) === 0;
      if (weak !== -1 && (action || endsWeakBlock(r, first, keyColumns))) break;
      crossed ||= action;
      if (quoteAt < first) quoteAt = nextQuote(r, quote, first);
      if (quoteAt < end) {
        const line = quotesOf(r, quote, first, end);
        if (line.opens && (crossed || (line.atEnd && weak !== -1))) break;
        if (line.atEnd && !line.opens && line.unpaired) weak = line.last;
        if (weak !== -1 && crossed) break;
      }
    }
    start = afterLineBreak(r, end);
  }
  if (weak !== -1) return block(r, quote, firstLine, weak, weak + quote.length);
  return neverClosed(r, 'block', quote, from);
}

function nextQuote(r: Reading, quote: string, from: number): number {
  const at = r.text.indexOf(quote, from);
  return at === -1 ? r.limit : at;
}

interface QuotesOfLine {
  unpaired: boolean;
  /** Offset of the last one. */
  last: number;
  /** It ends the line, blanks aside, and no backslash is before it. */
  atEnd: boolean;
  /** One of them stands after a key and its colon. */
  opens: boolean;
}

function quotesOf(r: Reading, quote: string, first: number, end: number): QuotesOfLine {
  const line = r.text.slice(first, end);
  let count = 0;
  let last = -1;
  let opens = false;
  for (let i = line.indexOf(quote); i !== -1; i = line.indexOf(quote, i + quote.length)) {
    last = first + i;
    if (!isEscaped(r, last, first)) count += 1;
    opens ||= opensValue(r, last);
  }
  const atEnd = skipBlanks(r, last + quote.length) >= end && !isEscaped(r, last, first);
  return { unpaired: count % 2 === 1, last, atEnd, opens };
}

function block(r: Reading, quote: string, from: number, to: number, close: number): Quoted {
  return { shape: 'block', quote, from, to, close, end: strayEnd(r, quote, close), open: false };
}

function lineBreakBefore(r: Reading, start: number): number {
  const two = r.text.charCodeAt(start - 1) === 0x0a && r.text.charCodeAt(start - 2) === 0x0d;
  return start - (two ? 2 : 1);
}

function startsAction(r: Reading, first: number): boolean {
  if (r.text.charCodeAt(first) !== 0x21 || r.text.charCodeAt(first + 1) === 0x5b) return false;
  return r.markdown === undefined || r.text.charCodeAt(first + 1) === 0x21;
}

/** After a possible end of the block: a line that reads as the script going on. */
function endsWeakBlock(r: Reading, first: number, keyColumns: number): boolean {
  if (r.text.charCodeAt(first) === 0x21) return true;
  return columnsOf(r, first) <= keyColumns && (isCommentMark(r, first) || isKeyBeforeValue(r, first));
}
