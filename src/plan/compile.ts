// From loaded scripts to a plan. Everything that is wrong with them is said at once; the plan is whole only without errors.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { type FoundDirective, findDirective } from '../directives/registry.ts';
import { type Action, type LoadedScript, scriptsIn } from '../script/ast.ts';
import { Compilation } from './compilation.ts';
import type { CompileContext } from './context.ts';
import { applyDirective } from './directive-draft.ts';
import type { FileFrame, JobDraft } from './draft.ts';
import { draftJob } from './job-draft.ts';
import { findKeyProblems } from './keys.ts';
import { orderDrafts } from './order.ts';
import type { Plan } from './plan.ts';
import { planSchedules } from './schedule-draft.ts';
import { Scope } from './scope.ts';
import { selectDrafts } from './select.ts';

/** The scripts run one after the other, as if they were one; what a directive sets ends with its file. */
export function compilePlan(
  scripts: readonly LoadedScript[],
  context: CompileContext,
): { plan: Plan; diagnostics: Diagnostic[] } {
  const compilation = new Compilation(context);
  for (const script of scripts) {
    const scope = new Scope({ labels: new Map() }, compilation.main, compilation.base, compilation.overrides);
    compileItems(script, scope, undefined, compilation);
  }
  const order = orderDrafts(compilation.main.drafts, compilation.main.jobs);
  const selection = selectDrafts(compilation.main.drafts, order, context);
  const { circle, context: name } = { ...compilation.base, ...selection.jobs[0]?.attributes };
  const plan = {
    steps: selection.steps,
    jobs: selection.jobs,
    limits: compilation.limits,
    schedules: planSchedules(compilation),
    circle,
    context: name,
    files: scripts.map(({ script }) => script.source.name),
  };
  const keys = findKeyProblems(plan.jobs, plan.schedules);
  const diagnostics = [...compilation.diagnostics, ...order.diagnostics, ...selection.diagnostics, ...keys];
  return { plan, diagnostics: inScriptOrder(diagnostics, scripts) };
}

function compileItems(
  { items }: LoadedScript,
  scope: Scope,
  outermost: Action | undefined,
  compilation: Compilation,
): void {
  for (const item of items) {
    const { action } = item;
    const outer = outermost ?? action;
    if (item.kind === 'include') {
      const found = findDirective(action.actor, action.action);
      if (found !== undefined) applyDirective(found, action, outer, scope, compilation);
      for (const script of item.scripts) {
        const frame: FileFrame = { includedBy: scope.frame, labels: new Map() };
        compileItems(script, scope.included(frame), outer, compilation);
      }
      continue;
    }
    if (action.type !== 'sal') {
      compilation.diagnostics.push(notRun(action));
      continue;
    }
    const found = findBuiltIn(action, compilation);
    if (found !== undefined) {
      applyDirective(found, action, outer, scope, compilation);
      continue;
    }
    const draft = draftJob(action, outer, scope, compilation);
    if (draft.labelSpan !== undefined) claimLabel(draft, draft.labelSpan);
    scope.section.jobs.push(draft);
    scope.section.drafts.push(draft);
  }
}

/** An action of the same name goes before another spelling of a directive, never before the directive itself. */
function findBuiltIn(action: Action, { known }: Compilation): FoundDirective | undefined {
  const found = findDirective(action.actor, action.action);
  if (found?.alias !== undefined && known.has(action.actor, action.action)) return undefined;
  return found;
}

/** Flags first, then by file in the order of the run, then by place. */
function inScriptOrder(diagnostics: Diagnostic[], scripts: readonly LoadedScript[]): Diagnostic[] {
  if (diagnostics.length < 2) return diagnostics;
  const ranks = new Map<Source, number>();
  for (const { source } of scriptsIn(scripts)) ranks.set(source, ranks.size);
  const rank = ({ span }: Diagnostic) => (span === undefined ? -1 : (ranks.get(span.source) ?? ranks.size));
  return diagnostics.sort((a, b) => rank(a) - rank(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

/** Only labels that are written: the others are numbers, and each number is there once. */
function claimLabel(draft: JobDraft, span: Span): void {
  const { labels } = draft.frame;
  const first = labels.get(draft.label);
  if (first === undefined) {
    labels.set(draft.label, draft);
    return;
  }
  draft.problems.push({
    code: 'HS0214',
    severity: 'error',
    message: `the label ${draft.label} is taken`,
    span,
    help: 'each job.name is used once in a file',
    related: [{ span: first.labelSpan ?? first.written.headSpan, label: 'first used here' }],
  });
}

function notRun(action: Action): Diagnostic {
  const { source, start } = action.span;
  const name = source.text.slice(action.nameSpan.start, action.nameSpan.end);
  return {
    code: 'HS0208',
    severity: 'error',
    message: 'only actions with two exclamation marks can be run',
    span: { source, start, end: action.nameSpan.start },
    help: `write !!${name}`,
  };
}
