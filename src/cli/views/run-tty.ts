// The live view of a run: a row for each open job at the end of the screen; rows of ended jobs stay above it.

import type { RunEnd, RunEvent, RunStart } from '../../app/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { type Frame, LiveBlock, type LiveSize } from '../../print/live.ts';
import { layLine } from '../../print/table.ts';
import { FailureBook } from './failures.ts';
import { isTalking, LiveRows } from './live-rows.ts';
import { footerLines, headerLine } from './run-frame.ts';
import { type Row, RowLayout } from './run-rows.ts';
import { summaryLine } from './run-summary.ts';
import { type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';

export class TtyView implements RunView {
  readonly #context: ViewContext;
  readonly #live: LiveBlock;
  readonly #layout: RowLayout;
  readonly #failures = new FailureBook();
  readonly #told: { start: RunStart | undefined; diagnostics: Diagnostic[] } = { start: undefined, diagnostics: [] };
  readonly #rows = new LiveRows();
  /** Lines to print above the block with the next frame. */
  #above: string[] = [];
  #isBlankAbove = true;
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
        this.#failures.onJob(event);
        this.#layout.observe(this.#rows.onJob(event, this.#context.clock.tick()));
        break;
      case 'log':
        this.#failures.onLog(event);
        this.#rows.onLog(event);
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
    this.#above.push(`  ${interruptText(what, this.#told.start?.run, this.#rows.running)}`);
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
    this.#rows.close();
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
    return this.#rows.open === 0 && this.#end !== undefined;
  }

  /** Rows of ended jobs leave the block when nothing before them is open, or when they take room that is needed. */
  #mustSettle(room: number): boolean {
    if (this.#rows.ended === 0) return false;
    const open = this.#rows.open + Math.min(1, this.#unannounced());
    if (open === 0 || this.#rows.ended + open + this.#rows.talking > room) return true;
    this.#moveUp(this.#rows.takeEndedInOrder());
    return false;
  }

  #settle(): void {
    this.#moveUp(this.#rows.takeEnded());
  }

  #moveUp(rows: readonly Row[]): void {
    const width = this.#live.size.columns;
    const now = this.#context.clock.tick();
    for (const row of rows) this.#above.push(this.#layout.line(row, width, now, this.#rows.waitsFor(row)));
  }

  #rowLines(width: number, room: number): string[] {
    const now = this.#context.clock.tick();
    const known = this.#rows.open + this.#rows.ended;
    const total = known + this.#unannounced();
    const isCut = total > Math.min(room, known);
    const lineCount = isCut ? room - 1 : room;
    const chosen = this.#rows.choose(lineCount, isCut);
    let spare = lineCount - chosen.length;
    const lines: string[] = [];
    for (const row of chosen) {
      lines.push(this.#layout.line(row, width, now, this.#rows.waitsFor(row)));
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

  #footer(width: number): string[] {
    const { start } = this.#told;
    if (start === undefined || this.#end !== undefined) return [];
    const { done, running, failed } = this.#rows;
    const counts = { done, jobs: start.jobs, running, failed };
    const ms = this.#context.clock.tick() - this.#began;
    return footerLines({ ...counts, ms, hint: this.#hint }, width, this.#context.out);
  }

  /** Jobs of the run that no event has named yet. */
  #unannounced(): number {
    const jobs = this.#end === undefined ? (this.#told.start?.jobs ?? 0) : 0;
    return Math.max(0, jobs - this.#rows.done - this.#rows.open);
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
