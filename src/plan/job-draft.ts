// One action of a script becomes one job: its values filled in, its name and params checked against the catalogue.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { suggestNames } from '../diagnostics/suggest.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { ParamProblem } from '../records/signature.ts';
import { type Action, findParam, type Param } from '../script/ast.ts';
import type { AttributeValues } from './attribute-values.ts';
import { attributePrefix } from './attributes.ts';
import type { Compilation } from './compilation.ts';
import type { CompileContext } from './context.ts';
import type { JobDraft, LabelList, ParamReference } from './draft.ts';
import { valueSpan } from './item-span.ts';
import type { KnownAction } from './known-actions.ts';
import { paramDiagnostic } from './param-problem.ts';
import type { Scope } from './scope.ts';
import { findForeignSecrets, secretParamsHelp, writtenSecret } from './secret-checks.ts';
import { substitute } from './substitute.ts';
import { surplusWord } from './surplus-words.ts';
import type { Variables } from './variables.ts';

export function draftJob(action: Action, outermost: Action, scope: Scope, compilation: Compilation): JobDraft {
  const { variables } = compilation;
  const actor = action.actorSpan === undefined ? (scope.actor ?? action.actor) : action.actor;
  const found = compilation.known.expect(actor, action);
  const filling: Filling = {
    action,
    variables,
    known: found.ok ? found.known : undefined,
    findKeptSecret: compilation.context.findKeptSecret,
    params: {},
    count: 0,
    meant: new Set(),
    references: [],
    withSecrets: [],
    problems: [],
  };
  let own: AttributeValues | undefined;
  for (const param of action.params) {
    if (!param.key.startsWith(attributePrefix)) fill(filling, param.key, param.value.text, param.value.span);
    else {
      const values = readAttribute(filling, param, compilation);
      own = own === undefined ? values : { ...own, ...values };
    }
  }
  if (found.ok) checkParams(filling, actor, found.known, compilation);
  // An unknown actor is told where it is written.
  else if (actor === action.actor || found.problem.code !== 'HS0201') filling.problems.push(found.problem);

  const n = scope.section.jobs.length + 1;
  return {
    kind: 'job',
    n,
    label: own?.name ?? `#${n}`,
    labelSpan: own?.name === undefined ? undefined : spanOf(action, 'job.name'),
    frame: scope.frame,
    actor,
    action: action.action,
    params: filling.params,
    secrets: found.ok ? found.known.secrets : [],
    withSecrets: filling.withSecrets,
    attributes: scope.attributesOf(own),
    after: labelList(own, scope, compilation, action),
    references: filling.references,
    barrier: scope.barrier,
    unknown: !found.ok,
    written: action,
    outermost,
    problems: filling.problems,
  };
}

/** The params of one action while they are being filled in. */
interface Filling {
  action: Action;
  variables: Variables;
  /** Undefined: there is no such action. */
  known: KnownAction | undefined;
  findKeptSecret: CompileContext['findKeptSecret'];
  params: Record<string, string>;
  count: number;
  /** The param that was given as a word without a key. */
  positional?: { key: string; span: Span };
  /** Params of which a word without a key is told to be the value. */
  meant: Set<string>;
  references: ParamReference[];
  /** Params that refer to secrets. */
  withSecrets: string[];
  problems: Diagnostic[];
}

function fill(filling: Filling, key: string, text: string, span: Span): void {
  const { known, variables } = filling;
  const secrets = known?.takesSecrets.has(key) ?? true;
  const secretHelp = known && secretParamsHelp(known);
  const filled = substitute(text, span, variables, { raw: known?.raw.has(key) ?? false, secrets, secretHelp });
  for (const problem of filled.problems) filling.problems.push(problem);
  for (const reference of filled.references) filling.references.push({ ...reference, param: key });
  if (filled.secrets.length > 0) filling.withSecrets.push(key);
  if (known !== undefined) {
    const { references, problems } = filled;
    const isWritten = filled.text === text && references.length + filled.secrets.length + problems.length === 0;
    if (isWritten && text !== '' && known.secrets.includes(key)) {
      const kept = filling.findKeptSecret?.(known.signature.actor, text);
      filling.problems.push(writtenSecret(key, span, kept));
    }
    filling.problems.push(...findForeignSecrets(known, filled.secrets));
  }
  filling.count += 1;
  // Assigning to this one name would set the prototype.
  if (key === '__proto__') Object.defineProperty(filling.params, key, { value: filled.text, enumerable: true });
  else filling.params[key] = filled.text;
  const { length } = filled.text;
  // Three bytes are the most that a code unit can need.
  if (length * 3 > maxValueBytes && Buffer.byteLength(filled.text) > maxValueBytes) {
    const message = `the value of ${key} is longer than ${maxValueBytes} bytes`;
    const help = 'put it into a file and pass its path';
    filling.problems.push({ code: 'HS0016', severity: 'error', message, span, help });
  }
}

