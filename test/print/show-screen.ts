// What a terminal shows after these bytes: xterm interprets them, without a window.

import { Terminal } from '@xterm/headless';
import { columnWidth } from '../../src/diagnostics/visible.ts';

export interface Size {
  columns: number;
  rows: number;
}

/** xterm alone knows the widths of an old Unicode; emoji are wide on the terminals people use. */
export function openScreen({ columns, rows }: Size): Terminal {
  const screen = new Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true, convertEol: true });
  screen.unicode.register({
    version: 'now',
    wcwidth: (code) => columnWidth(String.fromCodePoint(code)) as 0 | 1 | 2,
    charProperties: (code, preceding) => {
      const width = columnWidth(String.fromCodePoint(code));
      const joins = width === 0 && preceding !== 0;
      return ((joins ? (preceding >> 1) & 3 : width) << 1) | (joins ? 1 : 0);
    },
  });
  screen.unicode.activeVersion = 'now';
  return screen;
}

/** All lines, those scrolled away first; trailing blanks and empty lines at the end are left out. */
export function screenText(screen: Terminal): string {
  const { active } = screen.buffer;
  const lines: string[] = [];
  for (let i = 0; i < active.length; i += 1) lines.push(active.getLine(i)?.translateToString(true) ?? '');
  return lines.join('\n').trimEnd();
}

export async function showScreen(bytes: string, size: Size): Promise<string> {
  const screen = openScreen(size);
  await new Promise<void>((resolve) => screen.write(bytes, resolve));
  return screenText(screen);
}
