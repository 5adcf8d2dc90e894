// Typed values: what each text means, and what is said of those that mean nothing.

import { describe, expect, test } from 'vitest';
import { parseBool, parseDuration, parseInteger, parseList, parseNumber } from '../../src/script/values.ts';

type Case<T> = [text: string, value: T];

function values<T>(parse: (text: string) => { ok: boolean; value?: T }, good: Case<T>[], bad: string[]): void {
  test.each(good)('%j is %j', (text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });
  test.each(bad)('%j is wrong', (text) => {
    expect(parse(text)).toEqual({ ok: false, message: expect.stringContaining('is not'), help: expect.any(String) });
  });
}

describe('parseBool', () => {
  values(
    parseBool,
    [
      ...['true', 't', 'yes', 'y', 'on', '1', 'TRUE', ' Yes '].map((text): Case<boolean> => [text, true]),
      ...['false', 'f', 'no', 'n', 'off', '0', 'Off'].map((text): Case<boolean> => [text, false]),
    ],
    ['', 'ok', 'disabled', '2', 'truee'],
  );
});

describe('parseInteger', () => {
  values(
    parseInteger,
    [
      ['42', 42],
      ['+5', 5],
      ['-3', -3],
      ['-0', 0],
      ['1_000', 1000],
      ['007', 7],
      [' 8 ', 8],
      ['9007199254740991', 9_007_199_254_740_991],
    ],
    ['', '5.0', '0x10', '1e3', '_1', '1_', '1__0', '9007199254740992', '١', 'Infinity', '--1'],
  );
});

describe('parseNumber', () => {
  values(
    parseNumber,
    [
      ['1.5', 1.5],
      ['.5', 0.5],
      ['5.', 5],
      ['-2e-3', -0.002],
      ['1_000.5', 1000.5],
      ['50%', 0.5],
      ['50 %', 0.5],
      ['-0', 0],
    ],
    ['', '.', '%', 'NaN', 'Infinity', '1e999', '0x1', '1,5', '1 2', '%50'],
  );
});

describe('parseDuration', () => {
  values(
    parseDuration,
    [
      ['90', 90],
      ['0', 0],
      ['1.5', 1.5],
      ['90s', 90],
      ['10m', 600],
      ['1h30m', 5400],
      ['1h 30m', 5400],
      ['2d', 172_800],
      ['1w', 604_800],
      ['500ms', 0.5],
      ['1s500ms', 1.5],
      ['1.5h', 5400],
      ['10M', 600],
    ],
    ['', '-5', '-5s', '5x', 's', '1h1h', '30m1h', '1 2', '1h30', `${'9'.repeat(30)}d`, '1e3', '10 mins'],
  );
});

describe('parseList', () => {
  values(
    parseList,
    [
      ['', []],
      ['[]', []],
      ['a', ['a']],
      ['a,b', ['a', 'b']],
      [' a , b ', ['a', 'b']],
      ['[1, 2,3]', ['1', '2', '3']],
      ['\'a b\', "c, d",e', ['a b', 'c, d', 'e']],
      ["['a','it\\'s']", ['a', "it's"]],
      ['Apple,"Dragon Fruit"', ['Apple', 'Dragon Fruit']],
      ['a,,b,', ['a', 'b']],
      ["a,''", ['a', '']],
      ["don't,x", ["don't", 'x']],
      ["'a'b,c", ["'a'b", 'c']],
      ["'open, x", ["'open", 'x']],
      ['{"a": [1, 2]}, x', ['{"a": [1, 2]}', 'x']],
      ['[a, b', ['[a', 'b']],
      ['"say \\"hi\\"","ends \\\\"', ['say "hi"', 'ends \\']],
      ['two words', ['two words']],
    ],
    [],
  );
});

test('a long value is not repeated in the message', () => {
  const parsed = parseInteger('x'.repeat(1000));
  expect(parsed.ok ? '' : parsed.message.length).toBeLessThan(80);
});