function readAttribute({ variables, problems }: Filling, param: Param, { attributes }: Compilation): AttributeValues {
  const { key, keySpan, value } = param;
  const filled = substitute(value.text, value.span, variables);
  const written = { name: key.slice(attributePrefix.length), text: filled.text, keySpan, valueSpan: valueSpan(param) };
  if (filled.problems.length + filled.references.length === 0) return attributes.read(written, 'action', problems);
  problems.push(...filled.problems, ...filled.references.map(({ placeholder, span }) => tooEarly(placeholder, span)));
  return {};
}

function checkParams(filling: Filling, actor: string, known: KnownAction, { context }: Compilation): void {
  const { action, params, problems } = filling;
  if (action.args.length > 0) placeArgs(filling, known);
  const found = context.catalogue.check(actor, action.action, params);
  for (const problem of found) {
    const { param } = problem;
    if (problem.kind === 'missing' && (filling.meant.has(param) || isMisspelt(param, found))) continue;
    // The value of a result is not known yet; it is checked when it is.
    const isOpen = problem.kind === 'type' || problem.kind === 'enum';
    if (isOpen && filling.references.some((reference) => reference.param === problem.param)) continue;
    if (isOpen && filling.withSecrets.includes(problem.param)) continue;
    const { positional } = filling;
    const word = positional?.key === problem.param ? positional.span : undefined;
    problems.push(paramDiagnostic(problem, action, word, known));
  }
  if (filling.count > maxParams) {
    const message = `an action has at most ${maxParams} params, this one has ${filling.count}`;
    const help = 'leave out the argument, or give the data in one value';
    problems.push({ code: 'HS0016', severity: 'error', message, span: action.headSpan, help });
  }
}

/** A param that is missing because its name is misspelt is told as that alone. */
function isMisspelt(missing: string, found: readonly ParamProblem[]): boolean {
  return found.some(({ kind, param }) => kind === 'unknown' && suggestNames(param, [missing]).length > 0);
}

/** The result of a job where the value is needed before any job runs. */
export function tooEarly(placeholder: string, span: Span): Diagnostic {
  return {
    code: 'HS0210',
    severity: 'error',
    message: `${placeholder} is not known before the run, and this value is needed then`,
    span,
    help: 'results can be used in the params of actions and in play.echo',
  };
}

function spanOf(action: Action, key: string): Span | undefined {
  const param = findParam(action, key);
  return param === undefined ? undefined : valueSpan(param);
}

/** The first word fills the one required text param, if that is not given; every other word is one too many. */
function placeArgs(filling: Filling, known: KnownAction): void {
  const { action, params, problems } = filling;
  const key = known.positional;
  let last: Diagnostic | undefined;
  for (const [index, arg] of action.args.entries()) {
    if (index === 0 && key !== undefined && !Object.hasOwn(params, key)) {
      fill(filling, key, arg.text, arg.span);
      filling.positional = { key, span: arg.span };
      continue;
    }
    const { problem, meant } = surplusWord(arg.text, arg.span, action, known);
    if (meant !== undefined) filling.meant.add(meant);
    // Words of one text that lacks its quotes are one mistake.
    if (last?.span !== undefined && last.help === problem.help) {
      last.span = { ...last.span, end: arg.span.end };
      if (last.message !== problem.message) last.message = 'these words belong to no param';
    } else {
      last = problem;
      problems.push(problem);
    }
  }
}

function labelList(
  own: AttributeValues | undefined,
  scope: Scope,
  { overrides }: Compilation,
  action: Action,
): LabelList | undefined {
  const isOwn = own?.after !== undefined && overrides.after === undefined;
  const labels = isOwn ? own.after : scope.after;
  return labels === undefined ? undefined : { labels, span: isOwn ? spanOf(action, 'job.after') : scope.afterSpan };
}
