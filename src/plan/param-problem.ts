// What is wrong with a param of an action, as a diagnostic: its place, what to write instead, and a fix.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean, nearFix, suggestNames } from '../diagnostics/suggest.ts';
import type { ParamProblem } from '../records/signature.ts';
import { type Action, findParam } from '../script/ast.ts';
import { findAttribute } from './attributes.ts';
import { valueSpan } from './item-span.ts';
import type { KnownAction } from './known-actions.ts';

const codeOf = { unknown: 'HS0203', missing: 'HS0204', type: 'HS0205', enum: 'HS0206' } as const;

/** `word`: the span of the value, where it was given without its key. */
export function paramDiagnostic(
  problem: ParamProblem,
  action: Action,
  word: Span | undefined,
  { signature }: KnownAction,
): Diagnostic {
  const { kind, param, message } = problem;
  const written = findParam(action, param);
  let span = word;
  if (written !== undefined) span = kind === 'unknown' ? written.keySpan : valueSpan(written);
  const help = problem.help ?? helpOf(problem, signature.params);
  return {
    code: codeOf[kind],
    severity: 'error',
    message,
    span: span ?? action.nameSpan,
    ...(help === undefined ? {} : { help }),
    ...fixOf(problem, signature.params, span, action),
  };
}

/** A name that is near, or the param that is missing with a value to begin with. */
function fixOf(
  { kind, param }: ParamProblem,
  params: KnownAction['signature']['params'],
  span: Span | undefined,
  { headSpan }: Action,
): Pick<Diagnostic, 'fixes'> {
  const names = params.map(({ name }) => name);
  if (kind === 'unknown') return nearFix(span, suggestNames(param, names));
  const signature = params.find(({ name }) => name === param);
  if (kind !== 'missing' || signature === undefined) return {};
  const text = ` ${param}:${signature.example ?? signature.default ?? "''"}`;
  return { fixes: [{ title: `add${text}`, safe: false, edits: [{ start: headSpan.end, end: headSpan.end, text }] }] };
}

function helpOf({ kind, param }: ParamProblem, params: KnownAction['signature']['params']): string | undefined {
  const signature = params.find(({ name }) => name === param);
  if (kind === 'unknown') {
    const near = didYouMean(
      param,
      params.map(({ name }) => name),
    );
    if (near !== undefined) return near;
    if (findAttribute(param) !== undefined) return `the attribute of the job is job.${param}`;
    return params.length === 0 ? 'it has none' : `it has ${params.map(({ name }) => name).join(', ')}`;
  }
  if (signature === undefined) return undefined;
  if (kind === 'missing') return `add ${param}:${signature.example ?? signature.default ?? '...'}`;
  if (kind === 'enum') return signature.enum === undefined ? undefined : `one of ${signature.enum.join(', ')}`;
  return signature.example === undefined ? undefined : `such as ${param}:${signature.example}`;
}
