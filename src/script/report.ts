// Saying what is wrong, while actions are built: a message and its place.

import { type Message, messages } from '../../grammar/messages.ts';
import type { Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';

export interface Building {
  source: Source;
  diagnostics: Diagnostic[];
  /** How many of them are errors. */
  errors: number;
}

/** Of errors, and of the rest: a text that is no script at all could have one for each of its characters. */
const maxEach = 1000;

export function report(
  building: Building,
  start: number,
  end: number,
  message: Message,
  more: Pick<Diagnostic, 'related' | 'fixes'> = {},
): void {
  const isError = message.severity === 'error';
  if ((isError ? building.errors : building.diagnostics.length - building.errors) >= maxEach) return;
  if (isError) building.errors += 1;
  building.diagnostics.push({ ...message, span: { source: building.source, start, end }, ...more });
}

/** One replacement that may be done without asking. */
export function safeFix(title: string, start: number, end: number, text: string): { fixes: Fix[] } {
  return { fixes: [{ title, safe: true, edits: [{ start, end, text }] }] };
}

export function endOf(token: Token): number {
  return token.startOffset + token.image.length;
}

/** Says what is wrong with the quotes of a value. */
export function reportQuoted(building: Building, token: Token, quoted: Quoted): void {
  const { source } = building;
  const start = token.startOffset;
  const { quote } = quoted;
  if (quoted.open) {
    const backslash = source.text.slice(quoted.from, quoted.to).trimEnd().endsWith(`\\${quote}`);
    const next = quoted.end < source.text.length ? nextLine(source.text, quoted.end) : undefined;
    const related =
      next === undefined
        ? {}
        : { related: [{ span: { source, ...next }, label: `next action starts before the closing ${quote}` }] };
    report(building, start, start + quote.length, messages.stringNeverClosed(quote, backslash), related);
  } else if (quoted.end > quoted.close) {
    report(building, quoted.close, quoted.end, messages.afterQuote(quote));
  }
}

function nextLine(text: string, from: number): { start: number; end: number } | undefined {
  const match = /[\r\n]+[ \t]*(!+[^\s]*)/y;
  match.lastIndex = from;
  const found = match.exec(text);
  if (found === null) return undefined;
  const end = match.lastIndex;
  return { start: end - (found[1]?.length ?? 0), end };
}

/** Says that a comment in markup is never closed, if so. */
export function reportOpenComment(building: Building, start: number, end: number): void {
  if (end - start >= 7 && building.source.text.startsWith('-->', end - 3)) return;
  report(building, start, start + 4, messages.commentNeverClosed());
}
