// A plan and its diagnostics as compact text, for snapshots and for the examples of the reference.

import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { builtInAttributes } from '../../src/plan/attribute-values.ts';
import type { JobAttributes, Plan, Step } from '../../src/plan/plan.ts';
import { agentName } from './agents.ts';

/** A line for each step: number, label, action and params, jobs it waits for, attributes that are not built in. */
export function planTable(plan: Plan): string {
  const limits = plan.limits.map(({ kind, name, max }) => `limit ${kind}:${name} ${max ?? 'absent'}`);
  const schedules = plan.schedules.flatMap(({ name, cron, tz, overlap, catchup, jobs }) => [
    `schedule ${name}: ${cron} in ${tz}, overlap ${overlap}, catchup ${catchup}`,
    ...stepTable(jobs).map((line) => `  ${line}`),
  ]);
  return [...limits, ...schedules, ...stepTable(plan.steps)].join('\n');
}

function stepTable(steps: readonly Step[]): string[] {
  const rows = steps.map(rowOf);
  const columns = [0, 1, 2, 3, 4]
    .map((at) => ({ at, width: Math.max(...rows.map((row) => row[at]?.length ?? 0)) }))
    .filter(({ width }) => width > 0);
  const line = (row: string[]) => columns.map(({ at, width }) => (row[at] ?? '').padEnd(width)).join('  ');
  return rows.map((row) => line(row).trimEnd());
}

function rowOf(step: Step): string[] {
  const after = step.after.length === 0 ? '' : `after ${step.after.join(',')}`;
  const uses = step.references.map(({ param, job, key }) => `${param}<-${job}:${key}`).join(' ');
  if (step.kind === 'echo') return ['-', 'echo', JSON.stringify(step.text), after, uses];
  const params = Object.entries(step.params).map(
    ([key, value]) => `${key}:${/^[\w.,-]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  const action = [`${step.actor}.${step.action}`, ...params].join(' ');
  return [
    String(step.n),
    step.label,
    action,
    after,
    [...attributesOf(step.attributes), uses].filter(Boolean).join(' '),
  ];
}

function attributesOf(attributes: JobAttributes): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const builtIn = Object.hasOwn(builtInAttributes, name)
      ? Object.entries(builtInAttributes).find(([key]) => key === name)?.[1]
      : undefined;
    if (JSON.stringify(value) === JSON.stringify(builtIn)) return [];
    if (name === 'agents') return [`agents=${agentNames(value)}`];
    const written = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [`${written}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
  });
}

function agentNames(keys: unknown): string {
  return Array.isArray(keys) ? keys.map((key) => agentName(String(key))).join(',') : '';
}

/** A line for each: `CODE file:line:col-end what it points at: message (help)`, related places and notes below. */
export function diagnosticTable(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.flatMap(diagnosticLines).join('\n');
}

function diagnosticLines({ code, severity, span, message, help, notes, label, related }: Diagnostic): string[] {
  const sign = severity === 'error' ? '' : ` ${severity}`;
  let place = '';
  if (span !== undefined) {
    const { source, start, end } = span;
    const from = source.positionAt(start);
    place = ` ${source.name}:${from.line}:${from.col} [${source.text.slice(start, end)}]`;
  }
  const lines = [`${code}${sign}${place} ${message}${help === undefined ? '' : ` (${help})`}`];
  if (label !== undefined) lines.push(`  label: ${label}`);
  for (const note of notes ?? []) lines.push(`  note: ${note}`);
  for (const other of related ?? []) {
    const at = other.span.source.positionAt(other.span.start);
    lines.push(`  ${other.span.source.name}:${at.line}:${at.col} ${other.label}`);
  }
  return lines;
}
