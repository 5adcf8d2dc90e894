// Spellings that herolib reads as we do: proposed only where both readings of the new text were compared.

import type { Edit, Fix } from '../../diagnostics/diagnostic.ts';
import { Source, type Span } from '../../diagnostics/source.ts';
import type { Action, Value } from '../ast.ts';
import { parseScript } from '../parse.ts';
import { blockOf, quoted } from '../quoting.ts';
import { isInside } from './causes.ts';
import { readAsHerolib } from './herolib.ts';

/** Finds the fix for what is told of a place; undefined where none is the same for both. */
export type FindFix = (span: Span) => Fix | undefined;

/** A value, or an arg without a key. */
interface Item {
  key: Span | undefined;
  text: string;
  span: Span;
}

/** `actions`: those without errors; `all`: and those with some. */
export function fixesOf(source: Source, actions: readonly Action[], all = actions): FindFix {
  const inText = (span: Span) => all.some((action) => isInside(action, span.start));
  const items = itemsOf(source, actions);
  return (span) => {
    // In a text of several lines it is no comment.
    if (source.text[span.start] === '#') return inText(span) ? undefined : commentFix(source, span);
    const item = itemAt(items, span.start);
    if (item === undefined || item.span.end < span.end) return undefined;
    return /[\r\n]/.test(item.text) ? blockFix(source, item) : lineFix(source, item);
  };
}

function itemsOf(source: Source, actions: readonly Action[]): Item[] {
  const items: Item[] = [];
  for (const { params, args } of actions) {
    for (const { text, span } of args) items.push({ key: undefined, text, span });
    for (const { keySpan, value } of params) {
      const between = source.text.slice(keySpan.end, value.span.start);
      // On the lines below its key, a value would need another layout as well.
      if (/[\r\n]/.test(between) || hasComment(value)) continue;
      items.push({ key: keySpan, text: value.text, span: value.span });
    }
  }
  return items.sort((a, b) => a.span.start - b.span.start);
}

/** Between the items of a list, or the lines below a key; in quotes it is text. */
function hasComment({ form, span: { source, start, end } }: Value): boolean {
  const written = source.text.slice(start, end);
  const isLoose = form === 'list' || (form === 'folded' && !/^['"]/.test(written));
  return isLoose && /[ \t\r\n]\/\/[^\r\n]*[\r\n]/.test(written);
}

/** The one that begins there or goes on over it. */
function itemAt(items: readonly Item[], at: number): Item | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.span.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const found = items[low - 1];
  return found !== undefined && (at < found.span.end || at === found.span.start) ? found : undefined;
}

/** In quotes on one line. */
function lineFix(source: Source, { key, text, span }: Item): Fix | undefined {
  const { start, end } = span;
  const written = quoted(text);
  if (written === source.text.slice(start, end)) return undefined;
  // In quotes it would be the first item of a list.
  const comma = /\s*,/y;
  comma.lastIndex = end;
  if (comma.test(source.text)) return undefined;
  if (/[\r\n]/.test(source.text.slice(start, end)) && opensBelow(source.text, end)) return undefined;
  // What stands before and behind shows whether it stays within its bounds.
  const script = `!!a.b x:1 ${key === undefined ? '' : 'k:'}${written} y:2\n`;
  if (!(key === undefined ? isArgAlike(script, text) : isValueAlike(script, text))) return undefined;
  return { title: `write ${written}`, safe: true, edits: [{ start, end, text: written }] };
}

/** The rest of the line ends in what goes on below, which depends on how far the line is indented. */
function opensBelow(text: string, at: number): boolean {
  const line = /[^\r\n]*/y;
  line.lastIndex = at;
  return /[:'"][ \t]*(?:\/\/.*)?$/.test(line.exec(text)?.[0] ?? '');
}

/** As a block, with its key and its closing quote on lines of their own. */
function blockFix(source: Source, { key, text, span }: Item): Fix | undefined {
  if (key === undefined) return undefined;
  const lines = source.text;
  const before = lines.slice(source.lineStart(source.positionAt(key.start).line), key.start);
  const [behind = '', next = ''] = /^[ \t]*([^ \t\r\n])?/.exec(lines.slice(span.end)) ?? [];
  // A comment there is one of this param, and a comma makes it a list.
  if (/[/#,]/.test(next)) return undefined;
  const written = blockOf(text);
  if (!isValueAlike(`!!a.b x:1\n    k:${written}\n    y:2\n`, text)) return undefined;
  const blanks = before.length - before.trimEnd().length;
  const edits: Edit[] = [
    { start: key.start - blanks, end: key.start, text: before.trim() === '' ? '    ' : '\n    ' },
    { start: span.start, end: span.end, text: written },
  ];
  if (next !== '') edits.push({ start: span.end, end: span.end + behind.length - 1, text: '\n    ' });
  const lineBreak = lines.includes('\r\n') ? '\r\n' : '\n';
  for (const edit of edits) edit.text = edit.text.replaceAll('\n', lineBreak);
  if (edits.every((edit) => lines.slice(edit.start, edit.end) === edit.text)) return undefined;
  return { title: 'write it as a block on lines of its own', safe: true, edits };
}

/** Whether both read `text` as the value of `k`, between `x` and `y`. */
function isValueAlike(script: string, text: string): boolean {
  const read = readBoth(script);
  if (read === undefined) return false;
  const { ours, theirs } = read;
  const own = ours.params.find((param) => param.key === 'k');
  const isOurs = own?.value.text === text && ours.params.length === 3 && ours.args.length === 0;
  return isOurs && theirs.params.get('k')?.value === text && theirs.params.size === 3 && theirs.args.length === 0;
}

/** Whether both read `text` as the only arg. */
function isArgAlike(script: string, text: string): boolean {
  const read = readBoth(script);
  if (read === undefined) return false;
  const { args, params } = read.theirs;
  return read.ours.args[0]?.text === text && args.length === 1 && args[0] === text && params.size === 2;
}

function readBoth(script: string) {
  const [ours, ...more] = parseScript(new Source('', script)).actions;
  const [theirs, ...others] = readAsHerolib(script);
  if (ours === undefined || theirs === undefined || more.length + others.length > 0) return undefined;
  return 'rejected' in theirs ? undefined : { ours, theirs: theirs.read };
}

/** Quotes and slashes in it would be the next thing that herolib stumbles over. */
function commentFix({ text }: Source, { start, end }: Span): Fix | undefined {
  const written = text.slice(start, end);
  const [marks = ''] = /^#+/.exec(written) ?? [];
  if (/['"/\r\n]/.test(written)) return undefined;
  return {
    title: 'write // before the comment',
    safe: true,
    edits: [{ start, end: start + marks.length, text: '//' }],
  };
}
