// Takes a batch of jobs into the store: all of it or none of it. A large one comes in pieces that are kept aside until the
// last one is there.

import { newGuid } from '../../ground/id.ts';
import type { Job, JobStatus } from '../../records/job.ts';
import { jobSpecJson } from '../../records/job-json.ts';
import { findCycle } from '../cycle.ts';
import { StoreError } from '../errors.ts';
import { overError } from '../limits.ts';
import type { RefusalReason, Submission, SubmitResult } from '../parts/jobs.ts';
import type { Core } from './core.ts';
import { type Functions, maxUnderway, pieceSize } from './functions.ts';

interface Newcomer {
  guid: string;
  /** The record without its status. */
  spec: string;
  /** As it is sent. */
  record: string;
  how: string;
  needs: string[];
}

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

/** Record and how of each job in turn, as functions take them. */
export function toRecords(jobs: readonly Submission[]): string[] {
  return recordsOf(jobs.map(toNewcomer));
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

function recordsOf(list: readonly Newcomer[]): string[] {
  // What is said of a job as of the one before it is not said again.
  return list.flatMap(({ record, how }, i) => [record, how === list[i - 1]?.how ? '=' : how]);
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

function toNewcomer({ job, trail, admission }: Submission): Newcomer {
  const spec = jobSpecJson(job);
  const needs = needsOf(job);
  const { run, lane, priority, ...rest } = trail;
  const how: Record<string, unknown> = {};
  if (run !== undefined) how.run = run;
  if (lane !== undefined && lane !== '') how.lane = lane;
  if (priority !== undefined) how.priority = priority;
  if (admission !== undefined) {
    how.candidates = admission.candidates;
    how.revision = admission.revision;
  }
  for (const key in rest) {
    if (rest[key as keyof typeof rest] === undefined) continue;
    how.trail = JSON.stringify(rest);
    break;
  }
  const extra = extraText(job.status);
  if (extra !== '') how.extra = extra;
  const facts = factsOf(job, needs);
  if (facts !== undefined) how.facts = facts;
  const record = facts === undefined ? `${spec},"status":${JSON.stringify(job.status)}}` : spec;
  return { guid: job.guid, spec, record, how: JSON.stringify(how), needs };
}

/** Text that is the same in JSON, character for character and byte for byte. */
const plain = /^[ !#-[\]-~]{1,256}$/;

/** What the functions have to know of a record, so that they need not read it; undefined: they have to. */
function factsOf(job: Job, needs: string[]): Record<string, unknown> | undefined {
  if (!plain.test(job.guid)) return undefined;
  const { actor, source, timeout_schedule, timeout, retry, ignore_error, ignore_error_codes } = job;
  const { start, created } = job.status;
  // What is as usual is left out, since all of it is read.
  return {
    guidBytes: job.guid.length,
    actor,
    source,
    timeout_schedule,
    timeout,
    ...(job.agents.length > 0 && { named: true }),
    ...(retry > 0 && { retry }),
    ...(ignore_error && { ignore_error }),
    ...(ignore_error_codes.length > 0 && { ignore_error_codes }),
    ...(needs.length > 0 && { needs }),
    ...(start > 0 && { start }),
    ...(created > 0 && { created }),
  };
}

function needsOf(job: Job): string[] {
  return job.dependencies.length === 0 ? [] : [...new Set(job.dependencies.map(({ guid }) => guid))];
}

const known = new Set(['guid', 'created', 'start', 'end', 'status']);

/** Members of the status that we do not know, as JSON text behind a comma; '' when there are none. */
function extraText(status: JobStatus): string {
  let text = '';
  for (const key in status) {
    if (known.has(key)) continue;
    const value = JSON.stringify(status[key]);
    if (value !== undefined) text += `,${JSON.stringify(key)}:${value}`;
  }
  return text;
}
