// One of several words, some of which mean the same.

import { didYouMean } from '../../diagnostics/suggest.ts';
import { type Parsed, right, wrong } from './parsed.ts';

/** Words with commas between, `dev,development`, and what they mean. */
export type Choices = Readonly<Record<string, string>>;

/** In any case of letters. */
export function parseChoice(text: string, choices: Choices): Parsed<string> {
  const asked = text.trim().toLowerCase();
  const words: string[] = [];
  for (const [key, value] of Object.entries(choices)) {
    for (const word of key.split(',').map((one) => one.trim().toLowerCase())) {
      if (word === asked) return right(value);
      words.push(word);
    }
  }
  const list = words.join(', ');
  return wrong(text, `one of ${list}`, didYouMean(asked, words) ?? `write one of ${list}`);
}
