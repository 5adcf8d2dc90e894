// What a value says, from how it is written: quotes, escapes, folding, indentation and lists resolved.

import { hasLineBreak, isLineBreak } from '../../grammar/lines.ts';
import type { Quoted } from '../../grammar/quotes.ts';

const lineBreak = /\r\n|\r|\n/;
/** Other characters that look empty, such as a no-break space, are text. */
const white = /[ \t\v\f\r\n]/;

/** The text of a quoted value; an open one says its first line. */
export function quotedText(source: string, quoted: Quoted): string {
  const raw = source.slice(quoted.from, quoted.to);
  if (quoted.open) return raw.trim();
  if (quoted.shape === 'block') {
    // Backslashes at the end are before the closing quote only when it stands on the last line of the text.
    const touches =
      source.startsWith(quoted.quote, quoted.to) && !isLineBreak(raw.charCodeAt(trimBlankEnd(raw).length - 1));
    return resolveEscapes(blockText(raw), quoted.quote, touches);
  }
  return resolveEscapes(quoted.shape === 'folded' ? foldedText(raw) : raw, quoted.quote, true);
}

const openingLine = /[ \t\v\f]*(?:\r\n?|\n)/y;
const closingLine = /(?:\r\n?|\n)[ \t\v\f]*$/;

/** What `scanQuoted` found where quotes are closed, from where they begin and end. */
export function quotedBetween(text: string, start: number, end: number): Quoted {
  const one = text.charAt(start);
  const quote = end - start > 5 && text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
  const [from, to] = [start + quote.length, end - quote.length];
  const found = { quote, close: end, end, open: false };
  openingLine.lastIndex = from;
  const isBlock = openingLine.test(text) && openingLine.lastIndex <= to;
  if (!isBlock) return { ...found, shape: hasLineBreak(text, from, to) ? 'folded' : 'line', from, to };
  const first = openingLine.lastIndex;
  // The closing quote stands on a line of its own, or behind the last line of the text.
  const lines = text.slice(first, to);
  const last = closingLine.exec(lines)?.index ?? (trimBlankEnd(lines) === '' ? 0 : lines.length);
  return { ...found, shape: 'block', from: first, to: first + last };
}

/** A backslash before the quote gives the quote, two before it give one backslash; all others are themselves. */
function resolveEscapes(text: string, quote: string, untilQuote: boolean): string {
  if (!text.includes('\\')) return text;
  // The look-behind makes it begin at the first backslash of a run only, or long runs would take square time.
  const pattern = new RegExp(`(?<!\\\\)(\\\\+)(${quote}${untilQuote ? '|$' : ''})`, 'g');
  return text.replace(pattern, (_, slashes: string, end: string) => '\\'.repeat(slashes.length >> 1) + end);
}

/** Each line break with the blanks around it becomes one blank; blank lines vanish. */
function foldedText(raw: string): string {
  const lines = raw.split(lineBreak);
  const last = lines.length - 1;
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    let text = line;
    if (index > 0) text = trimBlankStart(text);
    if (index < last) text = trimBlankEnd(text);
    if (text !== '') kept.push(text);
  }
  return kept.join(' ');
}

function trimBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\v\f'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function trimBlankStart(text: string): string {
  let start = 0;
  while (start < text.length && ' \t\v\f'.includes(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** Lines without the indentation they share, and without blank lines at the edges. */
export function blockText(raw: string): string {
  const lines = raw.split(lineBreak);
  let [from, to] = [0, lines.length];
  while (from < to && isBlankText(lines[from] ?? '')) from += 1;
  while (to > from && isBlankText(lines[to - 1] ?? '')) to -= 1;
  const kept = lines.slice(from, to);
  let shared = Number.POSITIVE_INFINITY;
  for (const line of kept) if (!isBlankText(line)) shared = Math.min(shared, indentation(line));
  return kept.map((line) => dedent(line, shared)).join('\n');
}

function isBlankText(line: string): boolean {
  return trimBlankEnd(line) === '';
}

function indentation(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === '\t') columns += 4;
    else if (character === ' ') columns += 1;
    else break;
  }
  return columns;
}

