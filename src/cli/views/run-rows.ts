// The row of a job in the live view: columns that only ever grow, fitted to the width of the screen.

import type { RunJob } from '../../app/events.ts';
import { columnWidth, tameLine } from '../../diagnostics/visible.ts';
import { briefParams, briefResult, oneLine } from '../../print/brief.ts';
import { formatDuration, formatSeconds } from '../../print/format.ts';
import { type Cell, type Column, fillTo, fitWidths, layLine } from '../../print/table.ts';
import { isEnded, isFailure, isSkipped, runJobWord, tryOf } from './job-words.ts';
import { agentName, type ViewContext } from './view.ts';

export interface Row {
  job: RunJob;
  params: string;
  /** Monotonic milliseconds at which the view saw it enter its state. */
  since: number;
  /** Last line it logged, '' if none. */
  line: string;
}

const columns: readonly Column[] = [
  { min: 4 }, // label
  { min: 10 }, // action
  { min: 6, rank: 2 }, // params
  {}, // status
  { min: 5, rank: 1 }, // agent
  { align: 'right' }, // time
  { min: 8, rank: 0 }, // detail
];
const limits = [20, 32, 28, 13, 14, 6, 40];
const indent = '  ';
const gap = 2;

export class RowLayout {
  readonly #context: ViewContext;
  /** Widest text seen in each column. */
  readonly #natural = [4, 8, 0, 9, 5, 6, 10];
  readonly #cache = new Map<number, number[]>();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  observe({ job, params }: Row): void {
    this.#widen(0, job.label);
    this.#widen(1, `${job.actor}.${job.action}`);
    this.#widen(2, params);
    this.#widen(4, agentName(this.#context, job.agent));
    if (isFailure(job)) this.#widen(3, runJobWord(job, this.#context.out.look).word);
  }

  /** `waitsFor`: labels of the jobs it still waits for. `now` is monotonic. */
  line(row: Row, width: number, now: number, waitsFor: readonly string[]): string {
    const { look } = this.#context.out;
    const { job } = row;
    const [label = 0, action = 0, params = 0] = this.#widths(width);
    const { glyph, paint, word } = runJobWord(job, look);
    const spinner = look.glyphs.running[Math.floor(now / 100) % look.glyphs.running.length] ?? glyph;
    const quiet = isSkipped(job) || job.state === 'created' ? look.style.dim : undefined;
    const cells: Cell[] = [
      indent,
      { text: job.state === 'running' ? spinner : glyph, paint },
      ' ',
      { text: fillTo(job.label, label, look), paint: quiet },
      ...this.#cell(`${job.actor}.${job.action}`, action, quiet),
      ...this.#cell(row.params, params, look.style.dim),
    ];
    const story = storyOf(row, waitsFor);
    if (story === undefined) cells.push(...this.#tail(row, width, now, { word, paint }));
    else cells.push('  ', { text: story, paint: look.style.dim });
    return layLine(cells, width, look).trimEnd();
  }

  /** The last line of a running job, to be shown below its row. */
  logLine(row: Row, width: number): string {
    const { look } = this.#context.out;
    const [label = 0] = this.#widths(width);
    const text = `${look.glyphs.bar} ${tameLine(row.line, look.ascii)}`;
    return layLine([' '.repeat(indent.length + 2 + label + gap), { text, paint: look.style.dim }], width, look);
  }

  #tail(
    row: Row,
    width: number,
    now: number,
    { word, paint }: { word: string; paint: (text: string) => string },
  ): Cell[] {
    const { look } = this.#context.out;
    const { job } = row;
    const [, , , status = 0, agent = 0, time = 0, detail = 0] = this.#widths(width);
    const said = job.state === 'running' && job.try > 1 ? `try ${tryOf(job)}` : word;
    const cells: Cell[] = [
      ...this.#cell(job.state === 'ok' ? '' : said, status, paint),
      ...this.#cell(agentName(this.#context, job.agent), agent, undefined),
      '  ',
      fillTo(timeOf(row, now), time, look, 'right'),
    ];
    if (detail > 0) cells.push({ text: detailOf(row), paint: look.style.dim });
    return cells;
  }

  #cell(text: string, width: number, paint: ((text: string) => string) | undefined): Cell[] {
    return width === 0 ? [] : ['  ', { text: fillTo(text, width, this.#context.out.look), paint }];
  }

  #widen(column: number, text: string): void {
    const before = this.#natural[column] ?? 0;
    const width = Math.min(limits[column] ?? 0, columnWidth(text));
    if (width <= before) return;
    this.#natural[column] = width;
    this.#cache.clear();
  }

  #widths(width: number): number[] {
    let widths = this.#cache.get(width);
    if (widths === undefined) {
      widths = fitWidths(columns, this.#natural, width - indent.length - 2, gap);
      this.#cache.set(width, widths);
    }
    return widths;
  }
}

export function newRow(job: RunJob, now: number): Row {
  return { job, params: briefParams(job.params), since: now, line: '' };
}

/** What is said instead of agent and time, for jobs that have neither. */
function storyOf({ job }: Row, waitsFor: readonly string[]): string | undefined {
  if (isSkipped(job)) return job.error === '' ? 'skipped' : `skipped: ${oneLine(job.error)}`;
  if (job.state !== 'created') return undefined;
  if (waitsFor.length === 0) return 'waiting';
  const shown = waitsFor.slice(0, 3).join(', ');
  return `waiting on ${shown}${waitsFor.length > 3 ? ` +${waitsFor.length - 3}` : ''}`;
}

function timeOf({ job, since }: Row, now: number): string {
  if (isEnded(job)) return job.ms === null ? '' : formatDuration(job.ms);
  return formatDuration(now - since);
}

function detailOf({ job }: Row): string {
  switch (job.state) {
    case 'running': {
      const { percent = null, message = '' } = job.progress ?? {};
      const progress = [percent === null ? '' : `${Math.round(percent)}%`, message].filter((part) => part !== '');
      return [` / ${formatSeconds(job.timeout)}`, ...progress].join('  ');
    }
    case 'scheduled': {
      const retry = job.try > 0 && job.outcome !== null ? `  after ${job.outcome}` : '';
      return ` / ${formatSeconds(job.timeout_schedule)}${retry}`;
    }
    case 'ok': {
      const result = briefResult(job.result);
      return result === '' ? '' : `  ${result}`;
    }
    case 'error':
      return errorDetail(job);
    default:
      return '';
  }
}

function errorDetail(job: RunJob): string {
  if (job.outcome === 'timeout') return `  limit ${formatSeconds(job.timeout)}`;
  if (job.outcome === 'not_picked_up') return `  limit ${formatSeconds(job.timeout_schedule)}`;
  const code = job.code === 0 ? '' : `  code ${job.code}`;
  // An error that counts is told in full below; this one is told nowhere else.
  return job.ignored && job.error !== '' ? `${code}  ${oneLine(job.error)}` : code;
}
