// One action of a script becomes one job: its values filled in, its name and params checked against the catalogue.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { ParamProblem } from '../records/signature.ts';
import type { Action, Param } from '../script/ast.ts';
import { type AttributeValues, type FullAttributes, findAttribute } from './attributes.ts';
import type { Compilation } from './compilation.ts';
import type { JobDraft, LabelList, ParamReference } from './draft.ts';
import type { KnownAction } from './known-actions.ts';
import type { JobAttributes } from './plan.ts';
import type { Scope } from './scope.ts';

const attributePrefix = 'job.';

export function draftJob(action: Action, outermost: Action, scope: Scope, compilation: Compilation): JobDraft {
  const problems: Diagnostic[] = [];
  const references: ParamReference[] = [];
  const params: [string, string][] = [];
  const places = new Map<string, Span>();
  const own: AttributeValues = {};
  let nameParam: Param | undefined;
  let afterParam: Param | undefined;

  for (const param of action.params) {
    const { key, value } = param;
    const filled = scope.variables.substitute(value.text, value.span);
    problems.push(...filled.problems);
    if (!key.startsWith(attributePrefix)) {
      params.push([key, filled.text]);
      places.set(key, value.span);
      for (const reference of filled.references) references.push({ ...reference, param: key });
      continue;
    }
    const name = key.slice(attributePrefix.length);
    if (name === 'name') nameParam = param;
    if (name === 'after') afterParam = param;
    const [reference] = filled.references;
    if (reference !== undefined) problems.push(tooEarly(reference.placeholder, reference.span));
    if (filled.problems.length > 0 || reference !== undefined) continue;
    const written = { name, text: filled.text, keySpan: param.keySpan, valueSpan: valueSpan(param) };
    Object.assign(own, compilation.attributes.read(written, 'action', problems));
  }

  const actor = action.actorSpan === undefined ? (scope.actor ?? action.actor) : action.actor;
  const spans = { actor: action.actorSpan, action: action.actionSpan };
  const known = compilation.known.expect(actor, action.action, spans);
  let secrets: string[] = [];
  if (known.ok) {
    secrets = known.known.secrets;
    placeArgs(action, known.known, scope, { params, places, references, problems });
  } else problems.push(known.problem);

  const all = Object.fromEntries(params);
  if (known.ok) {
    const wrong = compilation.context.catalogue.check(actor, action.action, all);
    for (const problem of wrong) {
      // The value of a result is not known yet; it is checked when it is.
      const open = problem.kind === 'type' || problem.kind === 'enum';
      if (open && references.some((reference) => reference.param === problem.param)) continue;
      problems.push(paramDiagnostic(problem, action, known.known, places));
    }
  }
  checkSize(action, params, places, problems);

  compilation.jobs += 1;
  const n = compilation.jobs;
  const values = { ...scope.attributes, ...own, ...compilation.overrides };
  return {
    kind: 'job',
    n,
    label: values.name ?? `#${n}`,
    labelSpan: nameParam?.value.span,
    frame: scope.frame,
    actor,
    action: action.action,
    params: all,
    secrets,
    attributes: jobAttributes(values),
    after: labelList(values, own, afterParam),
    references,
    barrier: scope.barrier,
    unknown: !known.ok,
    written: action,
    outermost,
    problems,
  };
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

/** What a diagnostic about a value points at: the whole param when the value has no characters. */
export function valueSpan(param: Param): Span {
  const { span } = param.value;
  return span.end > span.start ? span : param.keySpan;
}

interface Gathered {
  params: [string, string][];
  places: Map<string, Span>;
  references: ParamReference[];
  problems: Diagnostic[];
}

/** The first word fills the one required text param, if that is not given; every other word is one too many. */
function placeArgs(action: Action, known: KnownAction, scope: Scope, gathered: Gathered): void {
  for (const [index, arg] of action.args.entries()) {
    const key = known.positional;
    if (index === 0 && key !== undefined && !gathered.places.has(key)) {
      const filled = scope.variables.substitute(arg.text, arg.span);
      gathered.problems.push(...filled.problems);
      gathered.params.push([key, filled.text]);
      gathered.places.set(key, arg.span);
      for (const reference of filled.references) gathered.references.push({ ...reference, param: key });
      continue;
    }
    gathered.problems.push(surplusArg(arg.text, arg.span, action, known));
  }
}

function surplusArg(text: string, span: Span, action: Action, { signature, positional }: KnownAction): Diagnostic {
  const name = `${signature.actor}.${signature.action}`;
  const problem = { code: 'HS0203', severity: 'error', span } as const;
  const isAttribute = text.startsWith(attributePrefix) && findAttribute(text.slice(attributePrefix.length));
  if (isAttribute || signature.params.some((param) => param.name === text)) {
    return { ...problem, message: `${text} has no value`, help: `write ${text}:true, or what it is to be` };
  }
  if (positional === undefined) {
    const key = signature.params[0]?.name;
    const help = key === undefined ? 'leave it out' : `say which param it is, such as ${key}:${text}`;
    return { ...problem, message: `${name} takes no words without a key`, help };
  }
  const words = action.args.map((arg) => arg.text).join(' ');
  return { ...problem, message: `${name} takes one word without a key`, help: `quote them: ${positional}:'${words}'` };
}

const codeOf = { unknown: 'HS0203', missing: 'HS0204', type: 'HS0205', enum: 'HS0206' } as const;

function paramDiagnostic(
  problem: ParamProblem,
  action: Action,
  { signature }: KnownAction,
  places: ReadonlyMap<string, Span>,
): Diagnostic {
  const { kind, param, message } = problem;
  const written = action.params.find(({ key }) => key === param);
  const span = kind === 'unknown' ? written?.keySpan : written === undefined ? places.get(param) : valueSpan(written);
  const help = problem.help ?? helpOf(problem, signature.params);
  return {
    code: codeOf[kind],
    severity: 'error',
    message,
    span: span ?? action.headSpan,
    ...(help === undefined ? {} : { help }),
  };
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

function checkSize(
  action: Action,
  params: readonly [string, string][],
  places: ReadonlyMap<string, Span>,
  problems: Diagnostic[],
): void {
  if (params.length > maxParams) {
    const message = `an action has at most ${maxParams} params, this one has ${params.length}`;
    problems.push({ code: 'HS0016', severity: 'error', message, span: action.headSpan });
  }
  for (const [key, text] of params) {
    // Three bytes are the most that a code unit can need.
    if (text.length * 3 <= maxValueBytes || Buffer.byteLength(text) <= maxValueBytes) continue;
    const span = places.get(key) ?? action.headSpan;
    const message = `the value of ${key} is longer than ${maxValueBytes} bytes`;
    problems.push({ code: 'HS0016', severity: 'error', message, span, help: 'put it into a file and pass its path' });
  }
}

function labelList(values: AttributeValues, own: AttributeValues, param: Param | undefined): LabelList | undefined {
  if (values.after === undefined) return undefined;
  const isOwn = values.after === own.after;
  return { labels: values.after, span: isOwn && param !== undefined ? valueSpan(param) : undefined };
}

function jobAttributes({ name: _, after: __, ...attributes }: FullAttributes): JobAttributes {
  return attributes;
}
