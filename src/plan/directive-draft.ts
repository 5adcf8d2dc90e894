// One directive of a script: its params read and checked, its effect on the scope, the session or the plan.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Directive } from '../directives/directive.ts';
import type { FoundDirective } from '../directives/registry.ts';
import type { Action } from '../script/ast.ts';
import { normaliseName } from '../script/names.ts';
import { parseList } from '../script/values/list.ts';
import type { AttributeValues } from './attribute-values.ts';
import type { Compilation } from './compilation.ts';
import { checkKeys, type Given, readParams, surplusWord } from './directive-params.ts';
import type { Barrier, LabelList } from './draft.ts';
import { findIgnoreProblem } from './ignore.ts';
import { itemSpan, valueSpan } from './item-span.ts';
import { tooEarly } from './job-draft.ts';
import { defineLimit } from './limit-draft.ts';
import { oldSpelling } from './old-spelling.ts';
import { beginSchedule, endSchedule } from './schedule-draft.ts';
import type { Scope } from './scope.ts';
import { substitute } from './substitute.ts';

/** Applies the directive; what is wrong with it goes to the compilation. */
export function applyDirective(
  found: FoundDirective,
  action: Action,
  outermost: Action,
  scope: Scope,
  compilation: Compilation,
): void {
  const { directive, alias } = found;
  const { diagnostics } = compilation;
  if (alias?.old === true) diagnostics.push(oldSpelling(directive, alias, action));
  const { effect } = directive;
  if (effect.kind === 'include') {
    checkKeys(directive, alias, action, diagnostics);
    return;
  }
  if (effect.kind === 'defaults') {
    setDefaults(directive, action, scope, compilation);
    return;
  }

  const problems: Diagnostic[] = [];
  const given = readParams(directive, alias, action, compilation.variables, problems);
  if (effect.kind === 'echo') {
    const content = given.get(effect.param);
    scope.section.drafts.push({
      kind: 'echo',
      text: content?.text ?? '',
      frame: scope.frame,
      references: content?.references ?? [],
      barrier: scope.barrier,
      written: action,
      outermost,
      problems,
    });
    return;
  }
  for (const [name, { references }] of given) {
    for (const { placeholder, span } of references) problems.push(tooEarly(placeholder, span));
    if (references.length > 0) given.delete(name);
  }
  diagnostics.push(...problems);
  if (effect.kind === 'select') select(effect, given, scope, compilation);
  else if (effect.kind === 'actor') selectActor(effect.param, given, scope, compilation);
  else if (effect.kind === 'variable') setVariable(effect, given, compilation);
  else if (effect.kind === 'limit') {
    // What is missing may only be misspelt.
    if (problems.length === 0) defineLimit(given, action.nameSpan, compilation);
  } else if (effect.kind === 'schedule') beginSchedule(given, action, scope, compilation);
  else if (effect.kind === 'schedule_end') endSchedule(action, scope, compilation);
  else if (effect.kind === 'lint') checkLint(effect.param, given, compilation);
  else setBarrier(effect.param, given, scope, compilation);
}

function select(
  { attribute, param }: Extract<Directive['effect'], { kind: 'select' }>,
  given: ReadonlyMap<string, Given>,
  scope: Scope,
  { attributes, diagnostics }: Compilation,
): void {
  const value = given.get(param);
  if (value === undefined) return;
  const written = { name: attribute, text: value.text, valueSpan: value.span };
  const before = diagnostics.length;
  const values = attributes.read(written, 'defaults', diagnostics);
  if (diagnostics.length === before) scope.select(attribute, values);
}

function selectActor(
  param: string,
  given: ReadonlyMap<string, Given>,
  scope: Scope,
  { known, diagnostics }: Compilation,
): void {
  const value = given.get(param);
  if (value === undefined) return;
  const actor = normaliseName(value.text);
  const problem = known.findActorProblem(actor, value.span);
  if (problem !== undefined) diagnostics.push(problem);
  scope.actor = actor;
}

function setVariable(
  effect: Extract<Directive['effect'], { kind: 'variable' }>,
  given: ReadonlyMap<string, Given>,
  { diagnostics, variables }: Compilation,
): void {
  const [key, value] = [given.get(effect.key), given.get(effect.value)];
  if (key === undefined || value === undefined) return;
  if (/^\w+$/.test(key.text)) {
    variables.set(key.text, value.text, effect.once);
    return;
  }
  diagnostics.push({
    code: 'HS0205',
    severity: 'error',
    message: `"${key.text}" is no name of a variable`,
    span: key.span,
    help: 'a name is made of letters, digits and _',
  });
}

/** What it leaves out is left out when all problems are known. */
function checkLint(param: string, given: ReadonlyMap<string, Given>, { diagnostics }: Compilation): void {
  const value = given.get(param);
  const names = value === undefined ? undefined : parseList(value.text);
  if (value === undefined || names?.ok !== true) return;
  for (const name of names.value) {
    const problem = findIgnoreProblem(name, itemSpan(value.span, name));
    if (problem !== undefined) diagnostics.push(problem);
  }
}

function setBarrier(param: string, given: ReadonlyMap<string, Given>, scope: Scope, compilation: Compilation): void {
  const value = given.get(param);
  let named: LabelList | undefined;
  if (value !== undefined) {
    const labels = parseList(value.text);
    if (labels.ok) named = { labels: labels.value, span: value.span };
  }
  const barrier: Barrier = {
    kind: 'barrier',
    frame: scope.frame,
    for: named,
    outer: scope.barrier,
    problems: compilation.diagnostics,
  };
  scope.barrier = barrier;
  scope.section.drafts.push(barrier);
}

function setDefaults(directive: Directive, action: Action, scope: Scope, compilation: Compilation): void {
  const { diagnostics, attributes, variables } = compilation;
  const values: AttributeValues = {};
  let afterSpan: Span | undefined;
  for (const param of action.params) {
    if (param.key === 'after') afterSpan = valueSpan(param);
    const filled = substitute(param.value.text, param.value.span, variables);
    const problems = [...filled.problems, ...filled.references.map((one) => tooEarly(one.placeholder, one.span))];
    diagnostics.push(...problems);
    if (problems.length > 0) continue;
    const written = { name: param.key, text: filled.text, keySpan: param.keySpan, valueSpan: valueSpan(param) };
    Object.assign(values, attributes.read(written, 'defaults', diagnostics));
  }
  for (const arg of action.args) diagnostics.push(surplusWord(directive, arg.span, `such as retry:1`));
  scope.setDefaults(values, afterSpan);
}
