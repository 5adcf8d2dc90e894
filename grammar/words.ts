// Words of an action's body: keys, args, bare values and what follows a colon or a comma.

import { bodyGoesOn, hasLineBreak, isBlank, isLineBreak, isSpace, lineEnd, lineStart, skipBlanks } from './lines.ts';
import type { Reading } from './reading.ts';

const colon = 0x3a;
const comma = 0x2c;
const slash = 0x2f;
const hash = 0x23;
const backtick = 0x60;

const keyStart = 1;
const keyPart = 2;
const argPart = 4;
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9_]/.test(character)) classes[code] = keyStart | keyPart | argPart;
  else if (character === '.') classes[code] = keyPart | argPart;
  else if (/[,/~*+@-]/.test(character)) classes[code] = argPart;
}

function is(code: number, what: number): boolean {
  return ((classes[code] ?? 0) & what) !== 0;
}

export function isKeyPart(code: number): boolean {
  return is(code, keyPart);
}

export function isKeyStart(code: number): boolean {
  return is(code, keyStart);
}

export function isArgPart(code: number): boolean {
  return is(code, argPart);
}

export function isQuote(code: number): boolean {
  return code === 0x27 || code === 0x22;
}

export function isCommentMark(r: Reading, at: number): boolean {
  return r.text.charCodeAt(at) === slash && r.text.charCodeAt(at + 1) === slash && at + 1 < r.limit;
}

/** Offset of the colon of a well-formed key at `at`, or -1. `http://` is no key. */
export function keyColon(r: Reading, at: number): number {
  if (at >= r.limit || !is(r.text.charCodeAt(at), keyStart)) return -1;
  let i = at + 1;
  while (i < r.limit && is(r.text.charCodeAt(i), keyPart)) i += 1;
  if (i >= r.limit || r.text.charCodeAt(i) !== colon || isCommentMark(r, i + 1)) return -1;
  return i;
}

/** Does a param begin here, where a value could also stand? `10:30` and `1.2.3.4:80` are values. */
export function isKeyBeforeValue(r: Reading, at: number): boolean {
  const end = keyColon(r, at);
  if (end === -1) return false;
  for (let i = at; i < end; i += 1) {
    const code = r.text.charCodeAt(i);
    if (code !== 0x2e && (code < 0x30 || code > 0x39)) return true;
  }
  return false;
}

/** End of a key with its colon where a param could begin, be it well-formed or not; -1 when it is no key. */
export function anyKeyEnd(r: Reading, at: number): number {
  let i = at;
  while (i < r.limit && is(r.text.charCodeAt(i), keyPart)) i += 1;
  const code = i < r.limit ? r.text.charCodeAt(i) : 0x0a;
  if (code === colon) return isCommentMark(r, i + 1) && i > at ? -1 : i + 1;
  if (isBlank(code) && i > at) {
    const next = skipBlanks(r, i);
    return next < r.limit && r.text.charCodeAt(next) === colon ? next + 1 : -1;
  }
  if (isSpace(code)) return -1;
  if (placeholderEnd(r, at) !== -1) return -1;
  for (; i < r.limit; i += 1) {
    const other = r.text.charCodeAt(i);
    if (other === colon) return isCommentMark(r, i + 1) ? -1 : i + 1;
    if (isSpace(other) || isQuote(other)) return -1;
  }
  return -1;
}

/** End of `${NAME}` or `{NAME}` without blanks at `at`, or -1. */
function placeholderEnd(r: Reading, at: number): number {
  let i = at;
  if (r.text.charCodeAt(i) === 0x24) i += 1;
  if (r.text.charCodeAt(i) !== 0x7b) return -1;
  for (i += 1; i < r.limit; i += 1) {
    const code = r.text.charCodeAt(i);
    if (code === 0x7d) return i + 1;
    if (isSpace(code) || code === 0x7b || isQuote(code)) return -1;
  }
  return -1;
}

/** End of an argument: a word of harmless characters and placeholders, or an address such as `https://x.y`; -1 if none. */
export function argEnd(r: Reading, at: number): number {
  let i = at;
  while (i < r.limit) {
    const code = r.text.charCodeAt(i);
    if (is(code, argPart)) i += 1;
    else if (isSpace(code)) break;
    else if (code === colon && i > at && isCommentMark(r, i + 1)) return wordEnd(r, i);
    else {
      const end = placeholderEnd(r, i);
      if (end === -1) return -1;
      i = end;
    }
  }
  return i;
}

