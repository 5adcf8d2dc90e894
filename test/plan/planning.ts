// Text in, plan out: the way a test goes from HeroScript to a plan.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import type { CompileContext } from '../../src/plan/context.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { tellOf } from '../../src/plan/told.ts';
import { readCron } from '../../src/schedule/cron.ts';
import { loadScripts } from '../../src/script/load.ts';
import { parseScript } from '../../src/script/parse.ts';
import { agentKeys } from './agents.ts';
import { catalogue } from './catalogue.ts';
import { diagnosticTable, planTable } from './plan-table.ts';

export function context(more: Partial<CompileContext> = {}): CompileContext {
  return {
    catalogue,
    variables: {},
    allowEnv: [],
    env: {},
    overrides: {},
    resolveAgent: (name) => agentKeys[name] ?? (/^[0-9a-f]{64}$/.test(name) ? name : undefined),
    checkCron: (cron, tz) => {
      const reading = readCron(cron, tz);
      return reading.ok ? undefined : reading.problem;
    },
    now: 0,
    ...more,
  };
}

export function compileText(
  text: string,
  more: Partial<CompileContext> = {},
): { plan: Plan; diagnostics: Diagnostic[] } {
  const script = parseScript(new Source('a.hero', text));
  const items = script.actions.map((action) => ({ kind: 'action' as const, action }));
  const { plan, diagnostics } = compilePlan([{ script, items }], context(more));
  return { plan, diagnostics: [...script.diagnostics, ...diagnostics] };
}

/** The table of the plan, or what is wrong. */
export function plan(text: string, more: Partial<CompileContext> = {}): string {
  const compiled = compileText(text, more);
  if (compiled.diagnostics.length > 0) return diagnosticTable(compiled.diagnostics);
  return planTable(compiled.plan);
}

/** What is wrong, and nothing else. */
export function wrong(text: string, more: Partial<CompileContext> = {}): string {
  return diagnosticTable(compileText(text, more).diagnostics);
}

/** The same for files in a folder; the first one is run, the others are there to be included. */
export async function planFiles(files: Record<string, string>, more: Partial<CompileContext> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hero-plan-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const [first = ''] = Object.keys(files);
    const loaded = await loadScripts([{ kind: 'path', path: first }], { cwd: folder });
    const compiled = compilePlan(loaded.scripts, context(more));
    const { diagnostics } = tellOf([...loaded.diagnostics, ...compiled.diagnostics], loaded.scripts);
    return diagnostics.length > 0 ? diagnosticTable(diagnostics) : planTable(compiled.plan);
  } finally {
    await rm(folder, { recursive: true });
  }
}
