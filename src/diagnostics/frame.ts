// Code frames: the line a span is in, with carets below it. Long lines are cut around the span.

import type { Source, Span } from './source.ts';
import { clustersOf, makeVisible } from './visible.ts';

export interface Mark {
  span: Span;
  label: string;
  primary: boolean;
}

export interface FrameSigns {
  corner: string;
  bar: string;
  gap: string;
  ellipsis: string;
  /** Control characters are shown with ASCII characters too. */
  ascii: boolean;
}

export interface FramePaint {
  frame(text: string): string;
  primary(text: string): string;
  related(text: string): string;
}

export interface Frame {
  lines: string[];
  /** Columns of the line numbers; what follows the frame is indented by it. */
  gutter: number;
}

const tabSize = 4;

/** The first mark is the primary one: its place is in the head line, and its file comes first. */
export function codeFrame(marks: readonly Mark[], signs: FrameSigns, paint: FramePaint, width: number): Frame {
  const placed = marks.map(place);
  const gutter = Math.max(...placed.map((mark) => String(mark.line).length));
  const lines: string[] = [];
  for (const [source, group] of groupBySource(placed)) {
    const [first] = group;
    if (first === undefined) continue;
    const head = `${signs.corner} ${makeVisible(source.name, signs.ascii)}:${first.line}:${first.col}`;
    lines.push(`${' '.repeat(gutter + 1)}${paint.frame(head)}`);
    lines.push(...groupLines(source, group, gutter, signs, paint, width));
  }
  return { lines, gutter };
}

interface PlacedMark {
  source: Source;
  line: number;
  col: number;
  /** Code units from the start of the line. */
  from: number;
  to: number;
  label: string;
  primary: boolean;
}

function place({ span, label, primary }: Mark): PlacedMark {
  const { source } = span;
  const { line, col } = source.positionAt(span.start);
  const text = source.lineText(line);
  let from = 0;
  for (let left = col - 1; left > 0 && from < text.length; left -= 1) {
    from += (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
  }
  // Of a span over several lines the first is shown.
  const to = Math.min(text.length, from + Math.max(0, span.end - span.start));
  return { source, line, col, from, to, label, primary };
}

function groupBySource(marks: readonly PlacedMark[]): Map<Source, PlacedMark[]> {
  const groups = new Map<Source, PlacedMark[]>();
  for (const mark of marks) {
    const group = groups.get(mark.source);
    if (group === undefined) groups.set(mark.source, [mark]);
    else group.push(mark);
  }
  return groups;
}

function groupLines(
  source: Source,
  group: readonly PlacedMark[],
  gutter: number,
  signs: FrameSigns,
  paint: FramePaint,
  width: number,
): string[] {
  const room = Math.max(20, width - gutter - 3);
  const blank = `${' '.repeat(gutter)} ${paint.frame(signs.bar)}`;
  const numbered = (line: number): string => paint.frame(`${String(line).padStart(gutter)} ${signs.bar}`);
  const lines: string[] = [];
  let before: number | undefined;
  for (const line of [...new Set(group.map((mark) => mark.line))].sort((a, b) => a - b)) {
    const marks = group.filter((mark) => mark.line === line);
    const [first] = marks;
    if (first === undefined) continue;
    if (before !== undefined && line === before + 2) {
      const between = showLine(source.lineText(line - 1), 0, 0, room, signs);
      lines.push(`${numbered(line - 1)} ${between.text}`.trimEnd());
    } else if (before !== undefined && line > before + 1) {
      lines.push(`${' '.repeat(gutter)} ${paint.frame(signs.gap)}`);
    }
    const shown = showLine(source.lineText(line), first.from, first.to, room, signs);
    lines.push(`${numbered(line)} ${shown.text}`.trimEnd());
    for (const mark of marks) lines.push(`${blank} ${underline(mark, shown, signs, paint)}`);
    before = line;
  }
  return lines;
}

function underline(mark: PlacedMark, shown: ShownLine, signs: FrameSigns, paint: FramePaint): string {
  const from = shown.columnAt(mark.from);
  const size = Math.max(1, shown.columnAt(mark.to) - from);
  const carets = (mark.primary ? '^' : '-').repeat(size);
  const label = mark.label === '' ? '' : ` ${makeVisible(mark.label, signs.ascii)}`;
  return ' '.repeat(from) + (mark.primary ? paint.primary : paint.related)(carets + label);
}

interface ShownLine {
  text: string;
  /** Column, from 0, at which a code unit of the line is shown; the nearest one if it was cut. */
  columnAt(unit: number): number;
}

function showLine(line: string, from: number, to: number, room: number, signs: FrameSigns): ShownLine {
  const whole = line.length <= room * 4 ? layOut(line, 0, room, signs) : undefined;
  if (whole !== undefined && (!whole.cut || whole.end > to + room / 4)) return whole;
  let start = Math.max(0, Math.min(from - Math.floor(room / 3), line.length - Math.floor(room / 2)));
  // Half of a surrogate pair is no character.
  if (start > 0 && (line.charCodeAt(start) & 0xfc00) === 0xdc00) start -= 1;
  return layOut(line, start, room, signs);
}

interface LaidOut extends ShownLine {
  cut: boolean;
  /** The first code unit that is not shown. */
  end: number;
}

function layOut(line: string, start: number, room: number, signs: FrameSigns): LaidOut {
  const { ellipsis, ascii } = signs;
  const units: number[] = [];
  const columns: number[] = [];
  let text = start > 0 ? ellipsis : '';
  let column = text.length;
  let cut = false;
  let end = line.length;
  const part = line.slice(start, start + room * 8);
  for (const cluster of clustersOf(part)) {
    const shown = cluster.text === '\t' ? ' '.repeat(tabSize - (column % tabSize)) : undefined;
    const visible = shown ?? makeVisible(cluster.text, ascii);
    const width = shown?.length ?? (visible === cluster.text ? cluster.width : visible.length);
    if (column + width > room - ellipsis.length && start + cluster.start + cluster.text.length < line.length) {
      cut = true;
      end = start + cluster.start;
      break;
    }
    units.push(start + cluster.start);
    columns.push(column);
    text += visible;
    column += width;
  }
  const last = column;
  if (cut) text += ellipsis;
  return {
    text,
    cut: cut || start > 0,
    end,
    columnAt(unit) {
      if (unit >= end) return last;
      let low = 0;
      let high = units.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((units[middle] ?? 0) <= unit) low = middle;
        else high = middle - 1;
      }
      return columns[low] ?? last;
    },
  };
}
