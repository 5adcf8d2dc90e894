// An output stream as views see it: its size, its look, and writes that survive a reader who went away.

import type { WriteStream } from 'node:tty';
import { type Look, makeLook } from './style.ts';

export interface Terminal {
  readonly isTTY: boolean;
  readonly look: Look;
  /** Infinity when it is no screen. */
  readonly columns: number;
  readonly rows: number;
  /** The reader is gone, or there is no room for more; writes are dropped. */
  readonly closed: boolean;
  /** Why the last write failed, but for a reader who went away: `ENOSPC` and the like. */
  readonly failure: string | undefined;
  write(text: string): void;
  /** Resolves when all that was written has been handed to the system. */
  flush(): Promise<void>;
  /** Returns what ends the subscription. */
  onResize(listener: () => void): () => void;
}

export interface TerminalOptions {
  env: Readonly<Record<string, string | undefined>>;
  noColor?: boolean;
  /** Called once when the reader has gone away. */
  onClosed?: () => void;
}

/** Over process.stdout or process.stderr. A stream is opened once. */
export function openTerminal(stream: NodeJS.WriteStream, options: TerminalOptions): Terminal {
  const isTTY = stream.isTTY === true;
  const look = makeLook({ env: options.env, isTTY, noColor: options.noColor ?? false });
  return new StreamTerminal(stream, isTTY, look, options.onClosed);
}

class StreamTerminal implements Terminal {
  readonly isTTY: boolean;
  readonly look: Look;
  readonly #stream: NodeJS.WriteStream;
  #closed = false;
  #failure: string | undefined;

  constructor(stream: NodeJS.WriteStream, isTTY: boolean, look: Look, onClosed: (() => void) | undefined) {
    this.#stream = stream;
    this.isTTY = isTTY;
    this.look = look;
    stream.on('error', (error) => {
      this.#failure ??= failureOf(error);
      if (this.#closed) return;
      this.#closed = true;
      onClosed?.();
    });
  }

  get columns(): number {
    if (!this.isTTY) return Number.POSITIVE_INFINITY;
    return positive(this.#tty().columns) ?? 80;
  }

  get rows(): number {
    if (!this.isTTY) return Number.POSITIVE_INFINITY;
    return positive(this.#tty().rows) ?? 24;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get failure(): string | undefined {
    // The stream knows it at once, and forgets it when it has told.
    return this.#failure ?? failureOf(this.#stream.errored);
  }

  write(text: string): void {
    if (this.#closed || text === '') return;
    this.#stream.write(text);
  }

  flush(): Promise<void> {
    if (this.#closed || this.#stream.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.write('', () => resolve());
    });
  }

  onResize(listener: () => void): () => void {
    this.#stream.on('resize', listener);
    return () => {
      this.#stream.off('resize', listener);
    };
  }

  #tty(): WriteStream {
    return this.#stream as WriteStream;
  }
}

/** `hero … | head` is no failure; the same for a terminal that was hung up. */
function failureOf(error: NodeJS.ErrnoException | null): string | undefined {
  return error === null || error.code === 'EPIPE' || error.code === 'EIO' ? undefined : (error.code ?? error.message);
}

/** A pseudo terminal whose size nobody set says 0. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
