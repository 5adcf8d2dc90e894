// Classified spans: what each part of a sample is, and what holds for the spans of any text.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { highlight } from '../../src/script/highlight.ts';
import { holds } from '../setup/holds.ts';
import { scriptText, usualText } from './generate.ts';

const corpus = join(import.meta.dirname, '../../../shared/data/heroscript/corpus');

/** Kinds and texts, in order. */
function spans(text: string, name = 'a.hero'): string[] {
  return highlight(new Source(name, text)).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
}

describe('what a part is', () => {
  test.each<[string, string[]]>([
    ['!!vm.start', ['marks !!', 'actor vm', 'punctuation .', 'action start']],
    ['!include', ['marks !', 'action include']],
    ['!!!!!a.b', ['error !!!!!', 'actor a', 'punctuation .', 'action b']],
    ['!!a.b.c', ['marks !!', 'error a.b.c']],
    ['!!', ['marks !!']],
    ['#!/usr/bin/env hero\n// why', ['comment #!/usr/bin/env hero', 'comment // why']],
    ['lost words', ['prose lost words']],
  ])('of %j', (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['word', ['arg word']],
    ["'two words'", ["string 'two words'"]],
    ['x:', ['key x', 'punctuation :']],
    ['Job.Name:a', ['job-key Job.Name', 'punctuation :', 'word a']],
    ['a-b:1', ['error a-b', 'punctuation :', 'number 1']],
    ['\ufeff:', ['error \ufeff', 'punctuation :']],
    ['x :1', ['key x', 'punctuation :', 'number 1']],
    ['x:-1.5', ['key x', 'punctuation :', 'number -1.5']],
    ['x:10GiB', ['key x', 'punctuation :', 'number 10GiB']],
    ['x:90s', ['key x', 'punctuation :', 'number 90s']],
    ['x:50%', ['key x', 'punctuation :', 'number 50%']],
    ['x:10:30', ['key x', 'punctuation :', 'word 10:30']],
    ['x:TRUE', ['key x', 'punctuation :', 'boolean TRUE']],
    ['x:https://a.b', ['key x', 'punctuation :', 'word https://a.b']],
    ['x:`a', ['key x', 'punctuation :', 'error `a']],
    ['x:a${B}c', ['key x', 'punctuation :', 'word a', 'placeholder ${B}', 'word c']],
    [
      "x:'${B:-{c}} {D}'",
      ['key x', 'punctuation :', "string '", 'placeholder ${B:-{c}}', 'string  ', 'placeholder {D}', "string '"],
    ],
    ["x:'$${B} ${'", ['key x', 'punctuation :', "string '$${B} ", 'error ${', "string '"]],
    ["x:'a'b", ['key x', 'punctuation :', "string 'a'", 'error b']],
    ["x:'a", ['key x', 'punctuation :', "string 'a"]],
    ['x:a, b // c', ['key x', 'punctuation :', 'word a', 'punctuation ,', 'word b', 'comment // c']],
    ['x:a, // c\n  b', ['key x', 'punctuation :', 'word a', 'punctuation ,', 'comment // c', 'word b']],
    [
      'x:[1, "a b"]',
      ['key x', 'punctuation :', 'punctuation [', 'number 1', 'punctuation ,', 'string "a b"', 'punctuation ]'],
    ],
    [
      'x:{"a": true}',
      ['key x', 'punctuation :', 'punctuation {', 'string "a"', 'punctuation :', 'boolean true', 'punctuation }'],
    ],
    ['x:{NAME}.d', ['key x', 'punctuation :', 'placeholder {NAME}', 'word .d']],
    ['x:[ // c\n  1]', ['key x', 'punctuation :', 'punctuation [', 'comment // c', 'number 1', 'punctuation ]']],
    ['x:\n    below it\n    and more', ['key x', 'punctuation :', 'string below it\n    and more']],
    ["x:'\n    !!c.d // e\n  '", ['key x', 'punctuation :', "string '\n    !!c.d // e\n  '"]],
    ['<!-- c -->', ['comment <!-- c -->']],
    ['# c', ['comment # c']],
  ])('of %j in a body', (text, expected) => {
    expect(spans(`!!a.b ${text}`).slice(4)).toEqual(expected);
  });

  test('in a document only actions are more than prose', () => {
    const text = '# Title\n\n`x:1`\n!!a.b x:1\n\nmore';
    expect(spans(text, 'a.md')).toEqual([
      'prose # Title',
      'prose `x:1`',
      ...['marks !!', 'actor a', 'punctuation .', 'action b', 'key x', 'punctuation :', 'number 1'],
      'prose more',
    ]);
  });
});

describe('any text', () => {
  test('spans are in order, do not overlap, and leave out nothing but white space', () => {
    holds(fc.property(fc.oneof(scriptText, usualText), fc.constantFrom('a.hero', 'a.md'), expectWhole), {
      numRuns: 2000,
    });
  });

  test('a long text takes time in proportion', () => {
    // Where time grows with the square of the length, the test does not end in time.
    for (const part of ['!!a.b x:[', '{"', "'\\'", '${', '{a ', ' // ', 'x:1 ', '!!a.b x:"{a}"\n']) {
      const text = `!!a.b x:[${part.repeat(50_000)}`;
      expectWhole(text, 'a.hero');
    }
  });
});

if (!existsSync(corpus)) console.log('skipped: no corpus');
test.skipIf(!existsSync(corpus))('scripts and documents written by people', () => {
  const files = globSync(join(corpus, '**/*.{hero,heroscript,md}'));
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) expectWhole(readFileSync(file, 'utf8'), file);
});

function expectWhole(text: string, name: string): void {
  let before = 0;
  let rest = '';
  for (const { start, end } of highlight(new Source(name, text))) {
    if (start < before || end <= start) throw new Error(`a span from ${start} to ${end} behind one to ${before}`);
    rest += text.slice(before, start);
    before = end;
  }
  rest += text.slice(before);
  expect(rest).toMatch(/^\ufeff?[ \t\v\f\r\n]*$/);
}
