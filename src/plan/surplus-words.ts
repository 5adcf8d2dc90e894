// A word without a key that belongs to no param: most likely a value is missing, or quotes are.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { type Action, findParam } from '../script/ast.ts';
import { quoted } from '../script/quoting.ts';
import { attributePrefix, findAttribute } from './attributes.ts';
import type { KnownAction } from './known-actions.ts';

export interface SurplusWord {
  problem: Diagnostic;
  /** The param whose value it most likely is. */
  meant?: string | undefined;
}

export function surplusWord(
  text: string,
  span: Span,
  action: Action,
  { signature, positional }: KnownAction,
): SurplusWord {
  const name = `${signature.actor}.${signature.action}`;
  const problem = { code: 'HS0203', severity: 'error', span } as const;
  const isAttribute = text.startsWith(attributePrefix) && findAttribute(text.slice(attributePrefix.length));
  if (isAttribute || signature.params.some((param) => param.name === text)) {
    const help = `write ${text}:true, or what it is to be`;
    return { problem: { ...problem, message: `${text} has no value`, help } };
  }
  const broken = brokenValue(action, span);
  if (broken !== undefined) {
    return { problem: { ...problem, message: `the word ${text} belongs to no param`, help: broken } };
  }
  if (positional === undefined || findParam(action, positional) !== undefined) {
    const meant = likelyParam(action, signature);
    const said = quotedIfNeeded(action.args[0]?.text ?? text);
    const help = meant === undefined ? 'leave it out' : `say which param it is, such as ${meant}:${said}`;
    const message =
      positional === undefined ? `${name} takes no words without a key` : `${name} takes no word beside ${positional}`;
    return { problem: { ...problem, message, help }, meant };
  }
  const words = action.args.map((arg) => arg.text).join(' ');
  const help = `quote them: ${positional}:${quoted(words)}`;
  return { problem: { ...problem, message: `${name} takes one word without a key`, help } };
}

/** The param that a word without a key is most likely the value of: one that is not given, rather one that must be. */
function likelyParam(action: Action, { params }: KnownAction['signature']): string | undefined {
  const missing = params.filter(({ name }) => findParam(action, name) === undefined);
  return (missing.find(({ required }) => required) ?? missing[0])?.name;
}

function quotedIfNeeded(text: string): string {
  return /^[\w.+-]+$/.test(text) ? text : quoted(text);
}

/** A hint when the words go on behind a bare value on the same line: most likely the quotes were forgotten. */
function brokenValue(action: Action, { source, start }: Span): string | undefined {
  const before = action.params.filter(({ value }) => value.span.end <= start).at(-1);
  if (before?.value.form !== 'bare') return undefined;
  const { end } = before.value.span;
  if (/^[|>][+-]?$/.test(before.value.text)) return `put the lines in quotes that begin behind ${before.key}:`;
  if (source.text.slice(end, start).includes('\n')) return undefined;
  const next = action.params.find(({ keySpan }) => keySpan.start > start);
  const words = action.args.filter(
    ({ span }) => span.start > end && (next === undefined || span.end < next.keySpan.start),
  );
  const value = [before.value.text, ...words.map((word) => word.text)].join(' ');
  return value.length > 60
    ? 'quote a value with blanks in it'
    : `quote a value with blanks in it: ${before.key}:'${value}'`;
}
