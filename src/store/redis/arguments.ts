// What the functions get, from the values of the port.

import type { Claim, ClaimRequest, Finish } from '../parts/work.ts';
import type { ReportPiece } from './report-pieces.ts';

/** What is still to be claimed when these are. */
export function leftOf(request: ClaimRequest, taken: Claim[]): ClaimRequest {
  const { slots } = request;
  if (slots === undefined || taken.length === 0) return { ...request, max: request.max - taken.length };
  const left = { ...slots };
  for (const { job } of taken) {
    const free = left[job.actor];
    if (free !== undefined) left[job.actor] = free - 1;
  }
  return { ...request, max: request.max - taken.length, slots: left };
}

export function claimArgs({ agent, session, lanes, max, slots, isReady }: ClaimRequest): (string | number)[] {
  const room = slots !== undefined ? JSON.stringify(slots) : isReady ? 'ready' : '';
  return [agent, session, lanes.length === 0 ? 0 : max, room, ...lanes];
}

export function finishArgs(finish: Finish): (string | number)[] {
  const { guid, fence, ok, outcome, code, message, result, retry } = finish;
  const text = result === undefined || result === null ? '' : (JSON.stringify(result) ?? '');
  const again = retry === undefined ? 0 : retry === 'never' ? 1 : `+${retry.afterMs}`;
  return [guid, fence, ok ? 'ok' : (outcome ?? 'failed'), code ?? 0, message ?? '', text, again];
}

export function reportArgs({ guid, fence, lines = [], skipped, progress }: ReportPiece): (string | number)[] {
  const told = progress === undefined ? '' : JSON.stringify({ percent: progress.percent, message: progress.message });
  const count = skipped === 0 ? lines.length : `${lines.length}+${skipped}`;
  return [guid, fence, told, count, ...lines.flatMap(({ stream, text, at }) => [stream, text, at])];
}
