// A word without a key that belongs to no param: most likely a value is missing, or quotes are.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Action } from '../script/ast.ts';
import { attributePrefix, findAttribute } from './attributes.ts';
import type { KnownAction } from './known-actions.ts';

export function surplusWord(
  text: string,
  span: Span,
  action: Action,
  { signature, positional }: KnownAction,
): Diagnostic {
  const name = `${signature.actor}.${signature.action}`;
  const problem = { code: 'HS0203', severity: 'error', span } as const;
  const isAttribute = text.startsWith(attributePrefix) && findAttribute(text.slice(attributePrefix.length));
  if (isAttribute || signature.params.some((param) => param.name === text)) {
    return { ...problem, message: `${text} has no value`, help: `write ${text}:true, or what it is to be` };
  }
  const broken = brokenValue(action, span);
  if (broken !== undefined) return { ...problem, message: `the word ${text} belongs to no param`, help: broken };
  if (positional === undefined) {
    const key = signature.params[0]?.name;
    const help = key === undefined ? 'leave it out' : `say which param it is, such as ${key}:${text}`;
    return { ...problem, message: `${name} takes no words without a key`, help };
  }
  const words = action.args.map((arg) => arg.text).join(' ');
  return { ...problem, message: `${name} takes one word without a key`, help: `quote them: ${positional}:'${words}'` };
}

/** A hint when the words go on behind a bare value on the same line: most likely the quotes were forgotten. */
function brokenValue(action: Action, { source, start }: Span): string | undefined {
  const before = action.params.filter(({ value }) => value.span.end <= start).at(-1);
  if (before?.value.form !== 'bare') return undefined;
  const { end } = before.value.span;
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
