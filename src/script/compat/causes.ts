// Why herolib reads a param otherwise: what in the spelling it stumbles over, and where that stands.

import type { Span } from '../../diagnostics/source.ts';
import type { Action, Param } from '../ast.ts';
import { trim } from './lines.ts';
import { messages } from './messages.ts';

export interface Cause {
  message: ReturnType<(typeof messages)[keyof typeof messages]>;
  span: Span;
}

/** Whether the place is in one of the values or args of the action. */
export function isInside({ params, args }: Action, at: number): boolean {
  return [...params.map(({ value }) => value.span), ...args.map(({ span }) => span)].some(
    ({ start, end }) => start <= at && at < end,
  );
}

/** Of one param that herolib reads as `theirs`, or not at all. */
export function causeOfValue(action: Action, param: Param, theirs: string | undefined): Cause | undefined {
  const before = causesOf(action).find((cause) => cause.span.start < param.keySpan.start && swallows(cause));
  return causeIn(param) ?? before ?? rewritten(param, theirs) ?? commentOn(action, param) ?? strange(action, param);
}

/** Of an action that herolib rejects: the first thing it stumbles over. */
export function causeInAction(action: Action): Cause | undefined {
  return (
    causesOf(action)[0] ?? action.params.map((param) => strange(action, param)).find((cause) => cause !== undefined)
  );
}

/** Params behind it are lost too. */
function swallows({ message: { code } }: Cause): boolean {
  return code === 'HS0109' || code === 'HS0103' || code === 'HS0102';
}

function causesOf(action: Action): Cause[] {
  const causes: Cause[] = comments(action).flatMap(({ text, span }) => {
    const message = causeOfComment(text);
    return message === undefined ? [] : [{ message, span }];
  });
  for (const param of action.params) {
    const cause = causeIn(param);
    if (cause !== undefined) causes.push(cause);
  }
  for (const { span } of action.args) {
    if (!/^[A-Za-z0-9_,./]*$/.test(written(span))) causes.push({ message: messages.word(), span });
  }
  return causes.sort((a, b) => a.span.start - b.span.start);
}

