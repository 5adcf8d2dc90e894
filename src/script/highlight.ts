// What each part of a text is, for colours: spans in the order of the text, of everything that is not white space.

import { parseText, type Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import type { Markdown } from '../../grammar/reading.ts';
import type { Bracketed } from '../../grammar/value-tokens.ts';
import type { Source } from '../diagnostics/source.ts';
import { markCount, maxMarks, splitName } from './names.ts';
import { mayHavePlaceholders, splitPlaceholders } from './placeholders.ts';
import { endOf } from './report.ts';
import { markdownOf } from './scan.ts';

const spanKinds = [
  /** The exclamation marks. */
  'marks',
  'actor',
  'action',
  'key',
  /** The key of an attribute of the job. */
  'job-key',
  'arg',
  /** A value without quotes that is none of the next two. */
  'word',
  /** With its unit, if it has one. */
  'number',
  'boolean',
  /** With its quotes; also lines of text below a key. */
  'string',
  'placeholder',
  'punctuation',
  'comment',
  /** What belongs to no action. */
  'prose',
  /** What cannot be read. */
  'error',
] as const;

export type SpanKind = (typeof spanKinds)[number];

/** Offsets are UTF-16 indexes. */
export interface ClassifiedSpan {
  kind: SpanKind;
  start: number;
  end: number;
}

/** Never throws, whatever the text; no two spans overlap, and a span may go over several lines. */
export function highlight(source: Source, mode?: Markdown): ClassifiedSpan[] {
  const spans = new Spans(source.text);
  for (const token of parseText(source.text, markdownOf(source, mode)).tokens) {
    (ofToken[token.tokenType.name] ?? ofComment)(token, spans);
  }
  return spans.all;
}

type Classify = (token: Token, spans: Spans) => void;

const ofComment = wholly('comment');

/** By the type of the token; all others are comments. */
const ofToken: Record<string, Classify> = {
  Head: addHead,
  Key: addKey,
  EmptyKey: addKey,
  Arg: filled('arg'),
  QuotedArg: addQuoted,
  Quote: addQuoted,
  Bracket: addBracket,
  Bare: (token, spans) => addBare(token.startOffset, endOf(token), spans),
  Below: filled('string'),
  Comma: wholly('punctuation'),
  EmptyComma: wholly('punctuation'),
  LastComma: wholly('punctuation'),
  EmptyLastComma: wholly('punctuation'),
  Prose: wholly('prose'),
  Stray: wholly('error'),
  Anything: wholly('error'),
};

function wholly(kind: SpanKind): Classify {
  return (token, spans) => spans.add(kind, token.startOffset, endOf(token));
}

function filled(kind: SpanKind): Classify {
  return (token, spans) => spans.addFilled(kind, token.startOffset, endOf(token));
}

function addHead(token: Token, spans: Spans): void {
  const start = token.startOffset;
  const marks = markCount(token.image);
  const nameStart = start + marks;
  const end = endOf(token);
  spans.add(marks > maxMarks ? 'error' : 'marks', start, nameStart);
  const name = splitName(token.image.slice(marks));
  if (name === undefined) {
    spans.add('error', nameStart, end);
    return;
  }
  const dot = nameStart + name.dot;
  if (name.dot !== -1) {
    spans.add('actor', nameStart, dot);
    spans.add('punctuation', dot, dot + 1);
  }
  spans.add('action', name.dot === -1 ? nameStart : dot + 1, end);
}

const legalKey = /^\w[\w.]*$/;

function addKey({ image, startOffset: start }: Token, spans: Spans): void {
  const colon = start + image.length - 1;
  const key = image.slice(0, -1).replace(/[ \t\v\f]+$/, '');
  spans.add(legalKey.test(key) ? keyKind(key) : 'error', start, start + key.length);
  spans.add('punctuation', colon, colon + 1);
}

function keyKind(key: string): SpanKind {
  return /^job\./i.test(key) ? 'job-key' : 'key';
}

function addQuoted(token: Token, spans: Spans): void {
  const { close, end, open } = token.payload as Quoted;
  spans.addFilled('string', token.startOffset, open ? end : close);
  if (!open) spans.add('error', close, end);
}

const number = /^[+-]?\d[\d_]*(?:\.\d+)?(?:%|ms|[smhdw]|[kmgtp]i?b?|b)?$/i;
const boolean = /^(?:true|false)$/i;

function addBare(start: number, end: number, spans: Spans): void {
  const text = spans.text.slice(start, end);
  if (text.startsWith('`')) spans.add('error', start, end);
  else if (number.test(text)) spans.add('number', start, end);
  else if (boolean.test(text)) spans.add('boolean', start, end);
  else spans.addFilled('word', start, end);
}

/** Other characters that look empty are text. */
const inBrackets =
  /(?<=[ \t\v\f\r\n])\/\/[^\r\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[[\]{},:]|[^ \t\v\f\r\n[\]{},:]+/g;

/** A list or an object; a placeholder may look like one. */
function addBracket(token: Token, spans: Spans): void {
  const start = token.startOffset;
  const { close } = token.payload as Bracketed;
  const text = spans.text.slice(start, close);
  const held = placeholdersIn(text);
  let at = 0;
  for (const { 0: part, index } of text.matchAll(inBrackets)) {
    if (index < at) continue;
    while ((held[0]?.end ?? text.length) <= index) held.shift();
    const [next] = held;
    if (next?.start === index) {
      at = next.end;
      spans.add('placeholder', start + index, start + at);
      continue;
    }
    at = index + part.length;
    if (part.startsWith('//') && /[ \t\v\f\r\n]/.test(text.charAt(index - 1)))
      spans.add('comment', start + index, start + at);
    else if (/^(["']).*\1$/s.test(part)) spans.addFilled('string', start + index, start + at);
    else if (part.length === 1 && '[]{},:'.includes(part)) spans.add('punctuation', start + index, start + at);
    else addBare(start + index, start + at, spans);
  }
  addBare(close, endOf(token), spans);
}

function placeholdersIn(text: string): ClassifiedSpan[] {
  if (!mayHavePlaceholders(text)) return [];
  return splitPlaceholders(text).flatMap((piece) => {
    if (piece.kind === 'text') return [];
    const { start, raw } = piece;
    return [{ kind: piece.kind === 'broken' ? 'error' : 'placeholder', start, end: start + raw.length }];
  });
}

class Spans {
  readonly text: string;
  readonly all: ClassifiedSpan[] = [];

  constructor(text: string) {
    this.text = text;
  }

  add(kind: SpanKind, start: number, end: number): void {
    if (start < end) this.all.push({ kind, start, end });
  }

  /** Placeholders in it are spans of their own. */
  addFilled(kind: SpanKind, start: number, end: number): void {
    let at = start;
    for (const piece of placeholdersIn(this.text.slice(start, end))) {
      this.add(kind, at, start + piece.start);
      at = start + piece.end;
      this.add(piece.kind, start + piece.start, at);
    }
    this.add(kind, at, end);
  }
}
