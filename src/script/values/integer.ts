// Whole numbers: those that JavaScript holds exactly, and those of a size that the reader names.

import { type Parsed, right, wrong } from './parsed.ts';

const signed = /^[+-]?\d+(?:_\d+)*$/;
const unsigned = /^\d+(?:_\d+)*$/;

/** A whole decimal number that a number of JavaScript holds exactly; `_` between digits. */
export function parseInteger(text: string): Parsed<number> {
  const digits = text.trim();
  if (!signed.test(digits)) return wrong(text, 'a whole number', 'write digits, such as 42');
  const value = Number(digits.replaceAll('_', ''));
  if (!Number.isSafeInteger(value)) {
    return wrong(text, 'a number that fits', `the largest is ${Number.MAX_SAFE_INTEGER}`);
  }
  // No negative zero.
  return right(value + 0);
}

export type IntegerSize = keyof typeof bounds;

const bounds = {
  u8: [0n, 2n ** 8n - 1n],
  u16: [0n, 2n ** 16n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  u64: [0n, 2n ** 64n - 1n],
  i8: [-(2n ** 7n), 2n ** 7n - 1n],
  i16: [-(2n ** 15n), 2n ** 15n - 1n],
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

/** Never wrapped: a number outside of the size is a mistake. Those without a sign take none, not even `+`. */
export function parseSized(size: IntegerSize, text: string): Parsed<bigint> {
  const [min, max] = bounds[size];
  const digits = text.trim();
  const fits = `a whole number from ${min} to ${max}`;
  if (!(min === 0n ? unsigned : signed).test(digits)) return wrong(text, 'a whole number', `write ${fits}`);
  // A number of megabytes is no number that fits; turning it into one would take long.
  const plain = digits.replaceAll('_', '').replace(/^([+-]?)0+(?=\d)/, '$1');
  if (plain.length > 20) return wrong(text, fits, `write ${fits}`);
  const value = BigInt(plain.replace('+', ''));
  return value < min || value > max ? wrong(text, fits, 'write a number in this range') : right(value);
}

/** The same for sizes that a number of JavaScript holds. */
export function parseSmall(size: Exclude<IntegerSize, 'u64' | 'i64'>, text: string): Parsed<number> {
  const parsed = parseSized(size, text);
  return parsed.ok ? right(Number(parsed.value)) : parsed;
}
