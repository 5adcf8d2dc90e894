// Amounts of money, each with its currency. Nothing is converted: rates are the business of whoever needs them.

import { type Parsed, right, wrong } from './parsed.ts';

export interface Money {
  amount: number;
  /** Upper case: a code of ISO 4217, or of one of the coins that herolib knows. */
  currency: string;
}

const signs: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' };
const coins = ['BTC', 'TFT', 'XLM', 'USDC'];
const help = 'write it as 10USD, 5kEUR, 1,000.50 GBP or $20; a bare number is in USD';
const commas = 'a comma stands between thousands, as in 1,000.50; before parts of one write a point';
/** Of three digits, or of two as in India before the last three: `1,00,000`. `10,5` may be ten and a half. */
const grouped = /^\D*\d{1,3}(,\d{2,3})*,\d{3}(?![\d,])[^,]*$/;
/** Digits that a blank keeps apart, but for thousands: `1 000.50`. */
const apart = /[\d.,]\s+(?!\d{3}(?!\d))[\d.,]|\d{4}\s+\d/;
let codes: Set<string> | undefined;

/** `10USD`, `USD 10`, `10 usd`, `$10`, `5kEUR` (thousand), `2mTFT` (million), `1,000.50`; US dollars where none is named. */
export function parseMoney(text: string): Parsed<Money> {
  const dense = text
    .toUpperCase()
    .replace(/[_,\s]/g, '')
    .replace(/[$€£]/g, (sign) => signs[sign] ?? '');
  const match = /^(?:(\d+(?:\.\d*)?|\.\d+)([A-Z]*|%)|([A-Z]+)(\d+(?:\.\d*)?|\.\d+))$/.exec(dense);
  if (text.includes(',') && !grouped.test(text.replace(/[_\s]/g, ''))) return wrong(text, 'an amount of money', commas);
  if (apart.test(text.trim())) return wrong(text, 'one amount of money', help);
  const [digits, word] = [match?.[1] ?? match?.[4], match?.[2] ?? match?.[3]];
  if (digits === undefined || word === undefined) return wrong(text, 'an amount of money', help);
  const number = Number(digits);
  if (!Number.isFinite(number)) return wrong(text, 'an amount that fits', help);
  if (word === '' || word === '%') {
    return right({ amount: word === '%' ? number / 100 : number, currency: 'USD' });
  }
  const { factor, currency } = readWord(word);
  if (!isCurrency(currency)) return wrong(text, `in a currency there is (${currency})`, help);
  return right({ amount: number * factor, currency });
}

/** A code, or one letter for thousands or millions before it. */
function readWord(word: string): { factor: number; currency: string } {
  const factor = word.startsWith('K') ? 1000 : word.startsWith('M') ? 1_000_000 : 1;
  if (factor === 1 || isCurrency(word)) return { factor: 1, currency: word };
  return { factor, currency: word.length === 1 ? 'USD' : word.slice(1) };
}

function isCurrency(code: string): boolean {
  codes ??= new Set([...Intl.supportedValuesOf('currency'), ...coins]);
  return codes.has(code);
}
