// Where the things between actions end: white space, comments, heads, and all that is not asked for.

import { isSpace, lineEnd } from './lines.ts';
import type { Reading } from './reading.ts';
import { isCommentMark, wordEnd } from './words.ts';

export function spaceEnd(r: Reading, at: number): number {
  let end = at;
  while (end < r.text.length && isSpace(r.text.charCodeAt(end))) end += 1;
  return end;
}

/** At the start of a text: a byte order mark, a line that tells the system what to run it with; 0 if there is neither. */
export function preambleEnd(r: Reading): number {
  const start = r.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return r.text.startsWith('#!', start) ? lineEnd(r, start) : start;
}

/** Exclamation marks and the name that follows at once; -1 when they begin no action. */
export function headEnd(r: Reading, at: number): number {
  let i = at;
  while (i < r.limit && r.text.charCodeAt(i) === 0x21) i += 1;
  const next = i < r.limit ? r.text.charCodeAt(i) : 0x0a;
  if (i - at === 1 && next === 0x5b) return -1;
  if (r.markdown !== undefined && (!r.inScript || i - at === 1 || isSpace(next))) return -1;
  return wordEnd(r, i);
}

export function commentEnd(r: Reading, at: number): number {
  return isCommentMark(r, at) ? lineEnd(r, at) : -1;
}

export function hashCommentEnd(r: Reading, at: number): number {
  return r.text.charCodeAt(at) === 0x23 ? lineEnd(r, at) : -1;
}

/** `<!-- … -->`, over several lines if need be; only the end of its first line when nothing closes it. */
export function htmlCommentEnd(r: Reading, at: number): number {
  if (!r.text.startsWith('<!--', at)) return -1;
  const known = r.noCommentEndFrom !== -1 && at >= r.noCommentEndFrom;
  const close = known ? -1 : r.text.indexOf('-->', at + 4);
  if (close !== -1 && close + 3 <= r.limit) return close + 3;
  if (close === -1) r.noCommentEndFrom = at;
  return r.markdown === undefined ? lineEnd(r, at) : -1;
}

/** Before the one action that is asked for, up to it; behind it, up to the end of the text. Says where that was. */
export function elsewhereEnd(r: Reading, at: number): number {
  if (r.only === -1 || at === r.only) return -1;
  if (at < r.only) return r.only;
  r.onlyEnd = at;
  return r.text.length;
}
