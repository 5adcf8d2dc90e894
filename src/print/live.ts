// A block of lines at the end of a terminal that is drawn again and again; permanent text scrolls away above it.
// The only place that moves the cursor. Between two frames the cursor stands on the empty line below the block, since
// terminals that wrap lines anew when they are resized leave the line of the cursor alone.

import { stripVTControlCharacters } from 'node:util';
import { columnWidth } from '../diagnostics/visible.ts';
import type { Terminal } from './terminal.ts';

export interface LiveSize {
  /** Columns a line of the block may fill: one less than the screen has, so that no line wraps. */
  columns: number;
  /** Lines the block may have. */
  rows: number;
}

export interface Frame {
  /** Lines that stay, above the block. */
  permanent: readonly string[];
  /** Writes to the same screen by another way, such as stderr; its text stays between the lines above and the block. */
  aside?: (() => void) | undefined;
  block: readonly string[];
}

export interface LiveOptions {
  terminal: Terminal;
  /** Monotonic milliseconds. */
  tick: () => number;
  /** Asked for each frame; lines may be painted, but not be wider than the size. */
  compose(size: LiveSize): Frame;
}

const frameMs = 100;
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const eraseLineEnd = '\u001b[K';
const eraseBelow = '\u001b[J';

export class LiveBlock {
  readonly #terminal: Terminal;
  readonly #tick: () => number;
  readonly #compose: LiveOptions['compose'];
  #drawn: string[] = [];
  #lastFrame = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #stop: (() => void) | undefined;

  constructor({ terminal, tick, compose }: LiveOptions) {
    this.#terminal = terminal;
    this.#tick = tick;
    this.#compose = compose;
  }

  get size(): LiveSize {
    const { columns, rows } = this.#terminal;
    return {
      columns: Math.max(10, (Number.isFinite(columns) ? columns : 80) - 1),
      rows: Math.max(1, (Number.isFinite(rows) ? rows : 24) - 2),
    };
  }

  /** Something changed: a frame is drawn now, or when the last one is 100 ms old. */
  changed(): void {
    this.#begin();
    const wait = this.#lastFrame + frameMs - this.#tick();
    if (wait <= 0) this.draw();
    else this.#timer ??= setTimeout(() => this.draw(), wait).unref();
  }

  draw(): void {
    this.#begin();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastFrame = this.#tick();
    const { permanent, aside, block } = this.#compose(this.size);
    const kept = block.slice(0, this.size.rows);
    // One write is one frame. Each line of the block erases its own rest only, so that nothing blinks.
    const above = permanent.length === 0 ? '' : `${eraseBelow}${permanent.join('\n')}\n`;
    const below = kept.map((line) => `${line}${eraseLineEnd}\n`).join('');
    if (aside === undefined) {
      this.#terminal.write(`${this.#toTop()}${above}${below}${eraseBelow}`);
    } else {
      this.#terminal.write(`${this.#toTop()}${eraseBelow}${above}`);
      aside();
      this.#terminal.write(below);
    }
    this.#drawn = [...kept];
  }

  /** Takes the block off the screen, so that something else can write there; the next frame brings it back. */
  clear(): void {
    if (this.#drawn.length === 0) return;
    this.#terminal.write(`${this.#toTop()}${eraseBelow}`);
    this.#drawn = [];
  }

  /** Draws a last time what is permanent by now and gives the cursor back. */
  close(): void {
    this.draw();
    this.clear();
    clearTimeout(this.#timer);
    clearInterval(this.#ticker);
    this.#timer = undefined;
    this.#stop?.();
    this.#stop = undefined;
  }

  #begin(): void {
    if (this.#stop !== undefined) return;
    const redraw = (): void => this.changed();
    const stopResize = this.#terminal.onResize(redraw);
    // Spinners and times move although nothing happens.
    this.#ticker = setInterval(redraw, frameMs).unref();
    const giveBack = guardCursor(this.#terminal);
    this.#stop = () => {
      stopResize();
      giveBack();
    };
  }

  #toTop(): string {
    const { columns, rows } = this.#terminal;
    // After the screen got narrower a line may fill several rows of it.
    let up = 0;
    for (const line of this.#drawn) {
      const width = columnWidth(stripVTControlCharacters(line));
      up += Math.max(1, Math.ceil(width / columns));
    }
    up = Math.min(up, rows - 1);
    return up > 0 ? `\r\u001b[${up}A` : '\r';
  }
}

/** Hides the cursor until the returned function is called, or the process ends in any way it can notice. */
function guardCursor(terminal: Terminal): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const show = (): void => terminal.write(showCursor);
  const onSignal = (signal: NodeJS.Signals): void => {
    // Someone else handles it and goes on drawing.
    if (process.listenerCount(signal) > 1) return;
    restore();
    process.kill(process.pid, signal);
  };
  const restore = (): void => {
    show();
    process.off('exit', show);
    for (const signal of signals) process.off(signal, onSignal);
  };
  terminal.write(hideCursor);
  process.on('exit', show);
  for (const signal of signals) process.on(signal, onSignal);
  return restore;
}
