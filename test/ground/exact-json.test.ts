// JSON whose whole numbers may be long.

import { expect, test } from 'vitest';
import { isLongNumber, parseExactly } from '../../src/ground/exact-json.ts';

test.each([
  '12345678901234567890',
  '-9007199254740992',
  '{"a":[9007199254740993,1],"b":"9007199254740993"}',
  '[1,2.5,null,true,"x"]',
])('%s is written as it was read', (text) => {
  expect(JSON.stringify(parseExactly(text))).toBe(text);
});

test('what a number can hold is one', () => {
  expect(parseExactly('[9007199254740991,1e300,0.1]')).toEqual([9_007_199_254_740_991, 1e300, 0.1]);
});

test('a long number is no object with members', () => {
  const long = parseExactly('[12345678901234567890]') as unknown[];
  expect(isLongNumber(long[0])).toBe(true);
  expect([{}, [], 'x', 1, null, undefined].some(isLongNumber)).toBe(false);
});

test('what is no JSON is refused', () => {
  expect(() => parseExactly('{"id":12345678901234567890')).toThrow(SyntaxError);
});
