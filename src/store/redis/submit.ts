// Takes a batch of jobs into the store: all of it or none of it. A large one comes in pieces that are kept aside until the
// last one is there.

import { newGuid } from '../../ground/id.ts';
import { Batch, unknownDependency } from '../batch.ts';
import { StoreError } from '../errors.ts';
import { overLimitError } from '../limits.ts';
import type { Refusal, RefusalReason, Submission, SubmitResult } from '../parts/jobs.ts';
import type { Core } from './core.ts';
import { maxmemory } from './failure.ts';
import { type Functions, maxUnderway, pieceSize } from './functions.ts';
import { recordsOf, type SentJob, toSentJob } from './newcomer.ts';

/** Jobs that one call keeps aside, which takes half as long for each as what is done with them then. */
const keptPieceSize = 2 * pieceSize;

export async function submit(core: Core, jobs: readonly Submission[]): Promise<SubmitResult> {
  if (jobs.length > pieceSize) return submitInPieces(core, jobs);
  const incoming = new Batch<SentJob>();
  const list = addTo(incoming, jobs);
  const refusals = incoming.refusals();
  if (refusals.length > 0) return { ok: false, refusals };
  if (list.length === 0) return { ok: true, existing: [] };
  return toResult(await sendAtOnce(core, list), incoming);
}

/** Returns those that are new among these. */
function addTo(batch: Batch<SentJob>, jobs: readonly Submission[]): SentJob[] {
  const fresh: SentJob[] = [];
  for (const job of jobs) {
    const sent = toSentJob(job);
    if (batch.add(sent)) fresh.push(sent);
  }
  return fresh;
}

async function submitInPieces(core: Core, jobs: readonly Submission[]): Promise<SubmitResult> {
  const { functions } = core;
  const batch = newGuid();
  const { result, kept } = await sendPieces(core, batch, jobs);
  if (!result.ok) return result;
  const isBegun = Number(await functions.act('hr_commit', batch, kept)) === 1;
  if (!isBegun && !(await isThere(functions, jobs, result.existing))) {
    await abort(functions, batch);
    const help = 'submit it again; if it happens often, submit fewer jobs at once';
    throw new StoreError('unreachable', 'the store was too slow for this batch of jobs and has dropped it', help);
  }
  return result;
}

/**
 * Keeps all of them aside under the name of the batch, or none. While the server has one piece, the next is made. `kept`:
 * how many there have to be; those that came first may be thrown away, for being slow, before the last ones come.
 */
async function sendPieces(
  core: Core,
  batch: string,
  jobs: readonly Submission[],
): Promise<{ result: SubmitResult; kept: number }> {
  const { functions, shown } = core;
  const incoming = new Batch<SentJob>();
  const answers: string[] = [];
  let full: string[] | undefined;
  const take = (piece: string[]) => {
    if (isFull(piece)) full ??= piece;
    else answers.push(...piece);
  };
  const underway: Promise<string[]>[] = [];
  for (let at = 0; at < jobs.length && full === undefined; at += keptPieceSize) {
    const list = addTo(incoming, jobs.slice(at, at + keptPieceSize));
    if (list.length === 0) continue;
    // What is kept aside is safe with the call that makes jobs of it.
    const piece = functions.tell('hr_submit', batch, ...recordsOf(list)) as Promise<string[]>;
    // That it failed is told when its turn comes.
    piece.catch(() => {});
    underway.push(piece);
    if (underway.length === maxUnderway) take(await (underway.shift() as Promise<string[]>));
  }
  for (const piece of underway) take(await piece);
  if (full !== undefined) {
    await abort(functions, batch);
    throw overLimitError(shown, ...bytesOf(full), maxmemory);
  }
  const refusals = incoming.refusals();
  const result: SubmitResult = refusals.length > 0 ? { ok: false, refusals } : toResult(answers, incoming);
  if (!result.ok) await abort(functions, batch);
  return { result, kept: result.ok ? incoming.newcomers.size - result.existing.length : 0 };
}

/** Jobs that another call is to begin, kept aside under this name: how many; undefined: they are refused. Guids must differ. */
export async function keepAside(core: Core, batch: string, jobs: readonly Submission[]): Promise<number | undefined> {
  const { result, kept } = await sendPieces(core, batch, jobs);
  return result.ok ? kept : undefined;
}

/** Whether an earlier try has committed the batch and only its answer was lost. `existing`: were there before. */
async function isThere(functions: Functions, jobs: readonly Submission[], existing: string[]): Promise<boolean> {
  const old = new Set(existing);
  const fresh = jobs.findLast(({ job }) => !old.has(job.guid));
  const view = (await functions.read('hr_get', fresh?.job.guid ?? '')) as unknown[];
  return view.length > 0;
}

/** A batch that fits into one call. */
async function sendAtOnce({ functions, shown }: Core, list: SentJob[]): Promise<string[]> {
  const answers = (await functions.act('hr_submit', '', ...recordsOf(list))) as string[];
  if (isFull(answers)) throw overLimitError(shown, ...bytesOf(answers), maxmemory);
  return answers;
}

/** Whether new jobs are refused. */
function isFull(answers: string[]): boolean {
  return answers.at(-3) === 'full';
}

/** Bytes used and allowed, of answers that say so. */
function bytesOf(answers: string[]): [used: number, max: number] {
  return [Number(answers.at(-2)), Number(answers.at(-1))];
}

async function abort(functions: Functions, batch: string): Promise<void> {
  while (Number(await functions.tell('hr_abort', batch)) === 1);
}

/** `answers`: word, guid, detail of each job there is something to say about. */
function toResult(answers: string[], { newcomers }: Batch<SentJob>): SubmitResult {
  const existing: string[] = [];
  const refusals: Refusal[] = [];
  for (let i = 0; i < answers.length; i += 3) {
    const [word = '', guid = '', detail = ''] = answers.slice(i, i + 3);
    if (word === 'existing') existing.push(guid);
    else if (word === 'bad_record') throw new Error(`a job that is no record: ${detail}`);
    else if (word !== 'unknown_dependency') refusals.push({ guid, reason: word as RefusalReason, detail });
    else if (!newcomers.has(detail)) refusals.push(unknownDependency(guid, detail));
  }
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, existing };
}
