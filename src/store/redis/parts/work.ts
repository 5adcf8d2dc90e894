// Work on Redis: claims and ends in pieces, so that no call takes long.

import { BusyPoll } from '../../../ground/busy-poll.ts';
import type { Claim, ClaimRequest, Exchange, Finish, FinishAnswer, WorkStore } from '../../parts/work.ts';
import { type ClaimValues, toClaims } from '../answers.ts';
import { claimArgs, finishArgs, leftOf, reportArgs } from '../arguments.ts';
import type { Core } from '../core.ts';
import { type Functions, pieceSize } from '../functions.ts';
import { piecesOf, type ReportPiece } from '../report-pieces.ts';

/** Servers nearby answer an agent within this, milliseconds. */
const shortCallMs = 1;

export function workStore({ functions, retention: { logLines } }: Core): WorkStore {
  const busyPoll = new BusyPoll(shortCallMs);
  /** The last exchange brought jobs in place of those that had ended: the next one likely does so too, and is polled for. */
  let jobsFollow = false;
  return {
    isRemote: true,

    claim: (request) => claim(functions, request),

    async start({ guid, fence }) {
      return (await functions.tell('hr_start', guid, fence)) === 1;
    },

    async exchange(finishes, request, reports = []) {
      const coming = exchange(functions, finishes, request, piecesOf(reports, logLines));
      const answer = await (jobsFollow ? busyPoll.during(coming) : coming);
      jobsFollow = finishes.length > 0 && answer.claims.length > 0;
      return answer;
    },

    async release(refs) {
      // The last ones first, so that the first come to lie before them.
      for (let end = refs.length; end > 0; end -= pieceSize) {
        const piece = refs.slice(Math.max(0, end - pieceSize), end);
        await functions.tell('hr_release', ...piece.flatMap(({ guid, fence }) => [guid, fence]));
      }
    },

    async report(reports) {
      if (reports.length > 0) await tellAll(functions, piecesOf(reports, logLines));
    },
  };
}

async function claim(functions: Functions, request: ClaimRequest): Promise<Claim[]> {
  const claims: Claim[] = [];
  while (claims.length < request.max) {
    const piece = await functions.act('hr_claim', ...claimArgs(leftOf(request, claims)));
    const got = toClaims(piece as ClaimValues);
    claims.push(...got);
    if (got.length < pieceSize) break;
  }
  return claims;
}

async function tellAll(functions: Functions, pieces: ReportPiece[][]): Promise<void> {
  for (const piece of pieces) await functions.tell('hr_report', ...piece.flatMap(reportArgs));
}

async function exchange(
  functions: Functions,
  finishes: Finish[],
  request: ClaimRequest | undefined,
  reports: ReportPiece[][],
): Promise<Exchange> {
  const answers: FinishAnswer[] = [];
  // Before the results, as a job that has ended takes no lines any more.
  await tellAll(functions, reports.slice(0, -1));
  let told = reports.at(-1) ?? [];
  let last: Exchange;
  do {
    const piece = finishes.slice(answers.length, answers.length + pieceSize);
    const isLast = answers.length + piece.length === finishes.length;
    const wanted = isLast && request !== undefined && request.lanes.length > 0 ? claimArgs(request) : [];
    const args = [piece.length, ...piece.flatMap(finishArgs), told.length, ...told.flatMap(reportArgs), ...wanted];
    const [words, claims, revision] = (await functions.act('hr_exchange', ...args)) as [
      FinishAnswer[],
      ClaimValues,
      number,
    ];
    told = [];
    answers.push(...words);
    last = { answers, claims: toClaims(claims), revision };
  } while (answers.length < finishes.length);
  if (request !== undefined && last.claims.length === pieceSize && request.max > pieceSize) {
    last.claims.push(...(await claim(functions, leftOf(request, last.claims))));
  }
  return last;
}
