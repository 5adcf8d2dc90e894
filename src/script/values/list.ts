// Lists: items with commas between, in brackets or without.

import { type Parsed, right, wrong } from './parsed.ts';

/**
 * Items with commas between, white space around them dropped: `a,b`, `[a, b]`, `'a b',"c, d"`. Quotes around a whole
 * item are dropped, brackets and braces inside keep their commas; empty items are left out.
 */
export function parseList(text: string): Parsed<string[]> {
  return right(
    splitItems(text)
      .filter(({ text: item, quoted }) => quoted || item !== '')
      .map((item) => item.text),
  );
}

/** A list whose items are all of one kind; an empty text is an empty list, an empty item between commas is a mistake. */
export function parseListOf<T>(text: string, parseItem: (item: string) => Parsed<T>): Parsed<T[]> {
  const items = splitItems(text);
  const [only] = items;
  if (items.length === 1 && only?.text === '' && !only.quoted) return right([]);
  const values: T[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parseItem(item.text);
    if (!parsed.ok) {
      if (item.text !== '') return parsed;
      return wrong(text, `a list without gaps: item ${index + 1} is empty`, 'leave the comma out or write a value');
    }
    values.push(parsed.value);
  }
  return right(values);
}

interface Item {
  text: string;
  quoted: boolean;
}

function splitItems(text: string): Item[] {
  let inner = text.trim();
  if (inner.startsWith('[') && inner.endsWith(']')) inner = inner.slice(1, -1);
  const items: Item[] = [];
  let i = 0;
  while (i <= inner.length) {
    while (i < inner.length && /\s/.test(inner.charAt(i))) i += 1;
    const quote = inner.charAt(i);
    if (quote === "'" || quote === '"') {
      const quoted = readQuoted(inner, i);
      if (quoted !== undefined) {
        items.push({ text: quoted.text, quoted: true });
        i = quoted.next + 1;
        continue;
      }
    }
    const end = bareItemEnd(inner, i);
    items.push({ text: inner.slice(i, end).trim(), quoted: false });
    i = end + 1;
  }
  return items;
}

/** A quoted item up to its comma; undefined when it is not closed or goes on behind the closing quote. */
function readQuoted(text: string, at: number): { text: string; next: number } | undefined {
  const quote = text.charAt(at);
  let out = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '\\') {
      let end = i;
      while (text.charAt(end) === '\\') end += 1;
      if (text.charAt(end) === quote) {
        out += '\\'.repeat((end - i) >> 1);
        if ((end - i) % 2 === 1) {
          out += quote;
          end += 1;
        }
      } else out += text.slice(i, end);
      i = end - 1;
    } else if (character === quote) {
      let next = i + 1;
      while (next < text.length && /\s/.test(text.charAt(next))) next += 1;
      if (next < text.length && text.charAt(next) !== ',') return undefined;
      return { text: withoutInnerQuotes(out, quote), next };
    } else out += character;
  }
  return undefined;
}

/** An item in two pairs of different quotes, `'"a"'`, loses both. */
function withoutInnerQuotes(text: string, outer: string): string {
  const other = outer === "'" ? '"' : "'";
  const inner = text.slice(1, -1);
  const wrapped = text.length > 1 && text.startsWith(other) && text.endsWith(other);
  return wrapped && !inner.includes(other) && !inner.endsWith('\\') ? inner : text;
}

function bareItemEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '[' || character === '{') depth += 1;
    else if ((character === ']' || character === '}') && depth > 0) depth -= 1;
    else if (character === ',' && depth === 0) return i;
  }
  if (depth === 0) return text.length;
  const comma = text.indexOf(',', at);
  return comma === -1 ? text.length : comma;
}
