// Waits for a run to be over, or for what ends it early, and says how it ended.

import { timerMs } from '../../ground/timer.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findStoreDiagnostic } from '../open-store.ts';
import { waitForOrphans } from './adopt.ts';
import type { RunController } from './controller.ts';
import type { Interrupts } from './interrupts.ts';
import { LostJobsError, watchForLostJobs } from './lost-jobs.ts';
import type { Counts } from './tally.ts';

/** Tells that the run has ended, and gives the exit code back. */
export type EndRun = (exit: ExitCode, counts?: Counts) => ExitCode;

export interface Followed {
  controller: RunController;
  store: Store;
  run: string;
  /** Seconds; undefined = as long as it takes. */
  waitTimeout: number | undefined;
  interrupts: Interrupts;
  emit(event: RunEvent): void;
  end: EndRun;
}

/** Who executes the jobs, as far as the one who follows them cares. */
export interface Executing {
  /** Rejects with what ended it. */
  failed: Promise<never>;
  /** Looks now for jobs that were cancelled. */
  checkHeld(): Promise<void>;
}

/** Starts the run and waits until it is over, and `orphans`, jobs of earlier runs that it took along. */
export async function followToEnd(
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
  const timer = waitTimeout === undefined ? undefined : setTimeout(tooLong, timerMs(waitTimeout * 1000));
  interrupts.onCancel((exit) => cancel('interrupted', exit));
  const stopLooking = watchForLostJobs(
    store,
    () => controller.openGuids,
    (error) => controller.fail(error),
  );
  try {
    await controller.start();
    await Promise.race([controller.done, interrupts.left, executing.failed]);
    if (!interrupts.detached) await Promise.race([waitForOrphans(store, orphans), interrupts.left, executing.failed]);
  } finally {
    clearTimeout(timer);
    stopLooking();
    controller.leave();
  }
  const { counts, exit } = controller.tally;
  const left = interrupts.detached ? controller.openGuids.length : 0;
  return end(endedBy ?? exit, { ...counts, detached: counts.detached + left });
}

/** Ends a run that has lost its store with jobs in it, or them alone. Throws what is another error, or took no jobs along. */
export function endWithoutStore({ controller, run, emit, end }: Followed, error: unknown): ExitCode {
  const diagnostic = findStoreDiagnostic(error);
  const left = error instanceof LostJobsError ? 0 : controller.openGuids.length;
  if (diagnostic === undefined || (left === 0 && !(error instanceof LostJobsError))) throw error;
  const goesOn = `\nwhat is submitted goes on; follow it, once the store answers, with hero job watch ${run}`;
  const help = `${diagnostic.help}${left === 0 ? '' : goesOn}`;
  emit({ type: 'diagnostic', diagnostic: { ...diagnostic, help } });
  return end(exitCodes.unreachable, { ...controller.tally.counts, detached: left });
}
