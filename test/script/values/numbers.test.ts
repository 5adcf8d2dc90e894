// Truth values and numbers.

import { describe, expect, test } from 'vitest';
import { parseBool } from '../../../src/script/values/bool.ts';
import { type IntegerSize, parseInteger, parseSized } from '../../../src/script/values/integer.ts';
import { parseNumber, parsePercentage } from '../../../src/script/values/number.ts';
import { type Case, readsAs } from './cases.ts';

describe('parseBool', () => {
  readsAs(
    parseBool,
    [
      ...['true', 't', 'yes', 'y', 'on', '1', 'TRUE', ' Yes '].map((text): Case<boolean> => [text, true]),
      ...['false', 'f', 'no', 'n', 'off', '0', 'Off'].map((text): Case<boolean> => [text, false]),
    ],
    ['', 'ok', 'disabled', '2', 'truee'],
  );
});

describe('parseInteger', () => {
  readsAs(
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

describe('parseSized', () => {
  const limits: [IntegerSize, string, string][] = [
    ['u8', '0', '255'],
    ['u16', '0', '65535'],
    ['u32', '0', '4294967295'],
    ['u64', '0', '18446744073709551615'],
    ['i8', '-128', '127'],
    ['i16', '-32768', '32767'],
    ['i32', '-2147483648', '2147483647'],
    ['i64', '-9223372036854775808', '9223372036854775807'],
  ];
  test.each(limits)('%s is from %s to %s', (size, least, most) => {
    const below = (BigInt(least) - 1n).toString();
    const above = (BigInt(most) + 1n).toString();
    expect(parseSized(size, least)).toEqual({ ok: true, value: BigInt(least) });
    expect(parseSized(size, most)).toEqual({ ok: true, value: BigInt(most) });
    expect(parseSized(size, below)).toMatchObject({ ok: false });
    expect(parseSized(size, above)).toMatchObject({ ok: false, message: expect.stringContaining(`from ${least} to`) });
  });

  test('what has no sign takes none', () => {
    expect(parseSized('u8', '+5')).toMatchObject({ ok: false, help: 'write a whole number from 0 to 255' });
    expect(parseSized('i8', '+5')).toEqual({ ok: true, value: 5n });
  });

  test('a number of any length is read at once', () => {
    expect(parseSized('u8', `${'0'.repeat(100_000)}7`)).toEqual({ ok: true, value: 7n });
    expect(parseSized('u64', '9'.repeat(1_000_000))).toMatchObject({ ok: false });
  });
});

describe('parseNumber', () => {
  readsAs(
    parseNumber,
    [
      ['1.5', 1.5],
      ['.5', 0.5],
      ['5.', 5],
      ['-2e-3', -0.002],
      ['1_000.5', 1000.5],
      ['50%', 0.5],
      ['%50', 0.5],
      ['-0', 0],
    ],
    ['', '.', '%', 'NaN', 'Infinity', '1e999', '0x1', '1,5', '1 2', '50 %', '%50%'],
  );
});

describe('parsePercentage', () => {
  readsAs(
    parsePercentage,
    [
      ['50%', 0.5],
      ['50', 0.5],
      ['%1.9', 0.019],
      ['0.5', 0.005],
      ['0', 0],
      ['100%', 1],
    ],
    ['', '101', '-1', '%500', 'half', '1 %', '50%%'],
  );
});

test('a long value is not repeated in the message', () => {
  const parsed = parseInteger('x'.repeat(1000));
  expect(parsed.ok ? '' : parsed.message.length).toBeLessThan(80);
});
