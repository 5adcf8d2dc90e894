// The live view of a run: a row for each open job at the end of the screen; rows of ended jobs stay above it.

import type { RunEnd, RunEvent, RunJob, RunLog, RunStart } from '../../app/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { type Frame, LiveBlock, type LiveSize } from '../../print/live.ts';
import { layLine } from '../../print/table.ts';
import { FailureBook } from './failures.ts';
import { isEnded, isFailure } from './job-words.ts';
import { footerLines, headerLine } from './run-frame.ts';
import { newRow, type Row, RowLayout } from './run-rows.ts';
import { summaryLine } from './run-summary.ts';
import { type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';

export class TtyView implements RunView {
  readonly #context: ViewContext;
  readonly #live: LiveBlock;
  readonly #layout: RowLayout;
  readonly #failures = new FailureBook();
  readonly #told: { start: RunStart | undefined; diagnostics: Diagnostic[] } = { start: undefined, diagnostics: [] };
  /** Open jobs by number: those an agent has, and those that wait. */
  readonly #active = new Map<number, Row>();
  readonly #waiting = new Map<number, Row>();
  readonly #openLabels = new Set<string>();
  /** Ended, and still in the block because an earlier job is open. */
  #ended: Row[] = [];
  /** Lines to print above the block with the next frame. */
  #above: string[] = [];
  #isBlankAbove = true;
  #done = 0;
  #failed = 0;
  #began: number;
  #end: RunEnd | undefined;
  #hint: string;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#hint = context.hint ?? '^C cancel';
    this.#layout = new RowLayout(context);
    this.#began = context.clock.tick();
    this.#live = new LiveBlock({
      terminal: context.out,
      tick: () => context.clock.tick(),
      compose: (size) => this.#compose(size),
    });
  }

  event(event: RunEvent): void {
    switch (event.type) {
      case 'run_start':
        this.#told.start = event;
        this.#began = this.#context.clock.tick();
        this.#above.push(headerLine(event, this.#live.size.columns, this.#context), '');
        break;
      case 'diagnostic':
        this.#told.diagnostics.push(event.diagnostic);
        this.#failures.onDiagnostic(event.diagnostic);
        break;
      case 'job':
        this.#onJob(event);
        break;
      case 'log':
        this.#onLog(event);
        break;
      case 'echo':
        this.#settle();
        this.#above.push(...event.text.split('\n').map((line) => tameLine(line, this.#context.out.look.ascii)));
        break;
      case 'run_end':
        this.#end = event;
        return;
    }
    // Before the run starts there is nothing to animate.
    if (this.#told.start !== undefined) this.#live.changed();
  }

  interrupted(what: Interrupt): void {
    if (what === 'cancel') this.#hint = '^C leave';
    this.#settle();
    this.#above.push(`  ${interruptText(what, this.#told.start?.run, this.#running())}`);
    this.#live.changed();
  }

  pause(): void {
    this.#settle();
    this.#live.close();
  }

  /** Draws a frame now. */
  draw(): void {
    this.#live.draw();
  }

  async end(): Promise<void> {
    this.#failures.close();
    for (const row of [...this.#active.values(), ...this.#waiting.values()]) this.#ended.push(row);
    this.#active.clear();
    this.#waiting.clear();
    const { out, err } = this.#context;
    // What never began has no block to take down.
    if (this.#told.start === undefined) this.#aside()?.();
    else this.#live.close();
    if (this.#end !== undefined) {
      const gap = this.#isBlankAbove ? '' : '\n';
      out.write(`${gap}${summaryLine(this.#end, this.#told, out.look, out.columns)}\n`);
    }
    await Promise.all([out.flush(), err.flush()]);
  }

  #onJob(job: RunJob): void {
    this.#failures.onJob(job);
    const now = this.#context.clock.tick();
    const known = this.#active.get(job.n) ?? this.#waiting.get(job.n);
    const row = known ?? newRow(job, now);
    if (known !== undefined) {
      if (known.job.state !== job.state || known.job.try !== job.try) {
        row.since = now;
        row.line = '';
      }
      row.job = job;
    }
    this.#layout.observe(row);
    const isOpen = !isEnded(job);
    const home = !isOpen
      ? undefined
      : job.state === 'created' || job.state === 'scheduled'
        ? this.#waiting
        : this.#active;
    if (home !== this.#active) this.#active.delete(job.n);
    if (home !== this.#waiting) this.#waiting.delete(job.n);
    if (home !== undefined) {
      home.set(job.n, row);
      this.#openLabels.add(job.label);
      return;
    }
    this.#openLabels.delete(job.label);
    this.#done += 1;
    if (isFailure(job)) this.#failed += 1;
    this.#ended.push(row);
  }

  #onLog(event: RunLog): void {
    this.#failures.onLog(event);
    const row = this.#active.get(event.n) ?? this.#waiting.get(event.n);
    if (row !== undefined && event.line.trim() !== '') row.line = event.line;
  }

  #compose(size: LiveSize): Frame {
    const footer = this.#footer(size.columns);
    const room = Math.max(0, size.rows - footer.length);
    if (!this.#failures.isEmpty || this.#mustSettle(room)) this.#settle();
    const rows = this.#rowLines(size.columns, room);
    const permanent = this.#above;
    this.#above = [];
    if (permanent.length > 0) this.#isBlankAbove = permanent.at(-1) === '';
    const block = rows.length + footer.length > 0 && !this.#isOver() ? [...rows, ...footer] : [];
    return { permanent, aside: this.#aside(), block };
  }

  #isOver(): boolean {
    return this.#active.size + this.#waiting.size === 0 && this.#end !== undefined;
  }

  /** Rows of ended jobs leave the block when nothing before them is open, or when they take room that is needed. */
  #mustSettle(room: number): boolean {
    if (this.#ended.length === 0) return false;
    const open = this.#active.size + this.#waiting.size + Math.min(1, this.#unannounced());
    if (open === 0 || this.#ended.length + open + this.#loggingRows() > room) return true;
    let firstOpen = Number.POSITIVE_INFINITY;
    for (const n of this.#active.keys()) firstOpen = Math.min(firstOpen, n);
    for (const n of this.#waiting.keys()) firstOpen = Math.min(firstOpen, n);
    this.#settleIf((row) => row.job.n < firstOpen);
    return false;
  }

  #loggingRows(): number {
    let count = 0;
    for (const row of this.#active.values()) if (isTalking(row)) count += 1;
    return count;
  }

  #settle(): void {
    this.#settleIf(() => true);
  }

  #settleIf(test: (row: Row) => boolean): void {
    const rows = this.#ended.filter(test).sort((a, b) => a.job.n - b.job.n);
    if (rows.length === 0) return;
    this.#ended = this.#ended.filter((row) => !test(row));
    const width = this.#live.size.columns;
    const now = this.#context.clock.tick();
    for (const row of rows) this.#above.push(this.#layout.line(row, width, now, this.#waitsFor(row)));
  }

  #rowLines(width: number, room: number): string[] {
    const now = this.#context.clock.tick();
    const known = this.#active.size + this.#waiting.size + this.#ended.length;
    const total = known + this.#unannounced();
    const isCut = total > Math.min(room, known);
    const lineCount = isCut ? room - 1 : room;
    const chosen = [...this.#active.values()].slice(0, lineCount);
    // Where not all rows fit, what running jobs say is worth more than who else waits.
    const logging = isCut ? chosen.filter((row) => isTalking(row)).length : 0;
    const rowCount = Math.max(chosen.length, lineCount - logging);
    for (const rows of [this.#ended.values(), this.#waiting.values()]) {
      for (const row of rows) {
        if (chosen.length >= rowCount) break;
        chosen.push(row);
      }
    }
    let spare = lineCount - chosen.length;
    chosen.sort((a, b) => a.job.n - b.job.n);
    const lines: string[] = [];
    for (const row of chosen) {
      lines.push(this.#layout.line(row, width, now, this.#waitsFor(row)));
      if (!isTalking(row) || spare <= 0) continue;
      lines.push(this.#layout.logLine(row, width));
      spare -= 1;
    }
    if (isCut && room > 0) lines.push(this.#moreLine(total - chosen.length, width));
    return lines;
  }

  #moreLine(count: number, width: number): string {
    const { look } = this.#context.out;
    return layLine([{ text: `  ${look.glyphs.ellipsis} ${count} more`, paint: look.style.dim }], width, look);
  }

  #waitsFor({ job }: Row): string[] {
    return job.state === 'created' ? job.after.filter((label) => this.#openLabels.has(label)) : [];
  }

  #footer(width: number): string[] {
    const { start } = this.#told;
    if (start === undefined || this.#end !== undefined) return [];
    const counts = { done: this.#done, jobs: start.jobs, running: this.#running(), failed: this.#failed };
    const ms = this.#context.clock.tick() - this.#began;
    return footerLines({ ...counts, ms, hint: this.#hint }, width, this.#context.out);
  }

  /** Jobs of the run that no event has named yet. */
  #unannounced(): number {
    const jobs = this.#end === undefined ? (this.#told.start?.jobs ?? 0) : 0;
    return Math.max(0, jobs - this.#done - this.#active.size - this.#waiting.size);
  }

  #running(): number {
    let count = 0;
    for (const { job } of this.#active.values()) if (job.state === 'running') count += 1;
    return count;
  }

  #aside(): (() => void) | undefined {
    if (this.#failures.isEmpty) return undefined;
    const { out, err } = this.#context;
    const text = this.#failures.take(err);
    if (!err.isTTY || !out.isTTY) return () => err.write(`${text}\n\n`);
    const gap = this.#isBlankAbove ? '' : '\n';
    this.#isBlankAbove = true;
    return () => err.write(`${gap}${text}\n\n`);
  }
}

/** A line it logged belongs below its row. */
function isTalking({ job, line }: Row): boolean {
  return job.state === 'running' && line !== '';
}
