// The last line of a run: how it went, in one word and with counts.

import type { RunEnd, RunStart } from '../../app/events.ts';
import { exitCodes } from '../../app/exit-codes.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { countSeverities } from '../../diagnostics/render.ts';
import { columnWidth } from '../../diagnostics/visible.ts';
import { formatDuration, plural } from '../../print/format.ts';
import type { Look, Paint } from '../../print/style.ts';

const nothingSubmitted = 'nothing was submitted; effects are not simulated';

const widest = 78;

export function verdictOf(exit: number): string {
  switch (exit) {
    case exitCodes.ok:
      return 'ok';
    case exitCodes.invalid:
    case exitCodes.usage:
      return 'invalid';
    case exitCodes.denied:
      return 'denied';
    case exitCodes.unreachable:
      return 'unreachable';
    case exitCodes.timeout:
      return 'timeout';
    case exitCodes.interrupted:
    case exitCodes.terminated:
      return 'interrupted';
    default:
      return 'failed';
  }
}

/** Whether nobody waits for any of its jobs. */
export function isLeftToOthers(end: RunEnd): boolean {
  const { exit, detached } = end;
  return exit === exitCodes.ok && detached > 0 && countParts(end).length === 1;
}

export interface Told {
  start: RunStart | undefined;
  /** Codes and severities are enough. */
  diagnostics: readonly Diagnostic[];
}

/** The summary for people, painted. `width` is that of the screen, Infinity for a pipe. */
export function summaryLine(end: RunEnd, told: Told, look: Look, width: number): string {
  const verdict = isLeftToOthers(end) ? 'submitted' : verdictOf(end.exit);
  const paint = end.exit === exitCodes.ok ? look.style.ok : look.style.error;
  const [text, right] = textOf(end, told);
  const left = `${verdict}  ${text}`;
  const room = Number.isFinite(width) ? Math.min(width - 1, widest) : 0;
  const free = room - columnWidth(left) - columnWidth(right);
  // On a narrow screen the rest has a line of its own.
  const gap = free < 2 && room > 0 ? '\n' : ' '.repeat(Math.max(2, free));
  return `${bold(paint, look)(verdict)}  ${text}${right === '' ? '' : gap + look.style.dim(right)}`;
}

function textOf(end: RunEnd, { start, diagnostics }: Told): [string, string] {
  if (start === undefined) {
    const counts = countSeverities(diagnostics);
    const first = diagnostics.find(({ severity }) => severity === 'error');
    const right = first === undefined ? '' : `hero explain ${first.code}`;
    return [counts === '' ? 'nothing was submitted' : `${counts}  nothing was submitted`, right];
  }
  if (start.dry) {
    const unasked = start.store === '' ? '; access and agents were not asked' : '';
    return [`${plural(start.jobs, 'job')} would be submitted; ${nothingSubmitted}${unasked}`, ''];
  }
  if (isLeftToOthers(end)) {
    return [`${plural(end.detached, 'job')} in ${formatDuration(end.ms)}`, `hero job watch ${end.run}`];
  }
  return [`${countsOf(end, start)} in ${formatDuration(end.ms)}`, `run ${end.run}`];
}

function countsOf(end: RunEnd, start: RunStart): string {
  if (end.exit === exitCodes.ok && start.jobs === 0) return 'no jobs';
  if (end.exit === exitCodes.ok && end.ok === start.jobs) return `${end.ok} of ${start.jobs}`;
  const parts = countParts(end).map(([count, word]) => `${count} ${word}`);
  const left = start.jobs - countParts(end).reduce((sum, [count]) => sum + count, 0);
  if (left > 0) parts.push(`${left} left open`);
  return `${parts.join('  ')} `;
}

/** How a run ends whose jobs go on although somebody waited for them. */
const leftWaiting: ReadonlySet<number> = new Set([exitCodes.interrupted, exitCodes.terminated, exitCodes.unreachable]);

/** What there is at least one of. */
function countParts(end: RunEnd): [number, string][] {
  const all: [number, string][] = [
    [end.ok, 'ok'],
    [end.failed, 'failed'],
    [end.timeout, 'timeout'],
    [end.denied, 'denied'],
    [end.cancelled, 'cancelled'],
    [end.ignored, 'ignored'],
    [end.skipped, 'skipped'],
    [end.detached, leftWaiting.has(end.exit) ? 'left open' : 'submitted'],
  ];
  return all.filter(([count]) => count > 0);
}

function bold(paint: Paint, look: Look): Paint {
  return (text) => look.style.strong(paint(text));
}
