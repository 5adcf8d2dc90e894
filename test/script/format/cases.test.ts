// The layout: cases beside what they become, and that laying that out changes nothing. UPDATE=1 writes the results.

import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/diagnostics/source.ts';
import { attributeEntries } from '../../../src/plan/attributes.ts';
import { formatSource } from '../../../src/script/format/format.ts';
import type { FormatOptions } from '../../../src/script/format/options.ts';
import { parseScript } from '../../../src/script/parse.ts';
import { holds } from '../../setup/holds.ts';
import { goodText, scriptText, usualText } from '../generate.ts';

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

  test('what goes with an old name goes, but for the comments', () => {
    const options = { rename: new Map([['a.b', 'c.d']]), dropped: new Map([['a.b', ['old']]]) };
    const migrate = (text: string) => format('a.hero', text, options).text;
    expect(migrate('!!a.b old:2 x:1\n!!a.b\n    y:1\n    OLD: 3\n!!c.d old:4\n')).toBe(
      '!!c.d x:1\n\n!!c.d\n    y:1\n\n!!c.d old:4\n',
    );
    expect(migrate('!!a.b x:1\n    old:2 // why\n')).toBe('!!c.d x:1\n    // why\n');
  });

  test('what stays as it is may keep its old name', () => {
    const text = "!!a.b x:'\n    c\n  '\n    d:\n ,\n";
    const { failed } = format('a.hero', text, { rename: new Map([['a.b', 'c.d']]) });
    expect(failed).toBe(false);
  });

  test('an argument does not become a fence', () => {
    const text = "!!a.b x:'\n!\n' ~~~\n";
    expect(format('a.md', text)).toMatchObject({ text, failed: false });
  });

  test('a script that would become too long stays as it is', () => {
    const text = '!!a.b\n y:1\n';
    const { kept, failed, ...rest } = format('a.hero', text, { maxBytes: text.length });
    expect([rest.text, failed, kept.map(({ code }) => code)]).toEqual([text, false, ['HS0016']]);
  });

  test('in a document, lines of prose keep the breaks they have', () => {
    expect(format('a.md', 'a\r\nb\n!!a.b  x:1\n  y:2\nc\n').text).toBe('a\r\nb\n!!a.b x:1\r\n    y:2\nc\n');
    // A break that goes does not decide.
    expect(format('a.md', '!!a.b x:1\n  ,\r\n!!a.b  x:1\r\n  y:2\r\n').text).toBe(
      '!!a.b x:1\r\n!!a.b x:1\r\n    y:2\r\n',
    );
  });

  test('a text that is no script is left alone', () => {
    expect(format('a.hero', '!!a.b  x:\0').text).toBe('!!a.b  x:\0');
  });
});

/** Attributes of the job among the params, so that they have to move. */
const jobText = goodText.map((text) => text.replaceAll('n1:', 'job.retry:').replaceAll('x.y:', 'job.name:'));
const migrated: FormatOptions = { rename: new Map([['a.b', 'c.d']]), singleQuotes: true };

describe('any text', () => {
  test.each<[string, fc.Arbitrary<string>, FormatOptions]>([
    ['of whatever looks like a script', scriptText, {}],
    ['of the usual kind', usualText, {}],
    ['with attributes of jobs', jobText, {}],
    ['in fences', scriptText, { markdown: 'fenced' }],
    ['that is migrated', fc.oneof(scriptText, jobText), migrated],
  ])('%s means the same, and stays as it is when it is laid out again', (_, texts, options) => {
    holds(
      fc.property(texts, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
        const once = format(name, text, options);
        expect(once.failed).toBe(false);
        const twice = format(name, once.text, options);
        expect(twice).toMatchObject({ text: once.text, failed: false });
      }),
      { numRuns: 2_000 },
    );
  });

  test('with CR LF has no other line breaks afterwards', () => {
    holds(
      fc.property(fc.oneof(usualText, jobText), (text) => {
        const { text: after } = format('a.hero', `// c\n${text}`.replace(/\r\n|\r|\n/g, '\r\n'));
        expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('in a range, all around it stays', () => {
    holds(
      fc.property(usualText, fc.nat(100), fc.nat(50), (text, start, length) => {
        const { text: after } = format('a.hero', text, { range: { start, end: start + length } });
        const { actions } = parseScript(new Source('a.hero', text));
        const first = actions.findLast(({ span }) => span.start <= start)?.span.start ?? 0;
        const behind = actions.find(({ span }) => span.start > start + length)?.span.start ?? text.length;
        expect(after.slice(0, first)).toBe(text.slice(0, first));
        expect(after.slice(after.length - (text.length - behind))).toBe(text.slice(behind));
      }),
      { numRuns: 1000 },
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
