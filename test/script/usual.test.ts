// Two ways lead from a text to its actions, straight and by the grammar; they must never differ.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { parseByGrammar, parseScript } from '../../src/script/parse.ts';
import { scanScript } from '../../src/script/scan.ts';
import { everything } from './describe.ts';
import { usualText } from './generate.ts';
import { data, hasData } from './reference.ts';

function expectAlike(text: string): void {
  const source = new Source('a.hero', text);
  expect(everything(parseScript(source))).toEqual(everything(parseByGrammar(source)));
}

describe('straight and by the grammar', () => {
  test('all cases', () => {
    const folder = join(import.meta.dirname, '../grammar/cases');
    for (const file of scriptsBelow(folder)) expectAlike(readFileSync(file, 'utf8'));
  });

  test.skipIf(!hasData())('all of the corpus', () => {
    for (const file of scriptsBelow(join(data, 'corpus'))) expectAlike(readFileSync(file, 'utf8'));
  });
});

test('both ways are taken', () => {
  const texts = fc.sample(usualText, { numRuns: 500, seed: 1 });
  const straight = texts.filter((text) => scanScript(new Source('a.hero', text), {}) !== undefined);
  expect(straight.length).toBeGreaterThan(100);
  expect(straight.length).toBeLessThan(400);
});

function scriptsBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  return files.filter((file) => !file.endsWith('.snap') && statSync(file).isFile());
}
