// The params of a directive: filled in, found by their names and old names, and what is missing or too much.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean, nearFix, suggestNames } from '../diagnostics/suggest.ts';
import { type Directive, type DirectiveAlias, directiveName } from '../directives/directive.ts';
import type { Action } from '../script/ast.ts';
import { findAttribute } from './attributes.ts';
import type { ParamReference } from './draft.ts';
import { valueSpan } from './item-span.ts';
import { substitute } from './substitute.ts';
import type { Variables } from './variables.ts';

/** What is given for a param, filled in. */
export interface Given {
  text: string;
  span: Span;
  references: ParamReference[];
}

/** By the name of the param, whichever of its names was written. */
export function readParams(
  directive: Directive,
  alias: DirectiveAlias | undefined,
  action: Action,
  variables: Variables,
  problems: Diagnostic[],
): Map<string, Given> {
  checkKeys(directive, alias, action, problems);
  const given = new Map<string, Given>();
  const named = new Set<string>();
  const fill = (name: string, text: string, written: Span, span: Span) => {
    const filled = substitute(text, written, variables);
    named.add(name);
    problems.push(...filled.problems);
    if (filled.problems.length > 0) return;
    const references = filled.references.map((reference) => ({ ...reference, param: name }));
    given.set(name, { text: filled.text, span, references });
  };
  for (const param of action.params) {
    const name = findName(directive, param.key);
    if (name === undefined) continue;
    if (named.has(name)) {
      const message = `${name} is given twice`;
      problems.push({ code: 'HS0008', severity: 'error', message, span: param.keySpan, help: 'leave one out' });
      continue;
    }
    fill(name, param.value.text, param.value.span, valueSpan(param));
  }
  const required = directive.params.filter((param) => param.required);
  const [only] = required;
  for (const [index, arg] of action.args.entries()) {
    if (index === 0 && required.length === 1 && only !== undefined && !named.has(only.name)) {
      fill(only.name, arg.text, arg.span, arg.span);
    } else problems.push(surplusWord(directive, arg.span, exampleOf(directive)));
  }
  const unknown = action.params.map(({ key }) => key).filter((key) => findName(directive, key) === undefined);
  for (const param of required) {
    // One whose name is misspelt is told as that alone.
    if (named.has(param.name) || unknown.some((key) => suggestNames(key, [param.name]).length > 0)) continue;
    problems.push({
      code: 'HS0204',
      severity: 'error',
      message: `${directiveName(directive)} needs ${param.name}`,
      span: action.nameSpan,
      help: `add ${param.name}:${param.example ?? '...'}`,
    });
  }
  return given;
}

export function findName(directive: Directive, key: string): string | undefined {
  return directive.params.find(({ name, aliases }) => name === key || aliases?.includes(key))?.name;
}

export function checkKeys(
  directive: Directive,
  alias: DirectiveAlias | undefined,
  action: Action,
  problems: Diagnostic[],
): void {
  const name = directiveName(directive);
  const known = directive.params.map((param) => param.name);
  for (const { key, keySpan } of action.params) {
    if (findName(directive, key) !== undefined || alias?.ignored?.includes(key)) continue;
    const isAttribute = key.startsWith('job.') && findAttribute(key.slice(4)) !== undefined;
    problems.push({
      code: 'HS0203',
      severity: 'error',
      message: isAttribute ? `${name} is no job, so ${key} means nothing here` : `${name} has no param ${key}`,
      span: keySpan,
      help: didYouMean(key, known) ?? (known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`),
      ...nearFix(keySpan, suggestNames(key, known)),
    });
  }
}

export function surplusWord(directive: Directive, span: Span, help: string): Diagnostic {
  const message = `a word without a key means nothing to ${directiveName(directive)} here`;
  return { code: 'HS0203', severity: 'error', message, span, help };
}

function exampleOf(directive: Directive): string {
  const [param] = directive.params;
  return `such as ${param?.name ?? 'key'}:${param?.example ?? 'value'}`;
}