function causeOfComment(text: string): Cause['message'] | undefined {
  if (text.startsWith('#')) return messages.hash();
  if (text.startsWith('<')) return /[\r\n]/.test(text) ? messages.markup() : undefined;
  return /['"]|-\/|\/\/.*\/\//.test(text) ? messages.comment() : undefined;
}

function written({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

/** What is strange in the value itself. */
function causeIn({ key, keySpan, value }: Param): Cause | undefined {
  const { span, form, text } = value;
  const raw = written(span);
  const at = (message: Cause['message']): Cause => ({ message, span });
  if (form === 'empty') return at(messages.emptyValue(key));
  if (/[\r\n]/.test(span.source.text.slice(keySpan.end, span.start))) return at(messages.textBelow(key));
  const line = lineThatEnds(span, raw);
  if (line !== undefined) return line;
  if ((form === 'bare' || form === 'list') && /\/\//.test(raw)) return at(messages.slashes());
  if (form === 'list' && /['"]/.test(raw)) return at(messages.listItems());
  const isJson = /^\s*[[{]/.test(text);
  if (form === 'bracket' && /['"]/.test(raw)) return at(text.startsWith('[') ? messages.list() : messages.json());
  if (form === 'quoted' && /^(?:'''|""")/.test(raw) && raw.length > 5) return at(messages.tripleQuotes());
  const quote = raw.charAt(0);
  const inner = quote === "'" || quote === '"' ? raw.slice(1, -1).replaceAll("\\'", '') : raw;
  if (/['"]/.test(inner.replace(/^(?:''|"")|(?:''|"")$/g, ''))) return at(isJson ? messages.json() : messages.quotes());
  return undefined;
}

/** A line of a quoted value at which herolib sees the end of the action. */
function lineThatEnds({ source, start }: Span, raw: string): Cause | undefined {
  for (const match of raw.matchAll(/[\r\n]([ \t]*)([^\s].*)/g)) {
    const [whole, indent = '', rest = ''] = match;
    const from = start + match.index + whole.length - rest.length;
    const isAction = /^!(?!\[)/.test(rest);
    // `'` alone at the edge of the page closes a value here; there it is one more line behind the action.
    if (rest.startsWith('!') || indent.replaceAll('\t', '    ').length < 2) {
      const span = { source, start: from, end: from + rest.trimEnd().length };
      return { message: isAction ? messages.actionInString() : messages.endInString(), span };
    }
  }
  return undefined;
}

/** What herolib does to white space. */
function rewritten({ value }: Param, theirs: string | undefined): Cause | undefined {
  const { text, span } = value;
  if (theirs === undefined) return undefined;
  if (trim(text) === theirs) return { message: messages.edges(), span };
  const wide = text.replaceAll('\t', '    ');
  if (trim(wide) === theirs) return { message: messages.tabs(), span };
  return trim(wide.replace(/\n[ \n]*\n/g, '\n')) === theirs ? { message: messages.blankLines(), span } : undefined;
}

/** Of its quotes, the line it begins or ends on, or its commas. */
function strange({ headSpan }: Action, { keySpan, value: { form, text, span } }: Param): Cause | undefined {
  const { source } = span;
  const raw = written(span);
  const at = (message: Cause['message']): Cause => ({ message, span });
  if (/<BR>|\\\\n/.test(text)) return at(messages.lineBreaks());
  if (/\\['"]$/.test(raw)) return at(messages.backslash());
  if (form === 'folded' && text.includes('//')) return at(messages.slashesInText());
  if (form === 'block') {
    const line = source.lineStart(source.positionAt(keySpan.start).line);
    const before = source.text.slice(line, keySpan.start);
    // On the first line of an action only its name may stand before.
    const isAlone = /^[ \t]*$/.test(line < headSpan.end ? before.replace(/^[ \t]*!\S+/, '') : before);
    return at(isAlone ? messages.blockEnd() : messages.blockPlace());
  }
  const rest = source.lineText(source.positionAt(span.end).line).slice(span.end - lineStartOf(span));
  if (/:['"]$/.test(raw) && rest.trim() === '') return at(messages.colonAtEnd());
  return /^\s*,/.test(rest) ? at(messages.listComma()) : undefined;
}

function lineStartOf({ source, end }: Span): number {
  return source.lineStart(source.positionAt(end).line);
}

/** A comment on the line of the param that herolib does not take away. */
function commentOn(action: Action, param: Param): Cause | undefined {
  return causesOf(action).find(({ message, span }) => {
    if (message.code !== 'HS0109') return false;
    return !/[\r\n]/.test(span.source.text.slice(param.value.span.end, span.start));
  });
}

/** Comments between the params of the action, and behind the last. */
function comments(action: Action): { text: string; span: Span }[] {
  const { source } = action.span;
  const rest = /[^\r\n]*/y;
  rest.lastIndex = action.span.end;
  rest.exec(source.text);
  const end = rest.lastIndex;
  const found: { text: string; span: Span }[] = [];
  // Only in the action: the next comment may be at the end of the text.
  const from = action.nameSpan.end;
  const own = source.text.slice(from, end);
  const comment = /[\r\n][ \t]*<!--[\s\S]*?(?:-->|$)|[ \t\r\n](?:\/\/|#)[^\r\n]*/g;
  for (let match = comment.exec(own); match !== null; match = comment.exec(own)) {
    const text = match[0].trimStart();
    const start = from + comment.lastIndex - text.length;
    if (isInside(action, start)) comment.lastIndex = start + 1 - from;
    // Nothing in one of markup is a comment of its own.
    else found.push({ text, span: { source, start, end: from + comment.lastIndex } });
  }
  return found;
}
