// A program in a real pseudo terminal, and what its screen shows.

import { spawn } from '@lydell/node-pty';
import { openScreen, type Size, screenText } from './show-screen.ts';

export interface PtyProgram {
  pid: number;
  /** All that is or was on the screen at the moment the program gave the terminal this title. */
  titled(title: string): Promise<string>;
  /** Lines of the screen itself when the title was given, without what scrolled away. */
  visible(title: string): Promise<string[]>;
  /** Resolves with all that is or was on the screen once this is on the screen itself, lines joined. */
  shows(pattern: RegExp): Promise<string>;
  /** All bytes so far. */
  bytes(): string;
  type(keys: string): void;
  resize(size: Size): void;
  /** Resolves when the program has ended; `text` is the last state of the screen. */
  ended: Promise<{ exitCode: number; signal: number; text: string; cursorIsHidden: boolean }>;
}

interface Shot {
  text: string;
  visible: string[];
}

/** Runs a script with this Node in a terminal of this size. */
export function runInPty(
  script: string,
  args: readonly string[],
  size: Size,
  env: Record<string, string>,
  cwd: string = process.cwd(),
): PtyProgram {
  const screen = openScreen(size);
  const pty = spawn(process.execPath, [script, ...args], {
    name: env.TERM ?? 'xterm-256color',
    cols: size.columns,
    rows: size.rows,
    cwd,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...env },
  });
  const shots = new Map<string, Shot>();
  const waiting: (() => void)[] = [];
  let bytes = '';
  let ending: unknown;
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const visibleLines = (): string[] => {
    const { active } = screen.buffer;
    return Array.from({ length: screen.rows }, (_, i) => {
      return active.getLine(active.baseY + i)?.translateToString(true) ?? '';
    });
  };
  screen.onTitleChange((title) => {
    shots.set(title, { text: screenText(screen), visible: visibleLines() });
    wake();
  });
  let written = Promise.resolve();
  pty.onData((data) => {
    bytes += data;
    written = new Promise((resolve) =>
      screen.write(data, () => {
        resolve();
        wake();
      }),
    );
  });
  const ended = new Promise<Awaited<PtyProgram['ended']>>((resolve) => {
    pty.onExit(async ({ exitCode, signal = 0 }) => {
      await written;
      ending = exitCode;
      wake();
      const cursorIsHidden = bytes.lastIndexOf('\u001b[?25l') > bytes.lastIndexOf('\u001b[?25h');
      resolve({ exitCode, signal, text: screenText(screen), cursorIsHidden });
    });
  });
  const shot = async (title: string): Promise<Shot> => {
    while (true) {
      const found = shots.get(title);
      if (found !== undefined) return found;
      if (ending !== undefined) throw new Error(`the program ended before the title ${title}:\n${bytes}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return {
    pid: pty.pid,
    titled: async (title) => (await shot(title)).text,
    visible: async (title) => (await shot(title)).visible,
    shows: async (pattern) => {
      while (!pattern.test(visibleLines().join('\n'))) {
        if (ending !== undefined) throw new Error(`the program ended before it showed ${pattern}:\n${bytes}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return screenText(screen);
    },
    bytes: () => bytes,
    type: (keys) => pty.write(keys),
    resize: ({ columns, rows }) => {
      screen.resize(columns, rows);
      pty.resize(columns, rows);
    },
    ended,
  };
}
