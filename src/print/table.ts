// Aligned columns. Texts are cleaned and cut here and painted last, so no cell can break a line or move the cursor.

import { columnWidth, cutToWidth, makeVisible } from '../diagnostics/visible.ts';
import type { Look, Paint } from './style.ts';

export interface Piece {
  text: string;
  paint?: Paint | undefined;
}

export type Cell = string | Piece;

export interface Column {
  head?: string;
  align?: 'left' | 'right';
  /** Not cut below this many columns while others can give; default: never cut. */
  min?: number;
  /** Never wider than this. */
  max?: number;
  /** Of two columns that do not fit, the lower rank is left out first; undefined = never left out. */
  rank?: number;
}

export interface TableOptions {
  look: Look;
  /** Columns of the screen; Infinity cuts nothing. */
  width: number;
  indent?: number;
  /** Between two columns; default 2. */
  gap?: number;
}

/** Lines without trailing blanks. A column without any text in it is left out. */
export function renderTable(columns: readonly Column[], rows: readonly Cell[][], options: TableOptions): string[] {
  const { look, width, indent = 0, gap = 2 } = options;
  const cells = rows.map((row) => row.map((cell) => cleanPiece(cell, look)));
  const natural = columns.map((column, i) => {
    const widest = cells.reduce((most, row) => Math.max(most, columnWidth(row[i]?.text ?? '')), 0);
    return widest === 0
      ? 0
      : Math.min(column.max ?? Number.POSITIVE_INFINITY, Math.max(widest, column.head?.length ?? 0));
  });
  const widths = fitWidths(columns, natural, width - indent, gap);
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  if (columns.some((column) => column.head !== undefined)) {
    const heads = columns.map((column) => ({ text: column.head ?? '', paint: look.style.dim }));
    lines.push(margin + layRow(columns, heads, widths, gap, look));
  }
  for (const row of cells) lines.push(margin + layRow(columns, row, widths, gap, look));
  return lines;
}

/** Widths that fit into `room`: columns of low rank are left out, then those with `min` give, the widest first. */
export function fitWidths(columns: readonly Column[], natural: readonly number[], room: number, gap: number): number[] {
  const least = natural.map((width, i) => Math.min(width, columns[i]?.min ?? width));
  while (totalWidth(least, gap) > room) {
    const ranked = [...least.keys()].filter((i) => (least[i] ?? 0) > 0 && columns[i]?.rank !== undefined);
    if (ranked.length === 0) break;
    const lowest = ranked.reduce((a, b) => ((columns[b]?.rank ?? 0) < (columns[a]?.rank ?? 0) ? b : a));
    least[lowest] = 0;
  }
  const widths = natural.map((width, i) => ((least[i] ?? 0) > 0 ? width : 0));
  for (let over = totalWidth(widths, gap) - room; over > 0; over = totalWidth(widths, gap) - room) {
    const giving = [...widths.keys()].filter((i) => (widths[i] ?? 0) > (least[i] ?? 0));
    if (giving.length === 0) break;
    const widest = giving.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    // One column after the other comes down to the next widest, so that none is cut much more than its neighbour.
    const next = giving.reduce((most, i) => (i === widest ? most : Math.max(most, widths[i] ?? 0)), 0);
    const floor = Math.max(least[widest] ?? 0, Math.min(next, (widths[widest] ?? 0) - 1));
    widths[widest] = Math.max(floor, (widths[widest] ?? 0) - over);
  }
  return widths;
}

function totalWidth(widths: readonly number[], gap: number): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + Math.max(0, shown.length - 1) * gap;
}

/** One line of pieces, cut at `width`. The pieces are cleaned and painted here. */
export function layLine(pieces: readonly Cell[], width: number, look: Look): string {
  let line = '';
  let left = width;
  for (const cell of pieces) {
    if (left <= 0) break;
    const { text, paint } = cleanPiece(cell, look);
    const shown = cutToWidth(text, left, look.glyphs.ellipsis);
    line += paint === undefined ? shown : paint(shown);
    left -= shown === text ? columnWidth(text) : left;
  }
  return line;
}

/** `text` filled up to `width` columns; cut when it is longer. */
export function fillTo(text: string, width: number, look: Look, align: 'left' | 'right' = 'left'): string {
  const shown = cutToWidth(text, width, look.glyphs.ellipsis);
  const blanks = ' '.repeat(Math.max(0, width - columnWidth(shown)));
  return align === 'right' ? blanks + shown : shown + blanks;
}

function cleanPiece(cell: Cell, look: Look): Piece {
  const piece = typeof cell === 'string' ? { text: cell } : cell;
  const text = makeVisible(piece.text, look.ascii);
  return text === piece.text ? piece : { text, paint: piece.paint };
}

function layRow(
  columns: readonly Column[],
  row: readonly Piece[],
  widths: readonly number[],
  gap: number,
  look: Look,
): string {
  let line = '';
  // Blanks are held back until a text follows, so that no line ends in them.
  let blanks = 0;
  for (const [i, column] of columns.entries()) {
    const width = widths[i] ?? 0;
    if (width === 0) continue;
    const { text = '', paint } = row[i] ?? {};
    const shown = cutToWidth(text, width, look.glyphs.ellipsis);
    const free = width - columnWidth(shown);
    if (shown !== '') {
      line += ' '.repeat(blanks + (column.align === 'right' ? free : 0));
      line += paint === undefined ? shown : paint(shown);
      blanks = column.align === 'right' ? 0 : free;
    } else {
      blanks += width;
    }
    blanks += gap;
  }
  return line;
}
