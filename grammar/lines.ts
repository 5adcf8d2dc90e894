// Lines: where they end, how far they are indented, whether they still belong to the body of an action.

import type { Reading } from './reading.ts';

const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const bang = 0x21;
const bracket = 0x5b;

export function isBlank(code: number): boolean {
  return code === blank || code === tab || code === 0x0b || code === 0x0c;
}

export function isLineBreak(code: number): boolean {
  return code === newline || code === carriageReturn;
}

export function isSpace(code: number): boolean {
  return code === blank || (code >= tab && code <= carriageReturn);
}

/** Offset of the line break that ends the line, or the limit. */
export function lineEnd(r: Reading, from: number): number {
  if (!r.hasReturns) {
    const at = r.text.indexOf('\n', from);
    return at === -1 || at > r.limit ? r.limit : at;
  }
  let i = from;
  while (i < r.limit && !isLineBreak(r.text.charCodeAt(i))) i += 1;
  return i;
}

/** The first line break from `from` on, or `until`. */
export function firstLineEnd(text: string, from: number, until: number): number {
  let end = from;
  while (end < until && !isLineBreak(text.charCodeAt(end))) end += 1;
  return end;
}

/** Is there a line break in between? Looks no further than it has to: the line may be as long as the text. */
export function hasLineBreak(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (isLineBreak(text.charCodeAt(i))) return true;
  return false;
}

/** Offset after the line break at `at`; CR LF is one. */
export function afterLineBreak(r: Reading, at: number): number {
  if (at >= r.limit) return r.limit;
  const two = r.text.charCodeAt(at) === carriageReturn && r.text.charCodeAt(at + 1) === newline;
  return Math.min(r.limit, at + (two ? 2 : 1));
}

export function lineStart(r: Reading, at: number): number {
  let i = at;
  while (i > 0 && !isLineBreak(r.text.charCodeAt(i - 1))) i -= 1;
  return i;
}

export function skipBlanks(r: Reading, from: number): number {
  let i = from;
  while (i < r.limit && isBlank(r.text.charCodeAt(i))) i += 1;
  return i;
}

/** From the start of a line to the next line with something on it: sets lineStart, lineFirst, lineColumns. */
function toLine(r: Reading, from: number): void {
  let start = from;
  let columns = 0;
  let i = from;
  for (; i < r.limit; i += 1) {
    const code = r.text.charCodeAt(i);
    if (code === blank || code === 0x0b || code === 0x0c) columns += 1;
    else if (code === tab) columns += 4;
    else if (isLineBreak(code)) {
      start = i + 1;
      columns = 0;
    } else break;
  }
  r.lineStart = start;
  r.lineFirst = i;
  r.lineColumns = columns - r.margin;
}

/** Does the next line that is not blank belong to the body that the line break at `at` is in? Sets it as `toLine`. */
export function bodyGoesOn(r: Reading, at: number): boolean {
  if (r.bodyAskedAt === at) return r.bodyGoesOn;
  toLine(r, at);
  r.bodyAskedAt = at;
  r.bodyGoesOn = isBodyLine(r);
  return r.bodyGoesOn;
}

function isBodyLine(r: Reading): boolean {
  const first = r.lineFirst;
  if (first >= r.limit || r.lineColumns < 1) return false;
  const code = r.text.charCodeAt(first);
  if (code === bang) return r.text.charCodeAt(first + 1) === bracket;
  return r.markdown === undefined || !isFenceMark(r.text, first);
}

/** Three backticks or tildes. */
export function isFenceMark(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === 0x60 || code === 0x7e) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
}

const bangLines = /[\n\r]([ \t]*)!(?!\[)/g;

/** The line break before the next line at column 0 that begins an action, at `from` or later; -1 if there is none. */
export function nextActionLine(r: Reading, from: number): number {
  if (r.actionFrom !== -1 && from >= r.actionFrom && (r.actionAt === -1 || from <= r.actionAt)) return limited(r);
  r.actionFrom = from;
  r.actionAt = -1;
  bangLines.lastIndex = from;
  for (let match = bangLines.exec(r.text); match !== null; match = bangLines.exec(r.text)) {
    const indent = match[1] ?? '';
    const columns = indent.includes('\t') ? indent.replaceAll('\t', '    ').length : indent.length;
    const prose = r.markdown !== undefined && r.text.charCodeAt(bangLines.lastIndex) !== bang;
    if (columns === r.margin && !prose) {
      r.actionAt = match.index;
      break;
    }
  }
  return limited(r);
}

function limited(r: Reading): number {
  return r.actionAt >= r.limit ? -1 : r.actionAt;
}
