// The value of a param from its tokens: one item, or several that make a list.

import { messages } from '../../grammar/messages.ts';
import type { Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import type { Bracketed } from '../../grammar/value-tokens.ts';
import type { ValueForm } from './ast.ts';
import { quoted } from './quoting.ts';
import { type Building, endOf, report, reportQuoted, safeFix } from './report.ts';
import { belowText, bracketText, commentText, listItem, quotedText } from './text.ts';

export interface ValueReading {
  item: Item;
  /** After the last token of the param. */
  end: number;
  comments: string[];
}

export interface Item {
  text: string;
  form: ValueForm;
  start: number;
  end: number;
}

/** From the tokens behind a key; `after` is where the key ends. */
export function readValue(building: Building, tokens: Token[] | undefined, after: number): ValueReading {
  const first = tokens?.[0];
  if (tokens === undefined || first === undefined) {
    return { item: { text: '', form: 'empty', start: after, end: after }, end: after, comments: [] };
  }
  const comments: string[] = [];
  const only = tokens.length === 1 ? readItem(building, first, comments) : undefined;
  if (only === undefined) return readTokens(building, tokens, after);
  return { item: only, end: endOf(first), comments };
}

function readTokens(building: Building, tokens: Token[], after: number): ValueReading {
  const items: (Item | undefined)[] = [];
  const comments: string[] = [];
  let commas = 0;
  let end = after;
  /** Of the items and the commas between them: the first or the last item may be empty. */
  let [first, last] = [-1, -1];
  for (const token of tokens) {
    switch (token.tokenType.name) {
      case 'ValueComment':
        comments.push(commentText(token.image));
        continue;
      case 'LastComma':
      case 'EmptyLastComma':
        reportLastComma(building, token);
        break;
      case 'Comma':
      case 'EmptyComma':
        if (items.length === commas) items.push(undefined);
        commas += 1;
        if (first === -1) first = token.startOffset;
        last = endOf(token);
        break;
      default: {
        const item = readItem(building, token, comments);
        if (item === undefined) break;
        items.push(item);
        if (first === -1) first = item.start;
        last = item.end;
      }
    }
    end = endOf(token);
  }
  const [only] = items;
  if (commas === 0 && only !== undefined) return { item: only, end, comments };
  const text = items
    .map((item) => (item === undefined ? '' : isQuoted(item) ? listItem(item.text) : item.text))
    .join(',');
  const place = first === -1 ? { start: after, end } : { start: first, end: last };
  return { item: { text, form: 'list', ...place }, end, comments };
}

function reportLastComma(building: Building, token: Token): void {
  const start = token.startOffset;
  const end = endOf(token);
  // Behind another comma it makes an empty item of the place between; alone on its line, a comment may follow it.
  const isSafe = token.tokenType.name === 'LastComma' && /[^\s,]/.test(building.source.text.charAt(start - 1));
  report(building, start, end, messages.lastComma(), isSafe ? safeFix('remove the comma', start, end, '') : {});
}

function isQuoted({ form }: Item): boolean {
  return form === 'quoted' || form === 'folded' || form === 'block';
}

function readItem(building: Building, token: Token, comments: string[]): Item | undefined {
  const start = token.startOffset;
  switch (token.tokenType.name) {
    case 'Bare':
      return readBare(building, token);
    case 'Quote': {
      const found = token.payload as Quoted;
      reportQuoted(building, token, found);
      const form = found.shape === 'line' ? 'quoted' : found.shape;
      return { text: quotedText(building.source.text, found), form, start, end: found.close };
    }
    case 'Bracket':
      return readBracket(building, token, comments);
    case 'Below': {
      const below = belowText(token.image);
      comments.push(...below.comments);
      return { text: below.text, form: 'folded', start, end: endOf(token) };
    }
    default:
      return undefined;
  }
}

function readBare(building: Building, token: Token): Item {
  const { image, startOffset: start } = token;
  const end = endOf(token);
  if (image.charCodeAt(0) === 0x60) {
    const inner = image.replace(/^`+|`+$/g, '');
    report(building, start, end, messages.backtick(), safeFix('put it in quotes', start, end, quoted(inner)));
  }
  return { text: image, form: image.includes(',') ? 'list' : 'bare', start, end };
}

function readBracket(building: Building, token: Token, comments: string[]): Item {
  const { image, startOffset: start } = token;
  const end = endOf(token);
  const { closed, close } = token.payload as Bracketed;
  if (!closed) {
    const [bracket, other] = image.startsWith('[') ? ['[', ']'] : ['{', '}'];
    report(building, start, start + 1, messages.bracketNeverClosed(bracket, other));
    return { text: image, form: 'bare', start, end };
  }
  const text = bracketText(image.slice(0, close - start), comments) + image.slice(close - start);
  return { text, form: close === end ? 'bracket' : 'bare', start, end };
}
