// One directive of a script: its params read and checked, its effect on the scope, the session or the plan.

import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean, nearFix, suggestNames } from '../diagnostics/suggest.ts';
import { type Directive, type DirectiveAlias, directiveName } from '../directives/directive.ts';
import type { FoundDirective } from '../directives/registry.ts';
import type { Action, Param } from '../script/ast.ts';
import { normaliseName } from '../script/names.ts';
import { parseList } from '../script/values/list.ts';
import { type AttributeValues, findAttribute } from './attributes.ts';
import type { Compilation } from './compilation.ts';
import type { Barrier, LabelList, ParamReference } from './draft.ts';
import { findIgnoreProblem } from './ignore.ts';
import { itemSpan } from './item-span.ts';
import { tooEarly, valueSpan } from './job-draft.ts';
import { defineLimit } from './limit-draft.ts';
import { beginSchedule, endSchedule } from './schedule-draft.ts';
import type { Scope } from './scope.ts';
import { substitute } from './substitute.ts';
import type { Variables } from './variables.ts';

/** What is given for a param, filled in. */
interface Given {
  text: string;
  span: Span;
  references: ParamReference[];
}

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
  } else if (effect.kind === 'schedule') beginSchedule(given, action, problems.length > 0, scope, compilation);
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

function readParams(
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

function findName(directive: Directive, key: string): string | undefined {
  return directive.params.find(({ name, aliases }) => name === key || aliases?.includes(key))?.name;
}

function checkKeys(
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

function surplusWord(directive: Directive, span: Span, help: string): Diagnostic {
  const message = `a word without a key means nothing to ${directiveName(directive)} here`;
  return { code: 'HS0203', severity: 'error', message, span, help };
}

function exampleOf(directive: Directive): string {
  const [param] = directive.params;
  return `such as ${param?.name ?? 'key'}:${param?.example ?? 'value'}`;
}

function oldSpelling(directive: Directive, alias: DirectiveAlias, action: Action): Diagnostic {
  const name = directiveName(directive);
  const ignored = action.params.filter((param) => alias.ignored?.includes(param.key));
  return {
    code: 'HS0217',
    severity: 'warning',
    message: `old spelling of ${name}`,
    span: action.nameSpan,
    help: `write !!${name}${newParams(directive, alias, action)}`,
    fixes: [newSpelling(directive, name, action, ignored)],
    ...(ignored.length === 0 ? {} : { notes: ignored.map(({ key }) => `${key} has no effect any more`) }),
  };
}

/** The present name; a word without a key becomes the param it means, and what has no effect any more goes. */
function newSpelling(directive: Directive, name: string, action: Action, ignored: readonly Param[]): Fix {
  const [arg] = action.args;
  const [param] = directive.params;
  const { start, end } = action.nameSpan;
  const edits = [{ start, end, text: name }];
  if (arg !== undefined && param !== undefined) {
    edits.push({ start: arg.span.start, end: arg.span.start, text: `${param.name}:` });
  }
  for (const { keySpan, value } of ignored) {
    edits.push({ start: lineGap(keySpan), end: Math.max(value.span.end, keySpan.end), text: '' });
  }
  return { title: `write !!${name}`, safe: true, edits };
}

/** Where the white space before it begins, with the line break where it begins its line. */
function lineGap({ source, start }: Span): number {
  const written = source.text.slice(0, start).trimEnd();
  const line = source.lineStart(source.positionAt(start).line);
  if (written.length >= line) return written.length;
  return line - (source.text.slice(0, line).endsWith('\r\n') ? 2 : 1);
}

/** The params in their present names, as far as they are short enough for a hint. */
function newParams(directive: Directive, alias: DirectiveAlias, action: Action): string {
  const written = (span: Span) => span.source.text.slice(span.start, span.end);
  const params = action.params
    .filter((param) => !alias.ignored?.includes(param.key))
    .map((param) => `${findName(directive, param.key) ?? param.key}:${written(param.value.span)}`);
  const [arg] = action.args;
  const [first] = directive.params;
  if (arg !== undefined && first !== undefined) params.unshift(`${first.name}:${written(arg.span)}`);
  const text = params.map((param) => ` ${param}`).join('');
  return text.length > 60 || text.includes('\n') ? '' : text;
}
