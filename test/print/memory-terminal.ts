// A terminal whose output is kept as text: the real code over a stream in memory.

import { Writable } from 'node:stream';
import { openTerminal, type Terminal } from '../../src/print/terminal.ts';

export interface MemoryTerminal {
  terminal: Terminal;
  /** All that was written so far. */
  text(): string;
}

export interface MemoryScreen {
  /** A terminal of this size; without it a pipe. */
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
}

/** `all` gets what is written too; several terminals can share it. */
export function memoryTerminal(
  { columns, rows = 24, env = {} }: MemoryScreen = {},
  all: string[] = [],
): MemoryTerminal {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      all.push(String(chunk));
      done();
    },
  });
  const size = columns === undefined ? {} : { isTTY: true, columns, rows };
  const terminal = openTerminal(Object.assign(stream, size) as unknown as NodeJS.WriteStream, { env });
  return { terminal, text: () => chunks.join('') };
}
