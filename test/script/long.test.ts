// Long texts take time in proportion. Where it grows with the square of the length, a test does not end in time.

import { expect, test } from 'vitest';
import { diagnosticToJson } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { checkHerolib } from '../../src/script/compat/check.ts';
import { readAsHerolib } from '../../src/script/compat/herolib.ts';
import { formatSource } from '../../src/script/format/format.ts';
import { parseScript } from '../../src/script/parse.ts';
import { readTree } from '../../src/script/tree.ts';

test.each(["x:'", "' '", 'x ', 'x:1 '])('places on one line of %j', (unit) => {
  const text = `!!a.b ${unit.repeat(300_000 / unit.length)}`;
  expect(readTree(new Source('a.hero', text)).sections).toHaveLength(1);
  const { diagnostics } = parseScript(new Source('a.hero', text));
  expect(diagnostics.map(diagnosticToJson)).toHaveLength(diagnostics.length);
});

test('actions below long prose', () => {
  const text = `${'a'.repeat(900_000)}\n${'!!A.b\n'.repeat(60_000)}`;
  const options = { maxActions: 60_000, maxBytes: 2_000_000 };
  expect(formatSource(new Source('a.md', text), options).text).toBe(text.replaceAll('!!A', '!!a'));
});

test.each(['!!A-b.c x-y:1\n', '!!\n'])('what herolib reads otherwise in many of %j', (unit) => {
  const options = { maxActions: 500_000, maxBytes: 2_000_000 };
  const script = parseScript(new Source('a.hero', unit.repeat(600_000 / unit.length)), options);
  expect(checkHerolib(script).length).toBeGreaterThan(1000);
});

test.each([
  ['items of a list', '!!a.b\n  x:\n    ', ",'", ''],
  ['args', '!!a.b', ' arg', ''],
  ['a blank value', "!!a.b x:'p", ' ', "q'"],
  ['a blank comment', '!!a.b\n  x:1 // p', ' ', 'q'],
  ['a comment of dashes', '!!a.b\n  x:1 // p', '-', 'q'],
  ['blanks in prose', 'p', ' ', 'q\n!!a.b x:1'],
])('what herolib reads in %s without end', (_, before, unit, after) => {
  const numbered = (n: number) => (unit === ' arg' ? `${unit}${n}` : unit);
  const text = before + Array.from({ length: 400_000 / unit.length }, (_, n) => numbered(n)).join('') + after;
  expect(readAsHerolib(text)).toHaveLength(1);
});
