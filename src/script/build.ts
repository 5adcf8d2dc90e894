// From the concrete tree of an action to its meaning: name, keys and values resolved, and all that is wrong with it said.

import { hasLineBreak } from '../../grammar/lines.ts';
import { messages } from '../../grammar/messages.ts';
import type { ActionNode, EntryNode, Parsed, Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import type { Edit } from '../diagnostics/diagnostic.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { ScriptBuilder } from './builder.ts';
import { readKey, readName } from './names.ts';
import { ReadAction, ReadArg, ReadParam } from './nodes.ts';
import { type Building, endOf, report, reportOpenComment, reportQuoted } from './report.ts';
import { commentText, quotedText } from './text.ts';
import { readValue } from './value.ts';

/** `narrow` and `errors` are those of this action. */
export function addTree(
  builder: ScriptBuilder,
  node: ActionNode,
  narrow: number | undefined,
  errors: Parsed['errors'],
): void {
  const [head] = node.children.head;
  if (head === undefined) return;
  const { building, between, actions } = builder;
  const comments = between.takeComments();
  const errorsBefore = building.errors;
  const action = buildAction(building, node, head, comments);
  if (action !== undefined) actions.push(action);
  between.afterAction(head.startOffset, endOf(head), lastOffset(node, head));
  if (narrow !== undefined) {
    const { text } = building.source;
    const body = [endOf(head), lastOffset(node, head)] as const;
    // Beside a mistake, or with a line at column 0, where something ends may be another place afterwards.
    const safe = building.errors === errorsBefore && !/[\r\n][^ \t\r\n]/.test(text.slice(...body));
    const fixes = [{ title: 'indent deeper', safe, edits: indentBody(text, ...body) }];
    report(building, narrow, indentEnd(text, narrow), messages.indentedByOne(), { fixes });
  }
  for (const { token } of errors) {
    if (Number.isNaN(token.startOffset)) continue;
    report(building, token.startOffset, endOf(token), messages.unexpected(token.image));
  }
}

function indentEnd(text: string, lineStart: number): number {
  let end = lineStart;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end += 1;
  return end;
}

/** All lines alike, those of values too: how deep a line is beside others can decide what it belongs to. */
function indentBody(text: string, from: number, to: number): Edit[] {
  const lines = text.slice(from, to).matchAll(/(?:\r\n?|\n)(?=[^\r\n])/g);
  return Array.from(lines, ({ 0: lineBreak, index }) => {
    const at = from + index + lineBreak.length;
    return { start: at, end: at, text: '   ' };
  });
}

/** Where its last token ends. */
export function lastOffset(node: ActionNode, head: Token): number {
  const entry = node.children.entry?.at(-1)?.children;
  const last = entry?.value?.at(-1) ?? entry?.key?.[0] ?? entry?.word?.[0] ?? entry?.comment?.[0] ?? head;
  return endOf(last);
}

function buildAction(building: Building, node: ActionNode, head: Token, comments: string): ReadAction | undefined {
  const { source } = building;
  const name = readName(building, head);
  const params: ReadParam[] = [];
  const args: ReadArg[] = [];
  const keys = new Map<string, ReadParam>();
  let words = 0;
  let pending: string[] = [];
  let last: ReadParam | ReadArg | undefined;
  let lastEnd = endOf(head);

  for (const entry of node.children.entry ?? []) {
    const comment = entry.children.comment?.[0];
    if (comment !== undefined) {
      const text = commentText(comment.image);
      const isMarkup = comment.image.startsWith('<');
      if (isMarkup) reportOpenComment(building, comment.startOffset, endOf(comment));
      if (last !== undefined && !hasLineBreak(source.text, lastEnd, comment.startOffset)) addComment(last, text);
      else pending.push(text);
      // What stands behind a comment on its last line does not follow the param before it.
      if (isMarkup) last = undefined;
      continue;
    }
    const built = buildEntry(building, entry);
    lastEnd = built.end;
    last = built.item;
    if (built.item === undefined) continue;
    if (pending.length > 0) {
      built.item.comment = [...pending, ...(built.item.comment === '' ? [] : [built.item.comment])].join('\n');
      pending = [];
    }
    if ('key' in built.item) addParam(building, params, keys, built.item, built.guessed);
    else {
      words += 1;
      const { start, end } = built.item;
      if (words === maxParams + 1) report(building, start, end, messages.manyArgs(maxParams));
      if (args.length < maxParams) args.push(built.item);
    }
  }
  if (name === undefined) return undefined;
  const action = new ReadAction(name.type, name, params, args, source, head.startOffset, endOf(head), lastEnd);
  action.comments = comments;
  return action;
}

function addParam(
  building: Building,
  params: ReadParam[],
  keys: Map<string, ReadParam>,
  param: ReadParam,
  guessed: boolean,
): void {
  const first = keys.get(param.key);
  const { keyStart: start, keyEnd: end } = param;
  if (first !== undefined) {
    // Two guesses may agree by chance.
    if (guessed) return;
    const related = [{ span: first.keySpan, label: 'first given here' }];
    report(building, start, end, messages.duplicateKey(param.key), { related });
    return;
  }
  keys.set(param.key, param);
  if (params.length === maxParams && keys.size === maxParams + 1) {
    report(building, start, end, messages.manyParams(maxParams));
  }
  if (params.length < maxParams) params.push(param);
}

interface Built {
  item: ReadParam | ReadArg | undefined;
  end: number;
  guessed: boolean;
}

function buildEntry(building: Building, entry: EntryNode): Built {
  const { source } = building;
  const { children } = entry;
  const key = children.key?.[0];
  if (key !== undefined) {
    const { item: value, end, comments } = readValue(building, children.value, endOf(key));
    checkLength(building, value.text, value);
    const name = readKey(building, key);
    if (name === undefined) return { item: undefined, end, guessed: true };
    const { text, form, start } = value;
    const item = new ReadParam(name.key, name.start, name.end, form, source, start, value.end, text);
    item.comment = comments.join('\n');
    return { item, end, guessed: name.guessed };
  }
  const arg = children.word?.[0];
  if (arg === undefined) return { item: undefined, end: 0, guessed: false };
  const end = endOf(arg);
  if (arg.tokenType.name === 'Stray') {
    reportStray(building, arg);
    return { item: undefined, end, guessed: false };
  }
  let text = arg.image;
  let close = end;
  if (arg.tokenType.name === 'QuotedArg') {
    const quoted = arg.payload as Quoted;
    reportQuoted(building, arg, quoted);
    text = quotedText(source.text, quoted);
    close = quoted.close;
  }
  const item = new ReadArg(text, source, arg.startOffset, close);
  checkLength(building, text, item);
  return { item, end, guessed: false };
}

function reportStray(building: Building, word: Token): void {
  const match = /[^A-Za-z0-9_.,/~*+@-]/u.exec(word.image);
  const at = word.startOffset + (match?.index ?? 0);
  const character = match?.[0] ?? word.image.charAt(0);
  report(building, at, at + character.length, messages.illegalArg(word.image, character));
}

function checkLength(building: Building, text: string, { start, end }: { start: number; end: number }): void {
  if (text.length <= maxValueBytes / 3) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxValueBytes) report(building, start, end, messages.longValue(bytes, maxValueBytes));
}

function addComment(item: ReadParam | ReadArg, text: string): void {
  item.comment = item.comment === '' ? text : `${item.comment}\n${text}`;
}
