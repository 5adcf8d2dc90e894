// How a value is laid out: bare where every reader takes it so, else in quotes; blocks and lists keep their lines.

import type { Token } from '../../../grammar/parser.ts';
import type { Quoted } from '../../../grammar/quotes.ts';
import type { Source } from '../../diagnostics/source.ts';
import { blockOf, canWrite, quoted } from '../quoting.ts';
import { endOf } from '../report.ts';
import { blockText, quotedText } from '../text.ts';
import { readValue } from '../value.ts';

export interface Style {
  /** Single quotes alone, as older readers need them. */
  singleQuotes: boolean;
}

/** `lines`: as laid out for a row that is indented by four; the first follows the key at once. */
export interface Laid {
  lines: string[];
  /** Of several lines, which stay where they are, whatever is around them. */
  fixed?: true;
}

const bare = /^[A-Za-z0-9_.+-]+$/;
const breaks = /\r\n|\r|\n/;
const inner = ' '.repeat(8);

/** A text of one line. */
export function layText(text: string, style: Style): string {
  if (bare.test(text)) return text;
  // An apostrophe reads better without a backslash.
  const double = !style.singleQuotes && text.includes("'") && !text.includes('"');
  return quoted(text, double ? '"' : "'");
}

/** From the tokens behind a key. */
export function layValue(source: Source, tokens: readonly Token[], style: Style): Laid {
  const [first] = tokens;
  if (first === undefined) return { lines: ["''"] };
  const last = tokens.at(-1) ?? first;
  const written = source.text.slice(first.startOffset, endOf(last));
  const oneLine = !breaks.test(written);
  const hasComment = tokens.some((token) => token.tokenType.name === 'ValueComment');
  if (tokens.length === 1 && !oneLine) return layLines(source, first, written);
  if (!oneLine || hasComment) {
    const lines = layItems(source, tokens);
    const fixed = tokens.some(({ image }) => breaks.test(image));
    if (lines.length > 1 || hasComment) return fixed ? { lines, fixed } : { lines };
  }
  // Behind its key it would be other words, with a comment that speaks of something else.
  if (first.tokenType.name === 'Below' && /(?:^|[ \t\v\f])\/\//.test(written)) return { lines: ['', inner + written] };
  if (tokens.length === 1 && first.tokenType.name === 'Bracket') return { lines: [written] };
  const text = meaningOf(source, tokens);
  return text.includes('\n') ? asWritten(written) : { lines: [layText(text, style)] };
}

/** One item over several lines. */
export function layLines(source: Source, token: Token, written: string): Laid {
  if (token.tokenType.name === 'Below') return { lines: ['', ...indented(written)] };
  if (!token.tokenType.name.startsWith('Quote')) return asWritten(written);
  const quotedValue = token.payload as Quoted;
  const { shape, quote, from, to } = quotedValue;
  if (shape === 'folded') {
    const [opening = '', ...more] = written.split(breaks);
    return { lines: [opening.trimEnd(), ...indented(more.join('\n'))] };
  }
  const text = quotedText(source.text, quotedValue);
  if (text === '') return { lines: ["''"] };
  if (!canWrite(text)) return asWritten(written);
  if (source.text.startsWith(quote, to)) return { lines: blockOf(text, quote).split('\n') };
  const lines = blockText(source.text.slice(from, to)).split('\n');
  return { lines: [quote, ...lines.map((line) => (line === '' ? '' : inner + line)), `    ${quote}`] };
}

/** A list over several lines, or with comments: its items stay on the lines they are on. */
function layItems(source: Source, tokens: readonly Token[]): string[] {
  const rows: string[] = [''];
  let before = tokens[0]?.startOffset ?? 0;
  let afterComment = false;
  for (const token of tokens) {
    const gap = source.text.slice(before, token.startOffset);
    const isComma = token.tokenType.name.endsWith('Comma');
    const isComment = token.tokenType.name === 'ValueComment';
    if (afterComment || (breaks.test(gap) && !isComma)) rows.push(inner);
    else if (isComment || (gap !== '' && !isComma)) rows[rows.length - 1] += ' ';
    afterComment = isComment;
    rows[rows.length - 1] += token.image.trimEnd();
    before = endOf(token);
  }
  return rows;
}

function meaningOf(source: Source, tokens: readonly Token[]): string {
  return readValue({ source, diagnostics: [], errors: 0 }, [...tokens], 0).item.text;
}

function asWritten(written: string): Laid {
  return { lines: written.split(breaks), fixed: true };
}

/** Lines that are not blank, indented alike. */
function indented(text: string): string[] {
  return text
    .split(breaks)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => inner + line);
}
