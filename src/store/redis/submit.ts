// Takes a batch of jobs into the store: all of it or none of it. A large one comes in pieces that are kept aside until the
// last one is there.

import { newGuid } from '../../ground/id.ts';
import { findCycle } from '../cycle.ts';
import { StoreError } from '../errors.ts';
import { overError } from '../limits.ts';
import type { RefusalReason, Submission, SubmitResult } from '../parts/jobs.ts';
import type { Core } from './core.ts';
import { type Functions, maxUnderway, pieceSize } from './functions.ts';
import { type Newcomer, recordsOf, toNewcomer } from './newcomer.ts';

type Refusal = Extract<SubmitResult, { ok: false }>['refusals'][number];

export async function submit(core: Core, batch: readonly Submission[]): Promise<SubmitResult> {
  const newcomers = new Map<string, Newcomer>();
  const refusals: Refusal[] = [];
  for (const submission of batch) {
    const newcomer = toNewcomer(submission);
    const twin = newcomers.get(newcomer.guid);
    if (twin === undefined) newcomers.set(newcomer.guid, newcomer);
    else if (twin.spec !== newcomer.spec) refusals.push(conflict(newcomer.guid, 'another job has this guid'));
  }
  const cycle = findCycle(newcomers);
  if (cycle !== undefined) {
    const detail = `depends on itself: ${[...cycle, cycle[0]].join(' → ')}`;
    for (const guid of cycle) refusals.push({ guid, reason: 'dependency_cycle', detail });
  }
  if (refusals.length > 0) return { ok: false, refusals };
  if (newcomers.size === 0) return { ok: true, existing: [] };
  const list = [...newcomers.values()];
  if (list.length <= pieceSize) return toResult(await sendAtOnce(core, list), newcomers);
  return submitInPieces(core, list, newcomers);
}

async function submitInPieces(core: Core, list: Newcomer[], all: ReadonlyMap<string, Newcomer>): Promise<SubmitResult> {
  const { functions } = core;
  const batch = newGuid();
  const result = await sendPieces(core, batch, list, all);
  if (!result.ok) return result;
  if (Number(await functions.act('hr_commit', batch)) === 0 && !(await isThere(functions, list))) {
    const help = 'submit it again; if it happens often, submit fewer jobs at once';
    throw new StoreError('unreachable', 'the store was too slow for this batch of jobs and has dropped it', help);
  }
  return result;
}

/** Keeps all of them aside under the name of the batch, or none. */
async function sendPieces(
  core: Core,
  batch: string,
  list: Newcomer[],
  all: ReadonlyMap<string, Newcomer>,
): Promise<SubmitResult> {
  const { functions, shown } = core;
  const answers: string[] = [];
  for (let at = 0; at < list.length; ) {
    const pieces: Promise<unknown>[] = [];
    for (; at < list.length && pieces.length < maxUnderway; at += pieceSize) {
      // What is kept aside is safe with the call that makes jobs of it.
      pieces.push(functions.tell('hr_submit', batch, ...recordsOf(list.slice(at, at + pieceSize))));
    }
    const piecesAnswers = (await Promise.all(pieces)) as string[][];
    const full = piecesAnswers.find(isFull);
    if (full !== undefined) {
      await abort(functions, batch);
      throw fullError(full, shown);
    }
    answers.push(...piecesAnswers.flat());
  }
  const result = toResult(answers, all);
  if (!result.ok) await abort(functions, batch);
  return result;
}

/** Jobs that another call is to begin, kept aside under this name; false: they are refused. Guids must differ. */
export async function keepAside(core: Core, batch: string, jobs: readonly Submission[]): Promise<boolean> {
  const list = jobs.map(toNewcomer);
  const result = await sendPieces(core, batch, list, new Map(list.map((newcomer) => [newcomer.guid, newcomer])));
  return result.ok;
}

/** Whether an earlier try has committed the batch and only its answer was lost. */
async function isThere(functions: Functions, list: Newcomer[]): Promise<boolean> {
  const view = (await functions.read('hr_get', list.at(-1)?.guid ?? '')) as unknown[];
  return view.length > 0;
}

/** A batch that fits into one call. */
async function sendAtOnce({ functions, shown }: Core, list: Newcomer[]): Promise<string[]> {
  const answers = (await functions.act('hr_submit', '', ...recordsOf(list))) as string[];
  if (isFull(answers)) throw fullError(answers, shown);
  return answers;
}

/** Whether new jobs are refused. */
function isFull(answers: string[]): boolean {
  return answers.at(-3) === 'full';
}

function fullError(answers: string[], shown: string): StoreError {
  const [used, max] = answers.slice(-2);
  return overError(shown, Number(used), Number(max));
}

async function abort(functions: Functions, batch: string): Promise<void> {
  while (Number(await functions.tell('hr_abort', batch)) === 1);
}

/** `answers`: word, guid, detail of each job there is something to say about. */
function toResult(answers: string[], batch: ReadonlyMap<string, Newcomer>): SubmitResult {
  const existing: string[] = [];
  const refusals: Refusal[] = [];
  for (let i = 0; i < answers.length; i += 3) {
    const [word = '', guid = '', detail = ''] = answers.slice(i, i + 3);
    if (word === 'existing') existing.push(guid);
    else if (word === 'bad_record') throw new Error(`a job that is no record: ${detail}`);
    else if (word !== 'unknown_dependency') refusals.push({ guid, reason: word as RefusalReason, detail });
    else if (!batch.has(detail)) {
      refusals.push({ guid, reason: word, detail: `depends on ${detail}, which is not in the store` });
    }
  }
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, existing };
}

function conflict(guid: string, detail: string): Refusal {
  return { guid, reason: 'conflict', detail };
}
