// Signals to the ladder of interrupts of a run.

import { type ExitCode, exitCodes } from '../app/exit-codes.ts';
import type { Interrupts } from '../app/run/interrupts.ts';

/**
 * How long a process that was told to leave may take, milliseconds: its jobs have to react, and the store to answer. After that
 * it leaves them to the next one.
 */
const leaveGraceMs = 10_000;

/** `isDeaf`: Ctrl-C is for somebody else at this moment. Returns the end of the listening. */
export function listenForInterrupts(
  interrupts: Interrupts,
  onInterrupt: (what: 'cancel' | 'detach' | 'kill') => void,
  isDeaf: () => boolean,
): () => void {
  let grace: NodeJS.Timeout | undefined;
  const leaveSoon = (exit: ExitCode) => {
    grace ??= setTimeout(() => process.exit(exit), leaveGraceMs).unref();
  };
  const interrupt = () => {
    if (isDeaf()) return;
    const what = interrupts.interrupt(exitCodes.interrupted);
    onInterrupt(what);
    if (what === 'detach') leaveSoon(exitCodes.interrupted);
    if (what === 'kill') process.exit(exitCodes.interrupted);
  };
  const terminate = () => {
    onInterrupt(interrupts.interrupt(exitCodes.terminated));
    leaveSoon(exitCodes.terminated);
  };
  const hangUp = () => interrupts.detach();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  process.on('SIGHUP', hangUp);
  return () => {
    clearTimeout(grace);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
    process.off('SIGHUP', hangUp);
  };
}
