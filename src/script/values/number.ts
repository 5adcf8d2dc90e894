// Numbers with a fraction, and parts of a hundred.

import { type Parsed, right, wrong } from './parsed.ts';

const decimal = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;

/** A finite decimal number, `1.5`, `.5`, `1e3`, `1_000`; `50%` is 0.5. */
export function parseNumber(text: string): Parsed<number> {
  const { digits, percent } = withoutPercent(text);
  const value = decimal.test(digits) ? Number(digits.replaceAll('_', '')) : Number.NaN;
  if (!Number.isFinite(value)) return wrong(text, 'a number', 'write it as 42, 1.5 or 50%');
  return right((percent ? value / 100 : value) + 0);
}

/** A part of the whole, 0 to 1, from what is written in hundredths with the sign or without: `50%` and `50` are 0.5. */
export function parsePercentage(text: string): Parsed<number> {
  const { digits } = withoutPercent(text);
  const help = 'write it as 50% or 50';
  const value = decimal.test(digits) ? Number(digits.replaceAll('_', '')) : Number.NaN;
  if (!Number.isFinite(value)) return wrong(text, 'a percentage', help);
  if (value < 0 || value > 100) return wrong(text, 'between 0% and 100%', help);
  return right(value / 100 + 0);
}

/** The sign may stand before the number as well; a blank between makes it no number. */
function withoutPercent(text: string): { digits: string; percent: boolean } {
  const trimmed = text.trim();
  if (trimmed.endsWith('%')) return { digits: trimmed.slice(0, -1), percent: true };
  if (trimmed.startsWith('%')) return { digits: trimmed.slice(1), percent: true };
  return { digits: trimmed, percent: false };
}
