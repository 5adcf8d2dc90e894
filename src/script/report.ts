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
  if (quoted.open) reportOpen(building, token.startOffset, quoted);
  else if (quoted.end > quoted.close) {
    report(building, quoted.close, quoted.end, messages.afterQuote(quoted.quote));
  }
}

function reportOpen(building: Building, start: number, { quote, from, to, end, shape }: Quoted): void {
  const { source } = building;
  const other = shape === 'block' ? otherQuote(source.text, from, end, quote) : undefined;
  if (other !== undefined) {
    const related = [{ span: { source, ...other }, label: 'closed here' }];
    const message = messages.closedOtherwise(quote, source.text.slice(other.start, other.end));
    const fix = safeFix(`close it with ${quote}`, other.start, other.end, quote);
    report(building, start, start + quote.length, message, { related, ...fix });
    return;
  }
  const touched = shape === 'block' ? touchedQuote(source.text, from, end, quote) : undefined;
  if (touched !== undefined) {
    const related = [{ span: { source, ...touched }, label: 'closes nothing, since text touches it' }];
    report(building, start, start + quote.length, messages.closedTooClose(quote), { related });
    return;
  }
  const backslash = source.text.slice(from, to).trimEnd().endsWith(`\\${quote}`);
  const next = end < source.text.length ? nextLine(source.text, end) : undefined;
  const label = `next action starts before the closing ${quote}`;
  const related = next === undefined ? {} : { related: [{ span: { source, ...next }, label }] };
  report(building, start, start + quote.length, messages.stringNeverClosed(quote, backslash), related);
}

const lonelyQuotes = /(?<=[\r\n][ \t]*)(?:'''|"""|'|")(?=[ \t]*(?:[\r\n]|$))/g;

/** The only line that is nothing but quotes, of another kind, unless it closes what was opened inside. */
function otherQuote(text: string, from: number, to: number, quote: string): { start: number; end: number } | undefined {
  const [found, second] = text.slice(from, to).matchAll(lonelyQuotes);
  if (found === undefined || second !== undefined || found[0] === quote) return undefined;
  const start = from + found.index;
  const above = text.slice(from, start).split(/[\r\n]/);
  if (above.some((line) => endsOpen(line, found[0]))) return undefined;
  return { start, end: start + found[0].length };
}

/** The only line that begins with the quote, which would close the block if it stood apart from what follows. */
function touchedQuote(
  text: string,
  from: number,
  to: number,
  quote: string,
): { start: number; end: number } | undefined {
  const lines = new RegExp(`(?<=[\\r\\n][ \\t]*)${quote}[^\\s'"].*`, 'g');
  const [found, second] = Array.from(text.slice(from, to).matchAll(lines)).filter(([line]) => !line.includes(quote, 1));
  if (found === undefined || second !== undefined) return undefined;
  const start = from + found.index;
  return { start, end: start + quote.length };
}

/** Its last quote has no partner, and nothing stands behind it. */
function endsOpen(line: string, quote: string): boolean {
  return line.trimEnd().endsWith(quote) && line.split(quote).length % 2 === 0;
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
