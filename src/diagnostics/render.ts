// Diagnostics as text for people: severity, code, message, code frame, notes, help. Colours come from the caller.

import { type Diagnostic, diagnosticToJson, type Severity } from './diagnostic.ts';
import { codeFrame, type FrameSigns, type Mark } from './frame.ts';
import { makeVisible } from './visible.ts';

/** Each takes a text and gives it back painted. */
export interface DiagnosticStyle {
  error(text: string): string;
  warning(text: string): string;
  info(text: string): string;
  /** The message. */
  strong(text: string): string;
  /** Line numbers and the lines of the frame. */
  frame(text: string): string;
  /** Carets and labels of related places. */
  related(text: string): string;
}

/** A fact with lines of its own below the frame. */
export interface Section {
  title: string;
  lines: string[];
}

export interface RenderOptions {
  style?: DiagnosticStyle;
  /** The frame is drawn with ASCII characters alone. */
  ascii?: boolean;
  /** Columns of the screen; longer source lines are cut. */
  width?: number;
}

const same = (text: string): string => text;

const plainDiagnosticStyle: DiagnosticStyle = {
  error: same,
  warning: same,
  info: same,
  strong: same,
  frame: same,
  related: same,
};

const signs: FrameSigns = { corner: '┌─', bar: '│', gap: '·', ellipsis: '…', ascii: false };
const asciiSigns: FrameSigns = { corner: '-->', bar: '|', gap: '.', ellipsis: '...', ascii: true };
const defaultWidth = 120;
const defaultMax = 20;

/** Lines joined by newlines, none at the end. Control characters of the source are made visible. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  options: RenderOptions = {},
  sections: readonly Section[] = [],
): string {
  const style = options.style ?? plainDiagnosticStyle;
  const ascii = options.ascii ?? false;
  const used = ascii ? asciiSigns : signs;
  const paintSeverity = style[diagnostic.severity];
  const title = paintSeverity(`${diagnostic.severity}[${diagnostic.code}]`);
  const lines = [`${title}: ${style.strong(makeVisible(diagnostic.message, ascii))}`];

  let gutter = 1;
  if (diagnostic.span !== undefined) {
    const paint = { frame: style.frame, related: style.related, primary: paintSeverity };
    const frame = codeFrame(marksOf(diagnostic), used, paint, options.width ?? defaultWidth);
    lines.push(...frame.lines);
    gutter = frame.gutter;
  } else if (diagnostic.file !== undefined) {
    lines.push(`  ${style.frame(`${used.corner} ${makeVisible(diagnostic.file, ascii)}`)}`);
  }

  const margin = `${' '.repeat(gutter + 1)}${style.frame('=')} `;
  for (const note of diagnostic.notes ?? []) lines.push(...titled(margin, gutter, 'note', note, ascii));
  for (const section of sections) {
    lines.push(`${margin}${section.title}`);
    lines.push(...section.lines.map((line) => `${' '.repeat(gutter + 5)}${makeVisible(line, ascii)}`));
  }
  if (diagnostic.help !== undefined) lines.push(...titled(margin, gutter, 'help', diagnostic.help, ascii));
  return lines.join('\n');
}

/** Sorted by file and place, duplicates folded, at most `max` of a file shown (errors first) and its rest counted. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: RenderOptions & { max?: number } = {},
): string {
  const { max = defaultMax, ascii = false } = options;
  const files = Map.groupBy(foldDuplicates(diagnostics).sort(byPlace), fileOf);
  const blocks: string[] = [];
  for (const [file, all] of files) {
    const kept = new Set([...all].sort((a, b) => rank[a.severity] - rank[b.severity]).slice(0, max));
    blocks.push(...all.filter((one) => kept.has(one)).map((one) => renderDiagnostic(one, options)));
    const rest = all.filter((one) => !kept.has(one));
    const where = files.size > 1 && file !== '' ? ` in ${makeVisible(file, ascii)}` : '';
    if (rest.length > 0) blocks.push(`${ascii ? '...' : '…'} and ${countSeverities(rest, ', ')} more${where}`);
  }
  return blocks.join('\n\n');
}

/** One line: `file:line:col: error[CODE]: message; help`. */
export function renderShort(diagnostic: Diagnostic, ascii = false): string {
  const { code, severity, message, file, line, col, help } = diagnosticToJson(diagnostic);
  const place = [file, line, col].filter((part) => part !== null).map((part) => `${part}:`);
  const hint = help === null ? '' : `; ${help.split('\n').join('; ')}`;
  const text = `${severity}[${code}]: ${message}${hint}`;
  return makeVisible(place.length === 0 ? text : `${place.join('')} ${text}`, ascii);
}

/** `3 errors  1 warning`, duplicates folded, leaving out what there is none of; '' for an empty list. */
export function countSeverities(diagnostics: readonly Diagnostic[], separator = '  '): string {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of foldDuplicates(diagnostics)) counts[severity] += 1;
  const words: string[] = [];
  if (counts.error > 0) words.push(plural(counts.error, 'error'));
  if (counts.warning > 0) words.push(plural(counts.warning, 'warning'));
  if (counts.info > 0) words.push(`${counts.info} info`);
  return words.join(separator);
}

const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function marksOf(diagnostic: Diagnostic): Mark[] {
  if (diagnostic.span === undefined) return [];
  const primary = { span: diagnostic.span, label: diagnostic.label ?? '', primary: true };
  return [primary, ...(diagnostic.related ?? []).map(({ span, label }) => ({ span, label, primary: false }))];
}

function titled(margin: string, gutter: number, title: string, text: string, ascii: boolean): string[] {
  const [first = '', ...rest] = text.split('\n').map((line) => makeVisible(line, ascii));
  const indent = ' '.repeat(gutter + 3 + title.length + 2);
  return [`${margin}${title}: ${first}`, ...rest.map((line) => `${indent}${line}`)];
}

function fileOf(diagnostic: Diagnostic): string {
  return diagnostic.span?.source.name ?? diagnostic.file ?? '';
}

/** By file, then by place in it. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [fileA, fileB] = [fileOf(a), fileOf(b)];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.span?.start ?? -1) - (b.span?.start ?? -1);
}

/** The first of those that say the same of the same place. */
export function foldDuplicates(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const key = JSON.stringify([fileOf(one), one.span?.start, one.span?.end, one.code, one.message]);
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
