// limit.define: from its params to a limit of the plan.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { normaliseName } from '../script/names.ts';
import { parseBytes } from '../script/values/size.ts';
import type { Compilation } from './compilation.ts';
import type { Given } from './directive-params.ts';
import type { PlannedLimit } from './plan.ts';

const kinds = ['actor', 'agent', 'source'] as const;
/** Jobs that a limit lets run at the most. */
const most = 1_000_000;

/** `nameSpan`: of the directive. */
export function defineLimit(given: ReadonlyMap<string, Given>, nameSpan: Span, compilation: Compilation): void {
  const { diagnostics, limits } = compilation;
  const before = diagnostics.length;
  const isAbsent = readState(given.get('state'), diagnostics);
  const targets = kinds.filter((kind) => given.has(kind));
  const bytes = given.get('max_bytes');
  const running = given.get('max_running');
  const [kind, ...others] = targets;
  const surplus = others[0] === undefined ? (kind !== undefined && bytes ? bytes : undefined) : given.get(others[0]);
  if (surplus !== undefined) {
    const help = 'write one limit.define for each';
    diagnostics.push(bad('a limit is about one thing', surplus.span, help, 'HS0203'));
  }
  if (kind === undefined && running !== undefined) {
    const help = 'add actor:NAME, agent:NAME or source:KEY';
    diagnostics.push(bad('max_running of what is not said', running.span, help, 'HS0204'));
  } else if (kind === undefined && bytes === undefined) {
    const help = 'add actor:NAME, agent:NAME or source:KEY with max_running:2, or max_bytes:10GB';
    diagnostics.push(bad('limit.define needs what it is about', nameSpan, help, 'HS0204'));
  } else if (kind !== undefined && running === undefined && !isAbsent) {
    diagnostics.push(bad('limit.define needs max_running', nameSpan, 'add max_running:2', 'HS0204'));
  }
  const max = readMax(kind === undefined ? bytes : running, kind !== undefined, diagnostics);
  const target = kind === undefined ? undefined : given.get(kind);
  const name = kind === undefined || target === undefined ? '' : readName(kind, target, compilation);
  if (diagnostics.length > before) return;
  const { source, start } = nameSpan;
  const place = { file: source.name, line: source.positionAt(start).line };
  const limit: PlannedLimit = { kind: kind ?? 'store', name, max: isAbsent ? null : max, ...place };
  limits.push(limit);
}

function readState(state: Given | undefined, diagnostics: Diagnostic[]): boolean {
  if (state === undefined || state.text === 'present') return false;
  if (state.text !== 'absent') {
    diagnostics.push(bad(`${state.text} is no state`, state.span, 'it is present or absent', 'HS0206'));
  }
  return true;
}

function readMax(value: Given | undefined, isCount: boolean, diagnostics: Diagnostic[]): number {
  if (value === undefined) return 0;
  if (isCount) {
    if (/^\d+$/.test(value.text) && Number(value.text) <= most) return Number(value.text);
    const help = `it is a whole number from 0 to ${most}`;
    diagnostics.push(bad(`${value.text} is no number of jobs`, value.span, help, 'HS0205'));
    return 0;
  }
  const bytes = parseBytes(value.text);
  if (bytes.ok && bytes.value > 0) return bytes.value;
  diagnostics.push(bad(`${value.text} is no amount of storage`, value.span, 'such as 512MB or 10GB', 'HS0205'));
  return 0;
}

/** As it is kept; `me` stays, since who asks is known later. */
function readName(kind: (typeof kinds)[number], { text, span }: Given, compilation: Compilation): string {
  const { known, context, diagnostics } = compilation;
  if (kind === 'actor') {
    const actor = normaliseName(text);
    const problem = known.findActorProblem(actor, span);
    if (problem !== undefined) diagnostics.push(problem);
    return actor;
  }
  if (kind === 'source') {
    if (text === 'me' || /^[0-9a-f]{64}$/.test(text)) return text;
    diagnostics.push(bad(`${text} is no public key`, span, 'it has 64 hex digits; me is your own', 'HS0205'));
    return text;
  }
  const key = context.resolveAgent(text);
  if (key !== undefined) return key;
  const help = 'name it as hero agent ls does, or by its public key';
  diagnostics.push(bad(`there is no agent ${text}`, span, help, 'HS0205'));
  return text;
}

function bad(message: string, span: Span, help: string, code: Diagnostic['code']): Diagnostic {
  return { code, severity: 'error', message, span, help };
}
