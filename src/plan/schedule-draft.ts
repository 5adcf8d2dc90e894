// schedule.define and schedule.end: which actions belong to a schedule, and what a schedule cannot have.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { catchupPolicies, overlapPolicies, scheduleNamePattern } from '../records/schedule.ts';
import { type Action, findParam } from '../script/ast.ts';
import type { Compilation } from './compilation.ts';
import type { Given } from './directive-params.ts';
import type { ScheduleDraft, Section } from './draft.ts';
import { valueSpan } from './item-span.ts';
import { orderDrafts } from './order.ts';
import type { PlannedSchedule, Step } from './plan.ts';
import type { Scope } from './scope.ts';
import { selectDrafts } from './select.ts';

/** Never wrong by itself, so that a zone can be checked with it. */
const everyMinute = '* * * * *';

/** What is wrong with it is told, and what follows belongs to it all the same. */
export function beginSchedule(
  given: ReadonlyMap<string, Given>,
  written: Action,
  scope: Scope,
  compilation: Compilation,
): void {
  const section: Section = { drafts: [], jobs: [] };
  scope.enter(section);
  const policies = {
    overlap: readPolicy('overlap', overlapPolicies, 'skip', given, compilation.diagnostics),
    catchup: readPolicy('catchup', catchupPolicies, 'last', given, compilation.diagnostics),
  };
  if (policies.overlap === 'replace' && policies.catchup === 'all') {
    const span = given.get('catchup')?.span ?? written.nameSpan;
    const help = 'write catchup:last, or another overlap';
    compilation.diagnostics.push(bad('HS0206', 'overlap:replace fires the newest slot only, so not all', span, help));
  }
  const text = (param: string) => given.get(param)?.text ?? '';
  const draft = { name: text('name'), cron: text('cron'), tz: text('tz'), ...policies, written, section };
  checkValues(draft, given, compilation);
  compilation.schedules.push(draft);
}

export function endSchedule({ nameSpan }: Action, scope: Scope, { diagnostics }: Compilation): void {
  if (scope.leave()) return;
  const help = 'leave it out, or put it into the file of its schedule.define';
  diagnostics.push(bad('HS0223', 'no schedule is defined above it in this file', nameSpan, help));
}

/** The schedules with their jobs in order. What is wrong goes to the compilation. */
export function planSchedules(compilation: Compilation): PlannedSchedule[] {
  const { diagnostics } = compilation;
  return compilation.schedules.map(({ section, ...schedule }) => {
    const order = orderDrafts(section.drafts, section.jobs);
    const { steps, jobs, diagnostics: problems } = selectDrafts(section.drafts, order, {});
    diagnostics.push(...order.diagnostics, ...problems, ...steps.flatMap(findMisplaced));
    if (section.jobs.length === 0) {
      const help = 'its actions stand below it, before schedule.end';
      diagnostics.push(bad('HS0223', `the schedule ${schedule.name} has no actions`, schedule.written.nameSpan, help));
    }
    return { ...schedule, jobs };
  });
}

/** Of a param that is missing, misspelt or cannot be filled in, nothing more is said. */
function checkValues(draft: ScheduleDraft, given: ReadonlyMap<string, Given>, compilation: Compilation): void {
  const { diagnostics, schedules, context } = compilation;
  const { name, cron, tz, written } = draft;
  const spanOf = (param: string) => given.get(param)?.span ?? written.nameSpan;
  if (given.has('name') && !scheduleNamePattern.test(name)) {
    const help = 'up to 64 of a-z, 0-9, _ and -, beginning with a letter or digit';
    diagnostics.push(bad('HS0205', `"${name}" is no name of a schedule`, spanOf('name'), help));
  }
  const twin = given.has('name') ? schedules.find((other) => other.name === name) : undefined;
  if (twin !== undefined) {
    const related = [{ span: twin.written.headSpan, label: 'first defined here' }];
    const help = 'give each schedule a name of its own';
    diagnostics.push({ ...bad('HS0214', `the schedule ${name} is defined twice`, spanOf('name'), help), related });
  }
  const zoneProblem = given.has('tz') ? context.checkCron(everyMinute, tz) : undefined;
  const zone = given.has('tz') && zoneProblem === undefined ? tz : 'UTC';
  const cronProblem = given.has('cron') ? context.checkCron(cron, zone) : undefined;
  for (const problem of [cronProblem, zoneProblem]) {
    if (problem !== undefined) diagnostics.push(bad('HS0205', problem.message, spanOf(problem.param), problem.help));
  }
}

function readPolicy<T extends string>(
  param: string,
  allowed: readonly T[],
  builtIn: T,
  given: ReadonlyMap<string, Given>,
  diagnostics: Diagnostic[],
): T {
  const value = given.get(param);
  if (value === undefined) return builtIn;
  const found = allowed.find((policy) => policy === value.text);
  if (found !== undefined) return found;
  const help = didYouMean(value.text, allowed) ?? `it is one of ${allowed.join(', ')}`;
  diagnostics.push(bad('HS0206', `${param} cannot be "${value.text}"`, value.span, help));
  return builtIn;
}

/** Nobody follows the jobs of a schedule, so nobody fills in results or prints; and each slot has its own time. */
function findMisplaced(step: Step): Diagnostic[] {
  if (step.kind === 'echo') {
    const help = 'use core.echo, whose text is in the log of its job, or put it below schedule.end';
    return [bad('HS0223', 'nobody reads what a schedule prints', step.written.nameSpan, help)];
  }
  const { start } = step.attributes;
  if (start !== undefined && 'atSecond' in start) {
    const help = 'say how long after the slot, such as job.start:10m';
    const param = findParam(step.written, 'job.start');
    const span = param === undefined ? step.written.headSpan : valueSpan(param);
    return [bad('HS0223', 'job.start is one moment, and a schedule has many', span, help)];
  }
  return step.references.map(({ placeholder, span }) =>
    bad('HS0223', `${placeholder} cannot be filled in by a schedule`, span, 'do both in one action'),
  );
}

function bad(code: Diagnostic['code'], message: string, span: Span, help: string): Diagnostic {
  return { code, severity: 'error', message, span, help };
}
