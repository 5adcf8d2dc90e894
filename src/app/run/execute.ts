// A run from its authorised plan to its exit code: what executes its jobs, who follows them, and what ends it early.

import { loadActors } from '../../actors/load.ts';
import { systemClock as clock } from '../../ground/clock.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import { Runner } from '../../runner/runner.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { burySessionsOfDeadProcesses, isGoneHere, startHost } from '../host.ts';
import { findStoreDiagnostic } from '../open-store.ts';
import { laneOf, secretFolders } from '../settings.ts';
import { findOrphans, waitForOrphans } from './adopt.ts';
import { defaultConcurrency } from './concurrency.ts';
import { RunController } from './controller.ts';
import { spawnBackgroundHost } from './detach.ts';
import { editorOf } from './edit.ts';
import { ElsewhereFollower, type Listeners } from './follow-elsewhere.ts';
import { tellWhatIsHeldBack } from './held-back.ts';
import type { Interrupts } from './interrupts.ts';
import { tellWhatNobodyTakes } from './not-taken.ts';
import type { PreparedRun, PrepareRequest } from './prepare.ts';
import type { Steps } from './stepper.ts';
import { tellWhenStoreIsAway } from './store-away.ts';
import { type Counts, noCounts } from './tally.ts';

export interface ExecuteRequest extends Omit<PrepareRequest, 'readOnly' | 'clock' | 'editable'> {
  /** Asks before each job. */
  ask?: Steps['ask'];
  keepGoing: boolean;
  /** Submit, leave the execution to a process in the background, and return. */
  detach: boolean;
  /** Jobs that run at a time; undefined = a number that fits the machine. */
  parallel?: number;
  /** Seconds to wait for the whole run before it is cancelled. */
  waitTimeout?: number;
}

/** Tells that the run has ended, and gives the exit code back. */
type EndRun = (exit: ExitCode, counts?: Counts) => ExitCode;

/** Submits the jobs and answers when all are over, or at once where nobody is to wait. `ready` has a store; it stays open. */
export async function executeRun(
  request: ExecuteRequest,
  ready: PreparedRun,
  run: string,
  emit: (event: RunEvent) => void,
  interrupts: Interrupts,
  end: EndRun,
): Promise<ExitCode> {
  const { authorised, catalogue, place, keys, actors, storeUrl } = ready;
  const store = presumeStore(ready);
  const lane = laneOf(place, run);
  const listeners: Listeners = {
    onLog: (guid, stream, text) => controller.teller.log(guid, stream, text),
    onProgress: (guid, percent, message) => controller.teller.progress(guid, percent, message),
    onError: (error) => controller.fail(error),
  };
  const elsewhere = new ElsewhereFollower(store, run, request.remote ? undefined : keys.agent, listeners);
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
  const stopAsking = tellWhenStoreIsAway(store, emit);
  const stopTelling = () => {
    stopWatching();
    stopNaming();
    stopAsking();
  };
  const { waitTimeout } = request;
  const followed = { controller, store, waitTimeout, interrupts, end };
  const follow = (executing: Executing, orphans: string[]) => waitUntilOver(followed, executing, orphans);
  if (request.remote) {
    // Whoever waits moves on what is due, so that a run ends even where no other runner is up.
    const runner = new Runner({ store, policies, isGone: isGoneHere, onTrouble: () => {} });
    runner.start();
    const failed = runner.stopped.then(() => new Promise<never>(() => {}));
    failed.catch(() => {});
    try {
      return await follow({ failed, checkHeld: async () => {} }, []);
    } catch (error) {
      return tellLost(error, run, controller, emit, end);
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
    onLog: listeners.onLog,
    onProgress: listeners.onProgress,
  });
  try {
    const executing = { failed: host.failed, checkHeld: () => host.agent.checkHeld() };
    return await follow(executing, orphans.guids);
  } finally {
    stopTelling();
    await host.close();
    if (interrupts.detached) spawnBackgroundHost(request.settings, ready.actorsDir, run);
  }
}

/** Who executes the jobs, as far as the one who follows them cares. */
interface Executing {
  /** Rejects with what ended it. */
  failed: Promise<never>;
  /** Looks now for jobs that were cancelled. */
  checkHeld(): Promise<void>;
}

/** Whether the job goes to another agent than the one here. */
function isFor(agents: readonly string[], local: string): boolean {
  return agents[0] !== undefined && agents[0] !== local;
}

interface Followed {
  controller: RunController;
  store: Store;
  /** Seconds. */
  waitTimeout: number | undefined;
  interrupts: Interrupts;
  end: EndRun;
}

/** Waits until the run is over, and `orphans`, jobs of earlier runs that it took along. */
async function waitUntilOver(
  { controller, store, waitTimeout, interrupts, end }: Followed,
  executing: Executing,
  orphans: string[],
): Promise<ExitCode> {
  let endedBy: ExitCode | undefined;
  const cancel = async (reason: string, exit: ExitCode) => {
    endedBy ??= exit;
    try {
      await controller.cancel(reason);
      await executing.checkHeld();
    } catch (error) {
      // Nobody waits for a cancel but the run itself, which may be over already.
      controller.fail(error);
    }
  };
  const tooLong = () => void cancel('the run took too long', exitCodes.timeout);
  const timer = waitTimeout === undefined ? undefined : setTimeout(tooLong, waitTimeout * 1000);
  interrupts.onCancel((exit) => cancel('interrupted', exit));
  try {
    await controller.start();
    await Promise.race([controller.done, interrupts.left, executing.failed]);
    if (!interrupts.detached) await Promise.race([waitForOrphans(store, orphans), interrupts.left, executing.failed]);
  } finally {
    clearTimeout(timer);
    controller.leave();
  }
  const { counts, exit } = controller.tally;
  const left = interrupts.detached ? controller.leftOpen : 0;
  return end(endedBy ?? exit, { ...counts, detached: counts.detached + left });
}

/** Ends a run that has lost its store with jobs in it, which go on. Throws what is another error, or took no jobs along. */
function tellLost(
  error: unknown,
  run: string,
  controller: RunController,
  emit: (event: RunEvent) => void,
  end: EndRun,
): ExitCode {
  const diagnostic = findStoreDiagnostic(error);
  const left = controller.leftOpen;
  if (diagnostic === undefined || left === 0) throw error;
  const help = `what is submitted goes on; follow it, once the store answers, with hero job watch ${run}`;
  emit({ type: 'diagnostic', diagnostic: { ...diagnostic, help: `${diagnostic.help}\n${help}` } });
  return end(exitCodes.unreachable, { ...controller.tally.counts, detached: left });
}

function presumeStore(ready: PreparedRun): Store {
  if (ready.store === undefined) throw new Error('a run that is not dry was prepared without a store');
  return ready.store;
}
