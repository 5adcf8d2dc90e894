// Where a bare `[…]` or `{…}` ends: at its matching bracket, over blanks, quoted items and lines of the body.

import { bodyGoesOn, hasLineBreak, isBlank, isLineBreak, isSpace, lineEnd } from './lines.ts';
import { closingQuote } from './quotes.ts';
import type { Reading } from './reading.ts';
import { isCommentMark, isQuote } from './words.ts';

const pairs = new Map([
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

export function isOpeningBracket(code: number): boolean {
  return pairs.has(code);
}

/** Offset after the bracket that matches the one at `at`, or -1. */
export function bracketEnd(r: Reading, at: number): number {
  if (at >= r.bracketsKnownFrom && at < r.bracketsKnownTo) return r.brackets.get(at) ?? -1;
  const open: { at: number; close: number }[] = [];
  const matched = new Map<number, number>();
  let i = at;
  for (; i < r.limit; i += 1) {
    const code = r.text.charCodeAt(i);
    const close = pairs.get(code);
    if (close !== undefined) open.push({ at: i, close });
    else if (code === 0x5d || code === 0x7d) {
      const top = open.pop();
      if (top === undefined || top.close !== code) break;
      matched.set(top.at, i + 1);
      if (open.length === 0) return i + 1;
    } else if (isQuote(code) && opensItem(r.text.charCodeAt(i - 1))) {
      const end = closingQuote(r, r.text.charAt(i), i + 1);
      if (end !== -1 && !hasLineBreak(r.text, i, end)) i = end;
    } else if (isLineBreak(code)) {
      if (!bodyGoesOn(r, i)) break;
      i = r.lineFirst - 1;
    } else if (isBlank(code) && isCommentMark(r, i + 1)) i = lineEnd(r, i) - 1;
  }
  // What was found on the way is kept: a text full of open brackets is not to be read again for each of them.
  r.bracketsKnownFrom = at;
  r.bracketsKnownTo = i;
  r.brackets = matched;
  return -1;
}

function opensItem(before: number): boolean {
  return isSpace(before) || before === 0x2c || before === 0x3a || before === 0x28 || isOpeningBracket(before);
}
