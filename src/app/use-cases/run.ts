// `hero run`: prepare, submit, follow to the end. All that happens is told as events; nothing is printed here.

import { loadActors } from '../../actors/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { newRunId } from '../../ground/id.ts';
import type { Plan } from '../../plan/plan.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import { Runner } from '../../runner/runner.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { type ExitCode, exitCodeOfDiagnostics, exitCodes } from '../exit-codes.ts';
import { burySessionsOfDeadProcesses, isGoneHere, startHost } from '../host.ts';
import { findStoreDiagnostic } from '../open-store.ts';
import { findOrphans, waitForOrphans } from '../run/adopt.ts';
import { defaultConcurrency } from '../run/concurrency.ts';
import { RunController } from '../run/controller.ts';
import { spawnBackgroundHost } from '../run/detach.ts';
import { type DryRun, emitDryRun, headOf, runDryAlone } from '../run/dry-run.ts';
import { editorOf } from '../run/edit.ts';
import { ElsewhereFollower } from '../run/follow-elsewhere.ts';
import { tellWhatIsHeldBack } from '../run/held-back.ts';
import type { Interrupts } from '../run/interrupts.ts';
import { defineLimits } from '../run/limits.ts';
import { tellWhatNobodyTakes } from '../run/not-taken.ts';
import { type PreparedRun, type PrepareRequest, prepareRun } from '../run/prepare.ts';
import { defineSchedules } from '../run/schedules.ts';
import type { Steps } from '../run/stepper.ts';
import { laneOf, secretFolders } from '../settings.ts';

export interface RunRequest extends Omit<PrepareRequest, 'readOnly' | 'clock' | 'editable'> {
  /** Asks before each job. */
  ask?: Steps['ask'];
  /** Submit nothing, tell what would be submitted. */
  dryRun?: DryRun;
  keepGoing: boolean;
  /** Submit, leave the execution to a process in the background, and return. */
  detach: boolean;
  /** Jobs that run at a time; undefined = a number that fits the machine. */
  parallel?: number;
  /** Seconds to wait for the whole run before it is cancelled. */
  waitTimeout?: number;
}

const clock = systemClock;

export async function runScripts(
  request: RunRequest,
  emit: (event: RunEvent) => void,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const began = clock.tick();
  const run = newRunId();
  const { dryRun } = request;
  const end = (exit: ExitCode, counts = noCounts) => {
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
    store: request.settings.storeUrl,
  });
  try {
    const { plan, authorised } = ready;
    const { store } = ready;
    const { source } = authorised;
    const local = request.remote ? undefined : ready.keys.agent;
    const about = { store, source, local, dry: dryRun !== undefined, now: clock.now() };
    const problems = await defineSchedules(plan.schedules, about, emit);
    if (problems.length > 0) {
      for (const diagnostic of problems) emit({ type: 'diagnostic', diagnostic });
      return end(exitCodeOfDiagnostics(problems));
    }
    await defineLimits(plan.limits, dryRun === undefined ? store : undefined, source, emit);
    if (dryRun !== undefined) {
      await emitDryRun(plan, authorised.grants, dryRun, emit);
      return end(exitCodes.ok);
    }
    if (plan.steps.length === 0) return end(exitCodes.ok);
    return await execute(request, ready, run, emit, interrupts, end);
  } catch (error) {
    const diagnostic = findStoreDiagnostic(error);
    if (diagnostic === undefined) throw error;
    emit({ type: 'diagnostic', diagnostic });
    return end(exitCodes.unreachable);
  } finally {
    await ready.store?.close();
  }
}

const noCounts = { ok: 0, failed: 0, ignored: 0, denied: 0, skipped: 0, timeout: 0, cancelled: 0, detached: 0 };

