// Counts how the jobs of a run ended, and what exit code that makes.

import type { OutcomeKind } from '../../records/outcome.ts';
import type { RunEnd } from '../events.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { RunJobState } from './job-state.ts';

export type Ending = OutcomeKind | 'ignored' | 'skipped' | 'detached';

/** `isStopped`: nothing more is begun, so one that never ran was not cancelled for itself. */
export function endingOf(
  job: Pick<RunJobState, 'state' | 'ignored' | 'outcome' | 'attempt'>,
  isStopped: boolean,
): Ending {
  if (job.state === 'ok') return 'ok';
  if (job.ignored) return 'ignored';
  if (job.outcome === 'dependency') return 'skipped';
  if (job.outcome === 'cancelled' && job.attempt === 0 && isStopped) return 'skipped';
  return job.outcome ?? 'unknown';
}

const exitCodeOf: Partial<Record<Ending, ExitCode>> = {
  failed: exitCodes.jobFailed,
  lost: exitCodes.jobFailed,
  poison: exitCodes.jobFailed,
  unknown: exitCodes.jobFailed,
  cancelled: exitCodes.jobFailed,
  dependency: exitCodes.jobFailed,
  timeout: exitCodes.timeout,
  not_picked_up: exitCodes.timeout,
  denied: exitCodes.denied,
};

export type Counts = Omit<RunEnd, 'type' | 'run' | 'exit' | 'ms'>;

export const noCounts: Readonly<Counts> = {
  ok: 0,
  failed: 0,
  ignored: 0,
  denied: 0,
  skipped: 0,
  timeout: 0,
  cancelled: 0,
  detached: 0,
};

export class Tally {
  readonly counts: Counts = { ...noCounts };
  #firstFailure: { n: number; exit: ExitCode } | undefined;

  add(n: number, ending: Ending): void {
    this.counts[bucketOf(ending)] += 1;
    const exit = exitCodeOf[ending];
    if (exit === undefined) return;
    // Of several failures the first in script order counts, whichever ended first.
    if (this.#firstFailure === undefined || n < this.#firstFailure.n) this.#firstFailure = { n, exit };
  }

  get exit(): ExitCode {
    return this.#firstFailure?.exit ?? exitCodes.ok;
  }
}

function bucketOf(ending: Ending): keyof Counts {
  if (ending === 'ok' || ending === 'ignored' || ending === 'skipped' || ending === 'detached') return ending;
  if (ending === 'denied' || ending === 'cancelled') return ending;
  if (ending === 'timeout' || ending === 'not_picked_up') return 'timeout';
  return 'failed';
}
