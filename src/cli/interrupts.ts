// Signals to the ladder of interrupts of a run.

import { exitCodes } from '../app/exit-codes.ts';
import type { Interrupts } from '../app/run/interrupts.ts';

/** How long jobs get to react to SIGTERM before the process leaves them to the next one, milliseconds. */
const termGraceMs = 10_000;

/** `isDeaf`: Ctrl-C is for somebody else at this moment. Returns the end of the listening. */
export function listenForInterrupts(
  interrupts: Interrupts,
  onInterrupt: (what: 'cancel' | 'detach' | 'kill') => void,
  isDeaf: () => boolean,
): () => void {
  const interrupt = () => {
    if (isDeaf()) return;
    const what = interrupts.interrupt(exitCodes.interrupted);
    onInterrupt(what);
    if (what === 'kill') process.exit(exitCodes.interrupted);
  };
  let grace: NodeJS.Timeout | undefined;
  const terminate = () => {
    onInterrupt(interrupts.interrupt(exitCodes.terminated));
    grace ??= setTimeout(() => process.exit(exitCodes.terminated), termGraceMs).unref();
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
