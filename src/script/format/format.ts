// The formatter: one layout for scripts, with every comment kept, and proof that the text says what it said before.

import { isAction, parseText, type Token } from '../../../grammar/parser.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { lastOffset } from '../build.ts';
import { markCount, normaliseName } from '../names.ts';
import { type ParseOptions, parseScript } from '../parse.ts';
import { endOf } from '../report.ts';
import { gapText } from './gaps.ts';
import { layOut } from './layout.ts';
import { meaningOf } from './meaning.ts';
import { rowsOf } from './rows.ts';

export interface FormatOptions extends ParseOptions {
  /** Names of job attributes in the order they are written in, without `job.`. */
  jobOrder?: readonly string[];
  /** New names of actions, by old ones: `core.select_circle` → `circle.select`. */
  rename?: ReadonlyMap<string, string>;
  /** Quotes that older readers understand: single ones alone. */
  singleQuotes?: boolean;
  /** Only actions that overlap these offsets are laid out; the rest stays as it is. */
  range?: { start: number; end: number };
}

export interface Formatted {
  text: string;
  /** Actions that were left as they are, because something is wrong in them. */
  kept: Diagnostic[];
  /** Laying it out would have changed what it says, so nothing was changed. That is a fault of the formatter. */
  failed: boolean;
}

/** A piece of the text that is replaced or kept, in order and without gaps between them. */
interface Part {
  kind: 'action' | 'comment' | 'prose' | 'kept';
  start: number;
  end: number;
  text: string;
}

/** Laying out its own result changes nothing. Time grows with the length of the text. */
export function formatSource(source: Source, options: FormatOptions = {}): Formatted {
  const before = parseScript(source, options);
  const kept = before.diagnostics.filter(({ severity }) => severity === 'error');
  const text = kept.some(({ code }) => code === 'HS0010' || code === 'HS0016')
    ? source.text
    : layOutText(source, kept, options);
  if (text === source.text) return { text, kept, failed: false };
  const after = parseScript(new Source(source.name, text), options);
  const same = meaningOf(before, options) === meaningOf(after);
  return same ? { text, kept, failed: false } : { text: source.text, kept, failed: true };
}

function layOutText(source: Source, faults: readonly Diagnostic[], options: FormatOptions): string {
  const markdown = /\.(?:md|markdown)$/i.test(source.name) ? (options.markdown ?? 'all') : undefined;
  const parts = partsOf(source, markdown, faults, options);
  const inPlace = markdown !== undefined || options.range !== undefined;
  const text = inPlace ? replaced(source.text, parts) : joined(source.text, parts);
  return withLineBreaks(text, source.text);
}

function partsOf(
  source: Source,
  markdown: 'all' | 'fenced' | undefined,
  faults: readonly Diagnostic[],
  options: FormatOptions,
): Part[] {
  const { range, jobOrder = [], rename, singleQuotes = false } = options;
  const starts = faults.flatMap(({ span }) => (span === undefined ? [] : [span.start])).sort((a, b) => a - b);
  let next = 0;
  const parts: Part[] = [];
  for (const section of parseText(source.text, markdown).sections) {
    if (!isAction(section)) {
      const kind = section.tokenType.name === 'Prose' ? 'prose' : 'comment';
      parts.push({ kind, start: section.startOffset, end: endOf(section), text: section.image.trimEnd() });
      continue;
    }
    const head = section.children.head[0] as Token;
    const start = head.startOffset;
    const end = lastOffset(section, head);
    while ((starts[next] ?? end) < start) next += 1;
    const broken = (starts[next] ?? end) < end;
    const outside = range !== undefined && (end < range.start || start > range.end);
    if (broken || outside) parts.push({ kind: 'kept', start, end, text: source.text.slice(start, end) });
    else {
      const rows = rowsOf(source, section, head, { singleQuotes });
      parts.push({ kind: 'action', start, end, text: layOut(headText(head, rename), rows, jobOrder) });
    }
  }
  return parts;
}

function headText(head: Token, rename: ReadonlyMap<string, string> | undefined): string {
  const marks = '!'.repeat(markCount(head.image));
  const name = normaliseName(head.image.slice(marks.length));
  return marks + (rename?.get(name.includes('.') ? name : `core.${name}`) ?? name);
}

/** Actions in the places they have; an indented one stays indented. */
function replaced(text: string, parts: readonly Part[]): string {
  let out = '';
  let at = 0;
  for (const part of parts) {
    if (part.kind !== 'action') continue;
    const lineStart = Math.max(text.lastIndexOf('\n', part.start - 1), text.lastIndexOf('\r', part.start - 1)) + 1;
    const before = text.slice(lineStart, part.start);
    const margin = /^[ \t]*$/.test(before) ? before : '';
    out += text.slice(at, part.start) + part.text.replace(/\n(?!\n|$)/g, `\n${margin}`);
    at = part.end;
  }
  return out + text.slice(at);
}

/** All parts anew, with at most one empty line between two. */
function joined(text: string, parts: readonly Part[]): string {
  let out = '';
  let before: Part | undefined;
  for (const part of parts) {
    if (part.text === '' && part.kind !== 'kept') continue;
    out += before === undefined ? '' : gapText(before, part, text.slice(before.end, part.start));
    out += part.text;
    before = part;
  }
  return out === '' || out.endsWith('\n') ? out : `${out}\n`;
}

/** The line breaks that most of the text had. */
function withLineBreaks(text: string, original: string): string {
  const first = /\r\n|\r|\n/.exec(original)?.[0] ?? '\n';
  const plain = text.replace(/\r\n|\r/g, '\n');
  return first === '\n' ? plain : plain.replaceAll('\n', first);
}
