// One text for one value.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/ground/canonical-json.ts';
import { holds } from '../setup/holds.ts';

const samples = join(import.meta.dirname, '../../../shared/data/wycheproof/jcs');

test.each([
  ['{"b":1,"a":[true,null,{}],"":"x"}', '{"":"x","a":[true,null,{}],"b":1}'],
  [
    '{"\\u20ac":1,"\\r":2,"\\ud83d\\ude00":3,"\\ufb33":4,"1":5,"\\u00f6":6}',
    '{"\\r":2,"1":5,"ö":6,"€":1,"😀":3,"\ufb33":4}',
  ],
  [
    '[1e30, 4.50, 2e-3, 0.000000000000000000000000001, -0, 333333333.33333329]',
    '[1e+30,4.5,0.002,1e-27,0,333333333.3333333]',
  ],
  ['"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
  ['{"__proto__":1,"constructor":2,"2":3,"10":4}', '{"10":4,"2":3,"__proto__":1,"constructor":2}'],
])('%s', (text, canonical) => {
  expect(canonicalJson(JSON.parse(text))).toEqual({ ok: true, text: canonical });
});

describe('the samples of the standard', () => {
  if (!existsSync(samples)) {
    console.log('skipped: no corpus');
    test.skip('no corpus', () => undefined);
    return;
  }
  test.each(readdirSync(join(samples, 'input')))('%s', (name) => {
    const read = (kind: string) => readFileSync(join(samples, kind, name), 'utf8');
    expect(canonicalJson(JSON.parse(read('input')))).toEqual({ ok: true, text: read('output').trimEnd() });
  });
});

test('the order of members makes no difference, the value does', () => {
  holds(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as unknown;
      const canonical = canonicalJson(json);
      expect(canonical.ok && JSON.parse(canonical.text)).toEqual(json);
      expect(canonicalJson(reversed(json))).toEqual(canonical);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

test.each([
  ['half a character', { a: ['\ud83d'] }, 'text with half a character'],
  ['half a character in a name', { '\ude00': 1 }, 'text with half a character'],
  ['infinity', [Number.POSITIVE_INFINITY], 'a number without end'],
  ['no number', [Number.NaN], 'a number without end'],
  ['undefined', { a: undefined }, 'a undefined'],
  ['a big number', [1n], 'a bigint'],
  ['65 levels', nested(65), 'more than 64 levels'],
  ['a hundred thousand levels', nested(100_000), 'more than 64 levels'],
])('refuses %s', (_, value, problem) => {
  expect(canonicalJson(value)).toEqual({ ok: false, problem });
});

test('64 levels are allowed', () => {
  expect(canonicalJson(nested(64)).ok).toBe(true);
});
