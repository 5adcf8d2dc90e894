// The grammar for editors: its colours on a sample, and that it finds the same actions and keys as the parser.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseText } from '../../../grammar/parser.ts';
import { colour, loadGrammar, show } from './tokenise.ts';

const here = import.meta.dirname;
const corpus = join(here, '../../../../shared/data/heroscript/corpus');
const grammar = await loadGrammar();

test('colours a sample', async () => {
  const text = readFileSync(join(here, 'sample.hero'), 'utf8');
  await expect(`${show(text, colour(grammar, text))}\n`).toMatchFileSnapshot('sample.snap');
});

test('colours fences of HeroScript in markdown, and nothing else there', async () => {
  const markdown = await loadGrammar('markdown.heroscript.codeblock');
  const text = '# title\n```hero\n!!a.b x:1\n    y:2\n```\n!!prose x:1\n```js\n!!a.b\n```\n';
  const found = colour(markdown, text).filter(({ scopes }) => scopes.some((scope) => /action|parameter/.test(scope)));
  const words = found.map(({ start, end }) => text.slice(start, end)).filter((word) => /\w/.test(word));
  expect(words).toEqual(['a', 'b', 'x', '1', 'y', '2']);
});

// How a block ends without a closing line is decided by all of its lines, and colours see one at a time.
const beyondColours = 'block-ends.hero';

test('finds the actions and keys of the cases', () => {
  const files = globSync(join(here, '../cases/ok/*.hero')).filter((file) => !file.endsWith(beyondColours));
  expect(files.length).toBeGreaterThan(10);
  expect(files.map(differences).join('')).toBe('');
});

if (!existsSync(corpus)) console.log('skipped: no corpus');
test.skipIf(!existsSync(corpus))('finds the actions and keys of scripts written by people', () => {
  const scripts = globSync(join(corpus, '**/*.{hero,heroscript}'));
  expect(scripts.length).toBeGreaterThan(50);
  expect(scripts.map(differences).join('')).toBe('');
});

/** A line for each head or key that only one of both finds. */
function differences(file: string): string {
  const text = readFileSync(file, 'utf8');
  const ours = new Map<number, string>();
  for (const { tokenType, startOffset, image } of parseText(text).tokens) {
    if (/^(?:Head|Key|EmptyKey)$/.test(tokenType.name)) ours.set(startOffset, image);
  }
  const theirs = new Map<number, string>();
  for (const { start, end, scopes } of colour(grammar, text)) {
    if (/operator\.action|illegal\.marks|variable\.parameter|variable\.job/.test(scopes.at(-1) ?? '')) {
      theirs.set(start, text.slice(start, end));
    }
  }
  let lines = '';
  for (const [at, image] of ours) if (!theirs.has(at)) lines += `${file}: only the parser: ${image} at ${at}\n`;
  for (const [at, piece] of theirs) if (!ours.has(at)) lines += `${file}: only the colours: ${piece} at ${at}\n`;
  return lines;
}
