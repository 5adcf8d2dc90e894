// From the concrete tree to actions: names, keys and values resolved, and everything that is wrong with them said.

import { hasLineBreak } from '../../grammar/lines.ts';
import { messages } from '../../grammar/messages.ts';
import { type ActionNode, type EntryNode, isAction, type Parsed, type Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import type { Markdown } from '../../grammar/reading.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { Action, Arg, Param, Script } from './ast.ts';
import { Between } from './between.ts';
import { readKey, readName } from './names.ts';
import { type Building, endOf, report, reportOpenComment, reportQuoted } from './report.ts';
import { commentText, quotedText } from './text.ts';
import { readValue } from './value.ts';

export interface BuildOptions {
  markdown: Markdown | undefined;
  maxActions: number;
}

/** Diagnostics in the order of the text. */
export function buildScript(source: Source, parsed: Parsed, options: BuildOptions): Script {
  const building: Building = { source, diagnostics: [], errors: 0 };
  const actions: Action[] = [];
  const between = new Between(building, options.markdown);
  let narrow = 0;
  for (const section of parsed.sections) {
    if (!isAction(section)) {
      between.add(section);
      continue;
    }
    const [head] = section.children.head;
    if (head === undefined) continue;
    if (actions.length >= options.maxActions) {
      report(building, head.startOffset, endOf(head), messages.manyActions(options.maxActions));
      break;
    }
    const comments = between.takeComments(head);
    const action = buildAction(building, section, head, comments);
    if (action !== undefined) actions.push(action);
    const end = lastOffset(section, head);
    between.afterAction(head, end);
    const first = parsed.narrow[narrow];
    if (first !== undefined && first < end)
      report(building, first, indentEnd(source.text, first), messages.indentedByOne());
    while ((parsed.narrow[narrow] ?? end) < end) narrow += 1;
  }
  between.finish();
  for (const error of parsed.errors) {
    const { token } = error;
    if (Number.isNaN(token.startOffset)) continue;
    report(building, token.startOffset, endOf(token), messages.unexpected(token.image));
  }
  building.diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { source, actions, diagnostics: building.diagnostics };
}

function indentEnd(text: string, lineStart: number): number {
  let end = lineStart;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end += 1;
  return end;
}

function lastOffset(node: ActionNode, head: Token): number {
  const entry = node.children.entry?.at(-1)?.children;
  const last = entry?.value?.at(-1) ?? entry?.key?.[0] ?? entry?.word?.[0] ?? entry?.comment?.[0] ?? head;
  return endOf(last);
}

function buildAction(building: Building, node: ActionNode, head: Token, comments: string): Action | undefined {
  const { source } = building;
  const name = readName(building, head);
  const params: Param[] = [];
  const args: Arg[] = [];
  const keys = new Map<string, Span>();
  let words = 0;
  let pending: string[] = [];
  let last: Param | Arg | undefined;
  let lastEnd = endOf(head);

  for (const entry of node.children.entry ?? []) {
    const comment = entry.children.comment?.[0];
    if (comment !== undefined) {
      const text = commentText(comment.image);
      const isMarkup = comment.image.startsWith('<');
      if (isMarkup) reportOpenComment(building, comment);
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
      const { start, end } = built.item.span;
      if (words === maxParams + 1) report(building, start, end, messages.manyArgs(maxParams));
      if (args.length < maxParams) args.push(built.item);
    }
  }
  if (name === undefined) return undefined;
  return {
    ...name,
    params,
    args,
    comments,
    span: { source, start: head.startOffset, end: lastEnd },
    headSpan: { source, start: head.startOffset, end: Math.max(endOf(head), firstLineEnd(source.text, head, lastEnd)) },
  };
}

function addParam(building: Building, params: Param[], keys: Map<string, Span>, param: Param, guessed: boolean): void {
  const first = keys.get(param.key);
  const { start, end } = param.keySpan;
  if (first !== undefined) {
    // Two guesses may agree by chance.
    if (guessed) return;
    report(building, start, end, messages.duplicateKey(param.key), [{ span: first, label: 'first given here' }]);
    return;
  }
  keys.set(param.key, param.keySpan);
  if (params.length === maxParams && keys.size === maxParams + 1) {
    report(building, start, end, messages.manyParams(maxParams));
  }
  if (params.length < maxParams) params.push(param);
}

interface Built {
  item: Param | Arg | undefined;
  end: number;
  guessed: boolean;
}

function buildEntry(building: Building, entry: EntryNode): Built {
  const { source } = building;
  const { children } = entry;
  const key = children.key?.[0];
  if (key !== undefined) {
    const { value, end, comments } = readValue(building, children.value, endOf(key));
    checkLength(building, value.text, value.span);
    const name = readKey(building, key);
    if (name === undefined) return { item: undefined, end, guessed: true };
    const item = { key: name.key, keySpan: name.keySpan, value, comment: comments.join('\n') };
    return { item, end, guessed: name.guessed };
  }
  const arg = children.word?.[0];
  if (arg === undefined) return { item: undefined, end: 0, guessed: false };
  const end = endOf(arg);
  const span = { source, start: arg.startOffset, end };
  if (arg.tokenType.name === 'Stray') {
    reportStray(building, arg);
    return { item: undefined, end, guessed: false };
  }
  let text = arg.image;
  if (arg.tokenType.name === 'QuotedArg') {
    const quoted = arg.payload as Quoted;
    reportQuoted(building, arg, quoted);
    text = quotedText(source.text, quoted);
    span.end = quoted.close;
  }
  checkLength(building, text, span);
  return { item: { text, span, comment: '' }, end, guessed: false };
}

function reportStray(building: Building, word: Token): void {
  const match = /[^A-Za-z0-9_.,/~*+@-]/u.exec(word.image);
  const at = word.startOffset + (match?.index ?? 0);
  const character = match?.[0] ?? word.image.charAt(0);
  report(building, at, at + character.length, messages.illegalArg(word.image, character));
}

function checkLength(building: Building, text: string, span: Span): void {
  if (text.length <= maxValueBytes / 3) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxValueBytes) report(building, span.start, span.end, messages.longValue(bytes, maxValueBytes));
}

function addComment(item: Param | Arg, text: string): void {
  item.comment = item.comment === '' ? text : `${item.comment}\n${text}`;
}

function firstLineEnd(text: string, head: Token, lastEnd: number): number {
  let end = endOf(head);
  while (end < lastEnd && text.charCodeAt(end) !== 0x0a && text.charCodeAt(end) !== 0x0d) end += 1;
  return end;
}