function dedent(line: string, columns: number): string {
  let [left, i] = [columns, 0];
  for (; left > 0 && i < line.length; i += 1) {
    const character = line.charAt(i);
    if (character !== ' ' && character !== '\t') break;
    left -= character === '\t' ? 4 : 1;
  }
  return left < 0 ? ' '.repeat(-left) + line.slice(i) : line.slice(i);
}

/** Lines of text below a key, joined by blanks; a list of words loses the blanks behind its commas. */
export function belowText(raw: string): { text: string; comments: string[] } {
  const comments: string[] = [];
  const lines: string[] = [];
  for (const line of raw.split(lineBreak)) {
    const comment = /(?:^|[ \t\v\f])\/\//.exec(line);
    const text = comment === null ? line : line.slice(0, comment.index);
    if (comment !== null) comments.push(commentText(line.slice(comment.index).trim()));
    const trimmed = trimBlankStart(trimBlankEnd(text));
    if (trimmed !== '') lines.push(trimmed);
  }
  const text = lines.join(' ');
  const items = text.split(',');
  const isList = items.length > 1 && items.every((item) => !/\S\s+\S/.test(item));
  return { text: isList ? items.map((item) => item.trim()).join(',') : text, comments };
}

/** A bracket value as written, but for blanks after commas and around line breaks, and comments, which are added. */
export function bracketText(raw: string, comments: string[]): string {
  if (!white.test(raw)) return raw;
  let out = '';
  let i = 0;
  const quoteStart = /[ \t\v\f\r\n,:([{]/;
  while (i < raw.length) {
    const character = raw.charAt(i);
    if ((character === "'" || character === '"') && quoteStart.test(raw.charAt(i - 1))) {
      const end = quoteEnd(raw, i);
      out += raw.slice(i, end);
      i = end;
    } else if (white.test(character)) {
      const end = gapEnd(raw, i, comments);
      const gap = raw.slice(i, end);
      if (!out.endsWith(',')) out += /[\r\n]/.test(gap) ? ' ' : gap;
      i = end;
    } else {
      out += character;
      i += 1;
    }
  }
  return out;
}

function quoteEnd(raw: string, at: number): number {
  const quote = raw.charAt(at);
  for (let i = at + 1; i < raw.length; i += 1) {
    const character = raw.charAt(i);
    if (character === '\\') i += 1;
    else if (character === quote) return i + 1;
    else if (character === '\n' || character === '\r') break;
  }
  return at + 1;
}

/** White space and comments. */
function gapEnd(raw: string, at: number, comments: string[]): number {
  let i = at;
  while (i < raw.length) {
    if (white.test(raw.charAt(i))) i += 1;
    else if (raw.startsWith('//', i) && i > at) {
      const from = i;
      while (i < raw.length && !/[\r\n]/.test(raw.charAt(i))) i += 1;
      comments.push(commentText(raw.slice(from, i)));
    } else break;
  }
  return i;
}

/** An item of a list; one that was quoted is quoted again if it has to be. */
export function listItem(text: string): string {
  if (!/[\s,'"]/.test(text)) return text;
  const escaped = text.replace(/(?<!\\)(\\*)("|$)/g, (_, slashes: string, end: string) => {
    return slashes + slashes + (end === '' ? '' : '\\"');
  });
  return `"${escaped}"`;
}

/** What a comment says: without its marks and the blanks at its edges, and with no slashes to begin with. */
export function commentText(image: string): string {
  if (!image.startsWith('<!--')) return withoutMarks(image.replace(/^#+/, ''));
  const inner = image.slice(4, image.endsWith('-->') && image.length >= 7 ? -3 : undefined);
  return inner.split(lineBreak).map(withoutMarks).join('\n').trim();
}

function withoutMarks(line: string): string {
  return line.replace(/^[\s/]+/, '').trimEnd();
}