async function execute(
  request: RunRequest,
  ready: PreparedRun,
  run: string,
  emit: (event: RunEvent) => void,
  interrupts: Interrupts,
  end: (exit: ExitCode, counts?: typeof noCounts) => ExitCode,
): Promise<ExitCode> {
  const { authorised, catalogue, place, keys, actors, storeUrl } = ready;
  const store = presumeStore(ready);
  const lane = laneOf(place, run);
  const elsewhere = new ElsewhereFollower(store, run, request.remote ? undefined : keys.agent, {
    onLog: (guid, stream, text) => controller.teller.log(guid, stream, text),
    onProgress: (guid, percent, message) => controller.teller.progress(guid, percent, message),
    onError: (error) => controller.fail(error),
  });
  const isElsewhere = request.remote || ready.plan.jobs.some(({ attributes }) => isFor(attributes.agents, keys.agent));
  const controller: RunController = new RunController({
    authorised,
    store,
    clock,
    run,
    lane,
    local: request.remote ? undefined : keys.agent,
    subscribe: (listener) => (isElsewhere ? elsewhere.subscribe(listener) : store.subscribe(listener)),
    keepGoing: request.keepGoing,
    check: catalogue.check,
    emit,
    ...(request.ask === undefined
      ? {}
      : { steps: { ask: request.ask, edit: editorOf(ready, request.reading.markdown) } }),
  });
  if (request.detach) {
    await controller.start();
    controller.leave();
    if (!request.remote) spawnBackgroundHost(request.settings, ready.actorsDir, run);
    return end(exitCodes.ok, { ...noCounts, detached: controller.guids.length });
  }
  const policies = new PolicyCache(store, [keys.user]);
  await burySessionsOfDeadProcesses(store);
  const stopWatching = isElsewhere ? tellWhatNobodyTakes(store, run, emit, clock.now) : () => {};
  const stopNaming = tellWhatIsHeldBack(store, run, emit);
  const stopTelling = () => {
    stopWatching();
    stopNaming();
  };
  if (request.remote) {
    // Whoever waits moves on what is due, so that a run ends even where no other runner is up.
    const runner = new Runner({ store, policies, isGone: isGoneHere, onTrouble: () => {} });
    runner.start();
    const failed = runner.stopped.then(() => new Promise<never>(() => {}));
    failed.catch(() => {});
    try {
      return await follow(request, controller, { failed, checkHeld: async () => {} }, store, [], interrupts, end);
    } finally {
      stopTelling();
      await runner.stop();
    }
  }
  const orphans = await findOrphans(store, place, emit);
  // Jobs of other scripts may need actors that this script does not name.
  const executable =
    orphans.guids.length === 0 ? actors : (await loadActors(ready.actorsDir, { entry: request.entry })).actors;
  const host = await startHost({
    store,
    storeUrl,
    actors: executable,
    agentKey: keys.agent,
    lanes: [lane, ...orphans.lanes],
    run,
    concurrency: request.parallel ?? defaultConcurrency(),
    policies,
    secrets: secretFolders(request.settings),
    clock,
    onLog: (guid, stream, text) => controller.teller.log(guid, stream, text),
    onProgress: (guid, percent, message) => controller.teller.progress(guid, percent, message),
  });
  try {
    const worker = { failed: host.failed, checkHeld: () => host.agent.checkHeld() };
    return await follow(request, controller, worker, store, orphans.guids, interrupts, end);
  } finally {
    stopTelling();
    await host.close();
    if (interrupts.detached) spawnBackgroundHost(request.settings, ready.actorsDir, run);
  }
}

interface Worker {
  /** Rejects with what ended it. */
  failed: Promise<never>;
  /** Looks now for jobs that were cancelled. */
  checkHeld(): Promise<void>;
}

/** Whether the job goes to another agent than the one here. */
function isFor(agents: readonly string[], local: string): boolean {
  return agents[0] !== undefined && agents[0] !== local;
}

async function follow(
  request: RunRequest,
  controller: RunController,
  worker: Worker,
  store: Store,
  orphans: string[],
  interrupts: Interrupts,
  end: (exit: ExitCode, counts?: typeof noCounts) => ExitCode,
): Promise<ExitCode> {
  let endedBy: ExitCode | undefined;
  const cancel = async (reason: string, exit: ExitCode) => {
    endedBy ??= exit;
    await controller.cancel(reason);
    await worker.checkHeld();
  };
  const timer =
    request.waitTimeout === undefined
      ? undefined
      : setTimeout(() => void cancel('the run took too long', exitCodes.timeout), request.waitTimeout * 1000);
  interrupts.onCancel((exit) => cancel('interrupted', exit));
  try {
    await controller.start();
    await Promise.race([controller.done, interrupts.left, worker.failed]);
    if (!interrupts.detached) await Promise.race([waitForOrphans(store, orphans), interrupts.left, worker.failed]);
  } finally {
    clearTimeout(timer);
    controller.leave();
  }
  return end(endedBy ?? controller.tally.exit, controller.tally.counts);
}

function presumeStore(ready: PreparedRun): Store {
  if (ready.store === undefined) throw new Error('a run that is not dry was prepared without a store');
  return ready.store;
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