export function wordEnd(r: Reading, at: number): number {
  let i = at;
  while (i < r.limit && !isSpace(r.text.charCodeAt(i))) i += 1;
  return i;
}

/** End of a bare value: up to white space, or to a comma that goes on with something else than a bare item. */
export function bareEnd(r: Reading, at: number): number {
  let i = at;
  if (r.text.charCodeAt(i) === backtick) {
    const close = r.text.indexOf('`', i + 1);
    if (close !== -1 && close < r.limit && !hasLineBreak(r.text, i, close)) i = close + 1;
  }
  for (; i < r.limit; i += 1) {
    const code = r.text.charCodeAt(i);
    if (isSpace(code)) break;
    if (code === comma && isLooseComma(r, i)) break;
  }
  return i;
}

/** A comma at the end of a word, or before a quote. */
export function isLooseComma(r: Reading, at: number): boolean {
  if (r.text.charCodeAt(at) !== comma) return false;
  const code = at + 1 < r.limit ? r.text.charCodeAt(at + 1) : 0x0a;
  return isSpace(code) || isQuote(code);
}

/** After a comma: does the list go on? Blanks, comments and line breaks inside the body are looked through. */
export function itemFollows(r: Reading, from: number): boolean {
  let i = from;
  while (i < r.limit) {
    const code = r.text.charCodeAt(i);
    if (isLineBreak(code)) {
      if (!bodyGoesOn(r, i)) return false;
      i = r.lineFirst;
      if (isCommentMark(r, i)) i = lineEnd(r, i);
      else return !isKeyBeforeValue(r, i);
    } else if (isBlank(code)) {
      i = skipBlanks(r, i);
      if (isCommentMark(r, i)) i = lineEnd(r, i);
    } else return i === from || !isKeyBeforeValue(r, i);
  }
  return false;
}

/**
 * After the colon of a key: is there a value? Where the key ends its line and deeper text without keys stands below,
 * that is the value, and `r.below` says where it begins.
 */
export function valueFollows(r: Reading, from: number): boolean {
  const i = skipBlanks(r, from);
  const code = i < r.limit ? r.text.charCodeAt(i) : 0x0a;
  const comment = i > from && isCommentMark(r, i);
  if (!comment && !isLineBreak(code)) return i === from || !isKeyBeforeValue(r, i);
  let end = lineEnd(r, i);
  while (end < r.limit && bodyGoesOn(r, end)) {
    const first = r.lineFirst;
    if (isCommentMark(r, first)) {
      end = lineEnd(r, first);
      continue;
    }
    const columns = columnsOf(r, from);
    if (!isBelow(r, first, columns)) return false;
    r.below = first;
    r.belowColumns = columns;
    return true;
  }
  return false;
}

/** End of the text below a key: its last line without blanks at the end. Comments between its lines are in it. */
export function belowEnd(r: Reading, at: number): number {
  let end = lineEnd(r, at);
  for (let next = end; next < r.limit && bodyGoesOn(r, next); ) {
    const first = r.lineFirst;
    const isComment = isCommentMark(r, first);
    if (!isComment && !isBelow(r, first, r.belowColumns)) break;
    next = lineEnd(r, first);
    if (!isComment) end = next;
  }
  while (end > at && isSpace(r.text.charCodeAt(end - 1))) end -= 1;
  return end;
}

/** Is the line that `bodyGoesOn` found, with its first character at `first`, text below a key indented by `columns`? */
function isBelow(r: Reading, first: number, columns: number): boolean {
  if (r.lineColumns <= columns || r.text.charCodeAt(first) === hash || r.text.startsWith('<!--', first)) return false;
  return !isKeyBeforeValue(r, first);
}

/** Indentation of the line that `at` is in, beyond what all lines share. */
export function columnsOf(r: Reading, at: number): number {
  let columns = -r.margin;
  for (let i = lineStart(r, at); i < r.limit; i += 1) {
    const code = r.text.charCodeAt(i);
    if (!isBlank(code)) break;
    columns += code === 0x09 ? 4 : 1;
  }
  return columns;
}
