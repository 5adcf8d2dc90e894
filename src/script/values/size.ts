// Amounts of storage, for memory and disks.

import { type Parsed, right, wrong } from './parsed.ts';

const pattern = /^(\d+(?:_\d+)*(?:\.\d+)?|\.\d+)[ \t]*(?:([kmgtp])i?b?|b)?$/i;
const powers = ['k', 'm', 'g', 't', 'p'];
const help = 'write it as 512MB, 10GB or 1.5TB';

/** Whole bytes, rounded up: `10GB`, `10 GiB`, `10G` are all 10 · 1024³; a bare number counts bytes. */
export function parseBytes(text: string): Parsed<number> {
  return read(text, 1);
}

/** Whole gigabytes (1024³ bytes), rounded up; a bare number counts gigabytes. */
export function parseGigabytes(text: string): Parsed<number> {
  const bytes = read(text, 1024 ** 3);
  return bytes.ok ? right(Math.ceil(bytes.value / 1024 ** 3)) : bytes;
}

/** `plain` is what a number without a unit counts, in bytes. */
function read(text: string, plain: number): Parsed<number> {
  const trimmed = text.trim();
  const match = pattern.exec(trimmed);
  if (match === null) return wrong(text, 'an amount of storage', help);
  const [, digits = '', unit] = match;
  const bare = /\d$/.test(trimmed);
  const size = unit === undefined ? (bare ? plain : 1) : 1024 ** (powers.indexOf(unit.toLowerCase()) + 1);
  const bytes = Math.ceil(Number(digits.replaceAll('_', '')) * size);
  if (size === 1 && digits.includes('.')) return wrong(text, 'a whole number of bytes', help);
  if (!Number.isSafeInteger(bytes)) return wrong(text, 'an amount that fits', 'the most is 8191 TB');
  return right(bytes);
}
