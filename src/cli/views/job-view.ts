// Jobs as people and programs see them: the list, the page of one, a line for each change.

import { tameLine } from '../../diagnostics/visible.ts';
import { systemClock } from '../../ground/clock.ts';
import { briefGuid, briefKey, briefParams, briefResult, oneLine } from '../../print/brief.ts';
import { formatAgo, formatClock, formatDuration, formatSeconds, formatTime } from '../../print/format.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import { type Look, plainLook } from '../../print/style.ts';
import { type Cell, type Column, layLine, renderTable } from '../../print/table.ts';
import type { JobOutcome, JobView } from '../../records/outcome.ts';
import type { LogLine } from '../../store/parts/views.ts';
import { type JobWord, jobWord } from './job-words.ts';
import type { Screens } from './view.ts';

export interface JobViewOptions {
  /** Epoch milliseconds; default: the system's clock. */
  now?: number;
  /** Name of a public key, if one is known. */
  nameOf?: (pubkey: string) => string | undefined;
}

const columns: Column[] = [
  { head: 'job' },
  { head: 'state', min: 9 },
  { head: 'label', min: 4, max: 20, rank: 6 },
  { head: 'action', min: 16, max: 40 },
  { head: 'params', min: 8, max: 48, rank: 3 },
  { head: 'agent', min: 6, max: 14, rank: 1 },
  { head: 'time', align: 'right', rank: 5 },
  { head: 'created', align: 'right', rank: 4 },
  { head: 'run', rank: 2 },
];

/** Which jobs were asked for. */
type ListKind = keyof typeof noJobs;

const noJobs = {
  open: 'no open jobs; hero job ls --all lists those that have ended',
  all: 'no jobs',
  some: 'no such jobs',
};

/** Newest first, as they come. */
export function jobListView(
  views: readonly JobView[],
  { stdout, stderr }: Screens,
  options: JobViewOptions & { kind?: ListKind } = {},
): void {
  if (views.length === 0) {
    stderr.write(`${noJobs[options.kind ?? 'open']}\n`);
    return;
  }
  const { look, columns: width } = stdout;
  const now = options.now ?? systemClock.now();
  const rows = views.map((view) => listRow(view, look, now, options));
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
}

function listRow({ job, outcome }: JobView, look: Look, now: number, options: JobViewOptions): Cell[] {
  const { word, glyph, paint } = wordOf({ job, outcome }, look);
  return [
    briefGuid(job.guid),
    { text: `${glyph} ${word}`, paint },
    outcome.label ?? '',
    `${job.actor}.${job.action}`,
    { text: briefParams(job.params), paint: look.style.dim },
    nameKey(outcome.agent, look, options),
    timeOf(outcome, now),
    formatAgo(now - outcome.created_ms),
    { text: outcome.run ?? '', paint: look.style.dim },
  ];
}

/** The page of `hero job get`; nothing on it is cut. */
export function jobDetailView(view: JobView, { stdout }: Screens, options: JobViewOptions = {}): void {
  const { look } = stdout;
  const { job, outcome } = view;
  const now = options.now ?? systemClock.now();
  const { word, glyph, paint } = wordOf(view, look);
  const head: Cell[] = [
    { text: `${glyph} ${word}`, paint },
    { text: `  ${job.actor}.${job.action}`, paint: look.style.strong },
  ];
  const agents = job.agents.map((agent) => nameKey(agent, look, options)).join(', ');
  const pairs: Pair[] = [
    ['guid', job.guid],
    ['run', [outcome.run ?? '', outcome.label ?? '', placeOf(outcome)].filter((part) => part !== '').join('  ')],
    ['params', paramLines(job.params)],
    ['source', nameKey(job.source, look, options)],
    ['circle', `${job.circle}/${job.context}`],
    [
      'agent',
      agents === ''
        ? nameKey(outcome.agent, look, options)
        : `${nameKey(outcome.agent, look, options) || look.glyphs.dash}  of ${agents}`,
    ],
    ['again', outcome.retry_of === null ? '' : `of ${outcome.retry_of}`],
    ['waits for', job.dependencies.map(({ guid }) => guid).join('\n')],
    [
      'limits',
      `${formatSeconds(job.timeout)} to run, ${formatSeconds(job.timeout_schedule)} to be taken, ${job.retry} ${job.retry === 1 ? 'retry' : 'retries'}`,
    ],
    ['created', moment(outcome.created_ms, now)],
    ['begins', outcome.scheduled_ms === null && job.status.start > 0 ? moment(job.status.start * 1000, now) : ''],
    ['scheduled', moment(outcome.scheduled_ms, now)],
    ['started', moment(outcome.started_ms, now)],
    ['ended', moment(outcome.ended_ms, now)],
    ['took', outcome.started_ms === null ? '' : timeOf(outcome, now)],
    ['progress', progressOf(outcome)],
    ['attempts', outcome.attempt > 1 ? String(outcome.attempt) : ''],
    ['cancelled', outcome.cancel_requested === outcome.message ? '' : (outcome.cancel_requested ?? '')],
    ['code', outcome.code === 0 ? '' : String(outcome.code)],
    ['message', { text: outcome.message, paint: outcome.message === '' ? undefined : paint }],
    ['result', resultLines(outcome.result)],
  ];
  const lines = [layLine(head, Number.POSITIVE_INFINITY, look), '', ...renderPairs(pairs, look)];
  if (outcome.failed_attempts.length > 0) lines.push('', ...attemptLines(outcome, look, options));
  stdout.write(`${lines.join('\n')}\n`);
}

