// `hero check --compat herolib`: where herolib reads something else in a script. It is not guessed from the spelling:
// the text is read in herolib's way, and what differs from what we read is told, with the likely cause.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source, Span } from '../../diagnostics/source.ts';
import type { Action, Param, Script } from '../ast.ts';
import { causeInAction, causeOfValue, isInside } from './causes.ts';
import { type FindFix, fixesOf } from './fixes.ts';
import { type HerolibAction, type HerolibRejection, readAsHerolib } from './herolib.ts';
import { messages } from './messages.ts';

/** In the order of the text. Nothing is said of what is an error here too. */
export function checkHerolib(script: Script): Diagnostic[] {
  const { source } = script;
  const text = source.isMarked ? `\ufeff${source.text}` : source.text;
  const theirs = new Map(readAsHerolib(text).map((action) => [action.line, action]));
  const errors = script.diagnostics.flatMap(({ severity, span }) =>
    severity === 'error' && span !== undefined ? [span.start] : [],
  );
  const found: Diagnostic[] = [];
  const whole: Action[] = [];
  for (const [index, action] of script.actions.entries()) {
    const { line } = source.positionAt(action.span.start);
    const other = theirs.get(line);
    theirs.delete(line);
    found.push(...customs(action));
    const end = script.actions[index + 1]?.span.start ?? source.text.length;
    const isBroken = errors.some((at) => action.span.start <= at && at < end);
    if (isBroken) continue;
    whole.push(action);
    const isHidden = other === undefined && line === 1 && text.startsWith('\ufeff');
    found.push(...(isHidden ? [{ ...messages.hiddenByMark(), span: action.nameSpan }] : compare(action, other)));
  }
  // One by one: there can be more than a call takes.
  for (const one of surplus(script, errors, [...theirs.values()])) found.push(one);
  const fixOf = fixesOf(source, whole, script.actions);
  return withoutRepeats(found)
    .map((told) => withFix(told, fixOf))
    .sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

function withFix(told: Diagnostic, fixOf: FindFix): Diagnostic {
  const fix = told.span === undefined ? undefined : fixOf(told.span);
  return fix === undefined ? told : { ...told, fixes: [fix] };
}

/** What other readers do with these spellings, wherever they stand. */
function customs({ params, args }: Action): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { key, keySpan, value } of params) {
    if (key === 'id') found.push({ ...messages.idIsRemoved(), span: keySpan });
    if (isDoubleQuoted(value.span)) found.push({ ...messages.doubleQuotes(), span: value.span });
  }
  for (const { span } of args) if (isDoubleQuoted(span)) found.push({ ...messages.doubleQuotes(), span });
  return found;
}

function isDoubleQuoted({ source, start }: Span): boolean {
  return source.text.startsWith('"', start);
}

function compare(action: Action, other: HerolibAction | HerolibRejection | undefined): Diagnostic[] {
  if (other === undefined) return [{ ...messages.notRead(), span: action.nameSpan }];
  if ('rejected' in other) {
    const cause = causeInAction(action);
    const message = messages.rejected(other.character ?? '', action.params.length + action.args.length > 0);
    if (cause === undefined) return [{ ...message, span: action.nameSpan }];
    return [{ ...cause.message, span: cause.span, notes: [message.message] }];
  }
  const found: Diagnostic[] = [];
  if (other.type !== action.type || other.actor !== action.actor || other.action !== action.action) {
    found.push({ ...messages.otherName(`${other.actor}.${other.action}`), span: action.nameSpan });
  }
  const { params, args } = other.read;
  for (const param of action.params) {
    // Told by `customs`.
    if (param.key === 'id') continue;
    const theirs = params.get(param.key)?.value;
    if (theirs !== param.value.text) found.push(...differs(action, param, theirs));
  }
  for (const [key, { value }] of params) {
    if (action.params.some((param) => param.key === key)) continue;
    const cause = causeInAction(action);
    const message = messages.surplusParam(key, value);
    found.push(
      cause === undefined
        ? { ...message, span: action.nameSpan }
        : { ...cause.message, span: cause.span, notes: [message.message] },
    );
  }
  const strange = action.args.find(({ text }, index) => args[index] !== text);
  if (strange !== undefined) found.push({ ...messages.otherArg(), span: strange.span });
  else if (args.length > action.args.length && found.length === 0) {
    found.push({ ...messages.surplusArg(args.at(-1) ?? ''), span: action.nameSpan });
  }
  return found;
}

function differs(action: Action, param: Param, theirs: string | undefined): Diagnostic[] {
  const reads = theirs === undefined ? messages.lost(param.key) : messages.otherValue(param.key, theirs);
  const cause = causeOfValue(action, param, theirs);
  if (cause === undefined) return [{ ...reads, span: param.value.span }];
  return [{ ...cause.message, span: cause.span, notes: [reads.message] }];
}

/** Lines that only herolib takes for the beginning of an action. */
function surplus(
  { source, actions }: Script,
  errors: readonly number[],
  theirs: (HerolibAction | HerolibRejection)[],
): Diagnostic[] {
  const broken = new Set(errors.map((at) => source.positionAt(at).line));
  return theirs
    .filter(({ line }) => !broken.has(line))
    .map(({ line }) => {
      const span = lineSpan(source, line);
      const inside = actions.some((action) => isInside(action, span.start));
      return { ...(inside ? messages.actionInString() : messages.onlyThere()), span };
    });
}

function lineSpan(source: Source, line: number): Span {
  const text = source.lineText(line);
  const start = source.lineStart(line);
  return { source, start: start + (/^\s*/.exec(text)?.[0].length ?? 0), end: start + text.trimEnd().length };
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.code} ${diagnostic.span?.start}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, diagnostic);
    else seen.set(key, { ...before, notes: [...new Set([...(before.notes ?? []), ...(diagnostic.notes ?? [])])] });
  }
  return [...seen.values()];
}
