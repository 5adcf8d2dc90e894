// `hero run`: prepare, define, submit, follow to the end. All that happens is told as events; nothing is printed here.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { newRunId } from '../../ground/id.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunEvent } from '../events.ts';
import { type ExitCode, exitCodeOfDiagnostics, exitCodes } from '../exit-codes.ts';
import { findStoreDiagnostic } from '../open-store.ts';
import { type DryRun, emitDryRun, headOf, runDryAlone } from '../run/dry-run.ts';
import { type ExecuteRequest, executeRun, type RunContext } from '../run/execute.ts';
import type { Interrupts } from '../run/interrupts.ts';
import { defineLimits } from '../run/limits.ts';
import { prepareRun } from '../run/prepare.ts';
import { defineSchedules } from '../run/schedules.ts';
import { type Counts, noCounts } from '../run/tally.ts';
import { withoutPassword } from '../store-url.ts';

export interface RunRequest extends ExecuteRequest {
  /** Submit nothing, tell what would be submitted. */
  dryRun?: DryRun;
}

const clock = systemClock;

/** The exit code. Whatever a person has caused is told as a diagnostic; only a bug of ours rejects. */
export async function runScripts(
  request: RunRequest,
  emit: (event: RunEvent) => void,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const began = clock.tick();
  const run = newRunId();
  const { dryRun } = request;
  const end = (exit: ExitCode, counts: Counts = noCounts) => {
    emit({ type: 'run_end', run, exit, ...counts, ms: Math.round(clock.tick() - began) });
    return exit;
  };
  if (dryRun?.where === 'client') return end(await runDryAlone({ ...request, clock }, dryRun, run, emit));
  const prepared = await prepareRun({
    ...request,
    readOnly: dryRun !== undefined,
    editable: request.ask !== undefined,
    clock,
  });
  for (const diagnostic of prepared.diagnostics) emit({ type: 'diagnostic', diagnostic });
  if (prepared.run === undefined) return end(exitCodeOfDiagnostics(prepared.diagnostics));

  const ready = prepared.run;
  const unfillable = request.detach ? findReference(ready.plan) : undefined;
  if (unfillable !== undefined) {
    emit({ type: 'diagnostic', diagnostic: unfillable });
    await ready.store?.close();
    return end(exitCodes.invalid);
  }
  emit({
    type: 'run_start',
    run,
    ...headOf(ready.plan),
    as: ready.authorised.source,
    agent: ready.keys.agent,
    names: Object.fromEntries(ready.names),
    dry: dryRun !== undefined,
    store: withoutPassword(request.settings.storeUrl),
  });
  try {
    return await carryOut({ request, ready, run, emit, interrupts, end }, dryRun);
  } catch (error) {
    const diagnostic = findStoreDiagnostic(error);
    if (diagnostic === undefined) throw error;
    emit({ type: 'diagnostic', diagnostic });
    return end(exitCodes.unreachable);
  } finally {
    await ready.store?.close();
  }
}

/** Defines what the scripts define, then executes their jobs; or tells what would be. `ready` stays open. */
async function carryOut(context: RunContext, dryRun: DryRun | undefined): Promise<ExitCode> {
  const { request, ready, emit, end } = context;
  const { plan, authorised, store, keys } = ready;
  const { source, grants } = authorised;
  const local = request.remote ? undefined : keys.agent;
  const about = { store, source, local, dry: dryRun !== undefined, now: clock.now() };
  const problems = await defineSchedules(plan.schedules, about, emit);
  if (problems.length > 0) {
    for (const diagnostic of problems) emit({ type: 'diagnostic', diagnostic });
    return end(exitCodeOfDiagnostics(problems));
  }
  await defineLimits(plan.limits, dryRun === undefined ? store : undefined, source, emit);
  if (dryRun !== undefined) {
    await emitDryRun(plan, grants, dryRun, emit);
    return end(exitCodes.ok);
  }
  return plan.steps.length === 0 ? end(exitCodes.ok) : executeRun(context);
}

/** Results are filled in by the process that follows the run; one that leaves cannot. */
function findReference(plan: Plan): Diagnostic | undefined {
  const [reference] = plan.steps.flatMap((step) => step.references);
  return (
    reference && {
      code: 'HS0221',
      severity: 'error',
      message: `${reference.placeholder} cannot be filled in by a run that is detached`,
      span: reference.span,
      help: 'run it without --detach',
    }
  );
}
