// The layout: cases beside what they become, and that laying that out changes nothing. UPDATE=1 writes the results.

import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/diagnostics/source.ts';
import { attributeEntries } from '../../../src/plan/attributes.ts';
import { formatSource } from '../../../src/script/format/format.ts';
import type { FormatOptions } from '../../../src/script/format/options.ts';
import { scriptText } from '../generate.ts';

const cases = join(import.meta.dirname, 'cases');
const corpus = join(import.meta.dirname, '../../../../shared/data/heroscript/corpus');
const jobOrder = attributeEntries.map(({ name }) => name);

function format(name: string, text: string, options: FormatOptions = {}) {
  return formatSource(new Source(name, text), { jobOrder, ...options });
}

describe('cases', () => {
  test.each(readdirSync(cases).filter((file) => /\.(hero|md)$/.test(file)))('%s', (file) => {
    const { text, failed } = format(file, readFileSync(join(cases, file), 'utf8'));
    const result = join(cases, file.replace(/\.\w+$/, '.out'));
    if (process.env.UPDATE === '1') writeFileSync(result, text);
    expect(text).toBe(existsSync(result) ? readFileSync(result, 'utf8') : 'UPDATE=1 writes it');
    expect(failed).toBe(false);
    expect(format(file, text).text).toBe(text);
  });
});

describe('options', () => {
  test('the line breaks of the text are kept', () => {
    expect(format('a.hero', '!!a.b  x:1\r\n\ty:2\r\n').text).toBe('!!a.b x:1\r\n    y:2\r\n');
    expect(format('a.hero', '!!a.b  x:1\r  y:2\r').text).toBe('!!a.b x:1\r    y:2\r');
  });

  test('a range leaves the rest as it is', () => {
    const text = '!!a.b   x:1\n\n\n!!c.d   x:1\n!!e.f   x:1\n';
    expect(format('a.hero', text, { range: { start: 16, end: 18 } }).text).toBe(
      '!!a.b   x:1\n\n\n!!c.d x:1\n!!e.f   x:1\n',
    );
  });

  test('old names and quotes become new ones', () => {
    const rename = new Map([['core.select_circle', 'circle.select']]);
    const options = { rename, singleQuotes: true };
    expect(format('a.hero', `!!select_circle name:"it's"\n`, options).text).toBe(`!!circle.select name:'it\\'s'\n`);
  });

  test('a text that is no script is left alone', () => {
    expect(format('a.hero', '!!a.b  x:\0').text).toBe('!!a.b  x:\0');
  });
});

describe('any text', () => {
  test('means the same, and stays as it is when it is laid out again', () => {
    fc.assert(
      fc.property(scriptText, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
        const once = format(name, text);
        expect(once.failed).toBe(false);
        const twice = format(name, once.text);
        expect(twice).toMatchObject({ text: once.text, failed: false });
      }),
      { numRuns: 3000 },
    );
  });
});

if (!existsSync(corpus)) console.log('skipped: no corpus');
test.skipIf(!existsSync(corpus))('scripts and documents written by people keep their meaning', () => {
  const files = globSync(join(corpus, '**/*.*'), { exclude: (name) => name.endsWith('LICENSE') });
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const once = format(file, readFileSync(file, 'utf8'));
    expect(once.failed, file).toBe(false);
    expect(format(file, once.text).text, file).toBe(once.text);
  }
});
