// A run from its authorised plan to its exit code: by agents elsewhere, by this process, or by one in the background.

import { loadActors } from '../../actors/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock as clock } from '../../ground/clock.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { burySessionsOfDeadProcesses, startHost, withRunner } from '../host.ts';
import { laneOf } from '../settings.ts';
import { briefly } from '../why-text.ts';
import { findOrphans } from './adopt.ts';
import { RunController } from './controller.ts';
import { spawnBackgroundHost } from './detach.ts';
import { editorOf } from './edit.ts';
import { type EndRun, endWithoutStore, type Followed, followToEnd } from './follow.ts';
import { ElsewhereFollower } from './follow-elsewhere.ts';
import { tellWhatIsHeldBack } from './held-back.ts';
import type { Interrupts } from './interrupts.ts';
import { LostJobsError } from './lost-jobs.ts';
import { tellWhatNobodyTakes } from './not-taken.ts';
import type { PreparedRun, PrepareRequest } from './prepare.ts';
import type { Steps } from './stepper.ts';
import { tellWhenStoreIsAway } from './store-away.ts';
import { noCounts } from './tally.ts';

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

/** One run, and who is told of it. */
export interface RunContext {
  request: ExecuteRequest;
  ready: PreparedRun;
  run: string;
  emit(event: RunEvent): void;
  interrupts: Interrupts;
  end: EndRun;
}

/** Submits the jobs and answers when all are over, or at once where nobody is to wait. `ready` has a store; it stays open. */
export function executeRun(context: RunContext): Promise<ExitCode> {
  const { detach, remote } = context.request;
  if (detach) return submitDetached(context);
  return remote ? followRemote(context) : executeHere(context);
}

async function submitDetached(context: RunContext): Promise<ExitCode> {
  const { request, ready, run, end } = context;
  const controller = controllerOf(context);
  await controller.start();
  controller.leave();
  if (!request.remote) spawnBackgroundHost(request.settings, ready.actorsDir, run);
  return end(exitCodes.ok, { ...noCounts, detached: controller.guids.length });
}

async function followRemote(context: RunContext): Promise<ExitCode> {
  const { store, keys } = withStore(context.ready);
  const followed = followedOf(context);
  await burySessionsOfDeadProcesses(store);
  const stopNotices = startNotices(context);
  try {
    // Whoever waits moves on what is due, so that a run ends even where no other runner is up.
    return await withRunner(store, keys.user, (failed) =>
      followToEnd(followed, { failed, checkHeld: async () => {} }, []),
    );
  } catch (error) {
    return endWithoutStore(followed, error);
  } finally {
    stopNotices();
  }
}

async function executeHere(context: RunContext): Promise<ExitCode> {
  const { request, ready, run, emit, interrupts } = context;
  const { store, storeUrl, keys, workspace, actorsDir } = withStore(ready);
  const { settings, parallel } = request;
  const followed = followedOf(context);
  await burySessionsOfDeadProcesses(store);
  const stopNotices = startNotices(context);
  try {
    const orphans = await findOrphans(store, workspace, emit);
    // Jobs of other scripts may need actors that this script does not name.
    const isAlone = orphans.guids.length === 0;
    const actors = isAlone ? ready.actors : (await loadActors(actorsDir, { entry: request.entry })).actors;
    const lanes = [laneOf(workspace, run), ...orphans.lanes];
    const { onLog, onProgress } = followed.controller.listeners;
    const host = await startHost({ store, storeUrl, settings, keys, actors, lanes, run, parallel, onLog, onProgress });
    try {
      const executing = { failed: host.failed, checkHeld: () => host.agent.checkHeld() };
      return await followToEnd(followed, executing, orphans.guids);
    } catch (error) {
      if (error instanceof LostJobsError) return endWithoutStore(followed, error);
      throw error;
    } finally {
      // What it leaves is to be done, however it ends.
      await host.close().finally(() => {
        if (interrupts.detached) spawnBackgroundHost(settings, actorsDir, run);
      });
    }
  } finally {
    stopNotices();
  }
}

function followedOf(context: RunContext): Followed {
  const { request, ready, run, emit, interrupts, end } = context;
  const { store } = withStore(ready);
  return { controller: controllerOf(context), store, run, waitTimeout: request.waitTimeout, interrupts, emit, end };
}

function controllerOf(context: RunContext): RunController {
  const { request, ready, run, emit } = context;
  const { authorised, catalogue, workspace, keys } = ready;
  const { store } = withStore(ready);
  const { keepGoing, ask, reading } = request;
  const local = request.remote ? undefined : keys.agent;
  const isElsewhere = goesElsewhere(context);
  return new RunController({
    authorised,
    store,
    clock,
    run,
    lane: laneOf(workspace, run),
    local,
    subscribe: (onEvents, listeners) =>
      isElsewhere ? new ElsewhereFollower(store, local, listeners).subscribe(onEvents) : store.subscribe(onEvents),
    keepGoing,
    check: catalogue.check,
    emit,
    ...(ask === undefined ? {} : { steps: { ask, edit: editorOf(ready, reading.markdown) } }),
  });
}

/** Whether other processes execute jobs of it. */
function goesElsewhere({ request, ready }: RunContext): boolean {
  const isFor = ([first]: readonly string[]) => first !== undefined && first !== ready.keys.agent;
  return request.remote || ready.plan.jobs.some(({ attributes }) => isFor(attributes.agents));
}

/** Says meanwhile why it does not get on. Returns the end of that. */
function startNotices(context: RunContext): () => void {
  const { run, emit } = context;
  const { store } = withStore(context.ready);
  const nameOf = (agent: string) => context.ready.names.get(agent) ?? briefly(agent);
  const onNotice = (diagnostic: Diagnostic) => emit({ type: 'diagnostic', diagnostic });
  const ends = [tellWhatIsHeldBack(store, run, emit, nameOf), tellWhenStoreIsAway(store, onNotice)];
  if (goesElsewhere(context)) ends.push(tellWhatNobodyTakes(store, run, emit, nameOf));
  return () => {
    for (const end of ends) end();
  };
}

function withStore(ready: PreparedRun): PreparedRun & { store: Store } {
  const { store } = ready;
  if (store === undefined) throw new Error('a run that is not dry was prepared without a store');
  return { ...ready, store };
}
