// Mending: what becomes of single mistakes, and that mending ends, makes nothing worse and changes no meaning.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { applyFixes } from '../../src/script/fix.ts';
import { meaningOf } from '../../src/script/format/meaning.ts';
import { parseScript } from '../../src/script/parse.ts';
import { holds } from '../setup/holds.ts';
import { goodText, scriptText, usualText } from './generate.ts';

function parse(text: string, name = 'a.hero') {
  return parseScript(new Source(name, text));
}

function errorsIn(text: string, name: string): number {
  return parse(text, name).diagnostics.filter(({ severity }) => severity === 'error').length;
}

test.each([
  ['!!a.b x-y:1', '!!a.b x_y:1'],
  ['!!a.b x :1', '!!a.b x:1'],
  ['!!a.b x:`one two` y:1', "!!a.b x:'one two' y:1"],
  ['!!a.b x:a,b, y:1', '!!a.b x:a,b y:1'],
  ['!!a:b', '!!a.b'],
  ['!!a.b x ://y', '!!a.b x ://y'],
  ["!!a.bx:'1'", "!!a.bx:'1'"],
  ['!!a.b\n x:1\n y:2', '!!a.b\n    x:1\n    y:2'],
  ['!!a.b// c\n    x:1', '!!a.b // c\n    x:1'],
  // A comment takes no beginning from what goes on below, and makes no name.
  ["!!a.b// c x:'\n    y\n    '", "!!a.b// c x:'\n    y\n    '"],
  ['!!//c x:1', '!!//c x:1'],
  // The text below a key stays deeper than the key.
  ['!!a.b\n x:\n  below\n y:1', '!!a.b\n    x:\n     below\n    y:1'],
  // Nothing is guessed where more than one thing may be meant.
  ['!!a.b x:a,,', '!!a.b x:a,,'],
  ["!!a.b\n x:'\n!!c.d\n '", "!!a.b\n x:'\n!!c.d\n '"],
  ['!!a.b x:"""\n    c\n    \'', '!!a.b x:"""\n    c\n    """'],
  // The lonely quote closes a value that was opened inside.
  ['!!a.b x:"""\n    y:\'\n    c\n    \'', '!!a.b x:"""\n    y:\'\n    c\n    \''],
])('%j becomes %j', (text, expected) => {
  expect(applyFixes(text, parse(text).diagnostics).text).toBe(expected);
});

test('of fixes that overlap or touch, one is made; the other waits for the next time', () => {
  const problem = (start: number, end: number) => ({
    ...{ code: 'HS0004' as const, severity: 'error' as const, message: '' },
    fixes: [{ title: '', safe: true, edits: [{ start, end, text: 'x' }] }],
  });
  expect(applyFixes('abcdef', [problem(4, 5), problem(0, 2), problem(1, 3), problem(2, 2)])).toEqual({
    text: 'xcdxf',
    done: 2,
  });
});

const narrow = goodText.map((text) => text.replaceAll('\n    ', '\n '));

describe('any text', () => {
  test.each([
    ['of whatever looks like a script', scriptText],
    ['of the usual kind', usualText],
    ['indented by one column', narrow],
  ])('%s is mended in the end, with no more errors, and says what it said if there were none', (_, texts) => {
    holds(
      fc.property(texts, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
        const before = errorsIn(text, name);
        let errors = before;
        let mended = text;
        for (let round = 0; ; round += 1) {
          const { diagnostics } = parse(mended, name);
          const { text: next, done } = applyFixes(mended, diagnostics);
          if (done === 0) break;
          mended = next;
          const after = errorsIn(mended, name);
          // A string that is closed no longer hides the mistakes behind it, nor does a name that is cut.
          const titles = diagnostics.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
          const uncovers = titles.some((title) => /^(close it with|write a blank there)/.test(title));
          if (!uncovers) expect(after).toBeLessThanOrEqual(errors);
          errors = after;
          expect(round).toBeLessThan(20);
        }
        if (before === 0) expect(meaningOf(parse(mended, name))).toBe(meaningOf(parse(text, name)));
      }),
      { numRuns: 2_000 },
    );
  });
});