/** The record as it is, and `outcome` beside its fields. */
export function jobViewToJson({ job, outcome }: JobView): object {
  return { ...job, outcome };
}

/** One line that says how a job stands, for `hero job watch`. */
export function jobChangeLine(view: JobView, options: JobViewOptions = {}, look: Look = plainLook()): string {
  const { job, outcome } = view;
  const { word, paint } = wordOf(view, look);
  const at = outcome.ended_ms ?? outcome.started_ms ?? outcome.scheduled_ms ?? outcome.created_ms;
  const facts = [
    `${job.actor}.${job.action}`,
    outcome.agent === null ? '' : `agent=${nameKey(outcome.agent, look, options)}`,
    outcome.attempt > 1 ? `try=${outcome.attempt}` : '',
    outcome.started_ms !== null && outcome.ended_ms !== null
      ? formatDuration(outcome.ended_ms - outcome.started_ms)
      : '',
    outcome.code === 0 ? '' : `code=${outcome.code}`,
    oneLine(outcome.message),
    briefResult(outcome.result),
  ].filter((fact) => fact !== '');
  const name = outcome.label === null ? briefGuid(job.guid) : `${briefGuid(job.guid)} ${outcome.label}`;
  const cells: Cell[] = [`${formatTime(at)} ${name} `, { text: word, paint }, ` ${facts.join(' ')}`];
  return layLine(cells, Number.POSITIVE_INFINITY, look);
}

/** What the job wrote, without what could move the cursor. */
export function logLineText(line: LogLine, look: Look = plainLook()): string {
  return tameLine(line.text, look.ascii);
}

function wordOf({ job, outcome }: JobView, look: Look): JobWord {
  return jobWord({ state: job.status.status, outcome: outcome.outcome, ignored: outcome.ignored }, look);
}

function nameKey(key: string | null, look: Look, { nameOf }: JobViewOptions): string {
  if (key === null) return '';
  return nameOf?.(key) ?? briefKey(key, look.glyphs.ellipsis);
}

function placeOf({ file, line }: JobOutcome): string {
  if (file === null) return '';
  return line === null ? file : `${file}:${line}`;
}

function timeOf(outcome: JobOutcome, now: number): string {
  if (outcome.started_ms === null) return '';
  return formatDuration((outcome.ended_ms ?? now) - outcome.started_ms);
}

function moment(ms: number | null, now: number): string {
  return ms === null ? '' : `${formatTime(ms).slice(0, 10)} ${formatClock(ms)} UTC  ${formatAgo(now - ms)}`;
}

function progressOf({ progress }: JobOutcome): string {
  if (progress === null) return '';
  const percent = progress.percent === null ? '' : `${Math.round(progress.percent)}%  `;
  return `${percent}${progress.message}`.trimEnd();
}

function paramLines(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([key, value]) => `${key}: ${value.replaceAll('\n', '\n  ')}`)
    .join('\n');
}

function resultLines(result: unknown): string {
  if (result === null || result === undefined) return '';
  return typeof result === 'string' ? result.trimEnd() : JSON.stringify(result, null, 2);
}

function attemptLines(outcome: JobOutcome, look: Look, options: JobViewOptions): string[] {
  const rows = outcome.failed_attempts.map((attempt): Cell[] => [
    String(attempt.attempt),
    nameKey(attempt.agent, look, options),
    { text: jobWord({ state: 'error', outcome: attempt.outcome, ignored: false }, look).word, paint: look.style.error },
    attempt.started_ms === null ? '' : formatDuration(attempt.ended_ms - attempt.started_ms),
    attempt.code === 0 ? '' : String(attempt.code),
    oneLine(attempt.message),
  ]);
  const heads: Column[] = [
    { head: 'try', align: 'right' },
    { head: 'agent' },
    { head: 'ended' },
    { head: 'time', align: 'right' },
    { head: 'code', align: 'right' },
    { head: 'message' },
  ];
  return renderTable(heads, rows, { look, width: Number.POSITIVE_INFINITY, indent: 2 });
}
