// Truth values: the same words in every place that reads one.

import { type Parsed, right, wrong } from './parsed.ts';

const trueWords = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const falseWords = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** In any case of letters. */
export function parseBool(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase();
  if (trueWords.has(word)) return right(true);
  if (falseWords.has(word)) return right(false);
  return wrong(text, 'true or false', 'write true or false, yes or no, on or off, 1 or 0');
}
