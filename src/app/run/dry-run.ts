// A dry run: the jobs that would be submitted as events, or all of it as one script.

import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { attributeEntries } from '../../plan/attributes.ts';
import type { Grant, Plan } from '../../plan/plan.ts';
import type { RunAccess, RunEvent } from '../events.ts';
import { type ExitCode, exitCodeOfDiagnostics, exitCodes } from '../exit-codes.ts';
import { type CompileRequest, planAlone } from './compile.ts';
import { defineLimits } from './limits.ts';
import { plannedEvent } from './run-event.ts';
import { defineSchedules } from './schedules.ts';

export interface DryRun {
  /** `client`: without the store, so neither access nor agents are asked. */
  where: 'server' | 'client';
  /** Tell the plan as a script instead of job by job. */
  asScript: boolean;
}

/** What the header of any run says of it. */
export function headOf({ files, circle, context, jobs }: Plan) {
  return { files, circle, context, jobs: jobs.length };
}

/** Touches no store and makes no keys. */
export async function runDryAlone(
  request: CompileRequest,
  dryRun: DryRun,
  run: string,
  emit: (event: RunEvent) => void,
): Promise<ExitCode> {
  const { plan, diagnostics } = await planAlone(request);
  for (const diagnostic of diagnostics) emit({ type: 'diagnostic', diagnostic });
  if (hasErrors(diagnostics)) return exitCodeOfDiagnostics(diagnostics);
  emit({ type: 'run_start', run, ...headOf(plan), as: '', agent: '', names: {}, dry: true, store: '' });
  const about = { store: undefined, source: '', local: undefined, dry: true, now: request.clock.now() };
  await defineSchedules(plan.schedules, about, emit);
  await defineLimits(plan.limits, undefined, '', emit);
  await emitDryRun(plan, undefined, dryRun, emit);
  return exitCodes.ok;
}

/** `grants` by the number of the job; without them nobody was asked who may execute it. */
export async function emitDryRun(
  plan: Plan,
  grants: ReadonlyMap<number, Grant> | undefined,
  { asScript }: DryRun,
  emit: (event: RunEvent) => void,
): Promise<void> {
  if (asScript) {
    emit({ type: 'script', text: await resolvedScript(plan) });
    return;
  }
  const labels = new Map(plan.jobs.map((step) => [step.n, step.label]));
  for (const step of plan.jobs) {
    const grant = grants?.get(step.n);
    const candidates = grant?.candidates ?? step.attributes.agents;
    const event = plannedEvent(step, candidates, (n) => labels.get(n) ?? `#${n}`);
    emit({ ...event, ...(grant === undefined ? {} : { access: accessBy(grant) }) });
  }
}

function accessBy({ decision: { code, have, via, path } }: Grant): RunAccess {
  return { code, right: have, via, group: via === 'group' ? (path.at(-1) ?? null) : null };
}

/** Laid out as `hero fmt` would. */
async function resolvedScript(plan: Plan): Promise<string> {
  const [{ writeResolved }, { formatSource }] = await Promise.all([
    import('../../plan/resolved/resolved.ts'),
    import('../../script/format/format.ts'),
  ]);
  const source = new Source('<resolved>', writeResolved(plan));
  return formatSource(source, { jobOrder: attributeEntries.map(({ name }) => name) }).text;
}
