// A text in parts: actions as they are laid out, comments, prose, and what is kept as it is written.

import { isAction, parseText, type Token } from '../../../grammar/parser.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { lastOffset } from '../build.ts';
import { markCount, normaliseName } from '../names.ts';
import { parseScript } from '../parse.ts';
import { endOf } from '../report.ts';
import { layOut } from './layout.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';
import { type Row, rowsOf } from './rows.ts';

export interface Part {
  kind: 'action' | 'comment' | 'prose' | 'kept';
  start: number;
  end: number;
  text: string;
  /** It has lines that must not be indented any further. */
  fixed: boolean;
}

/** In order; between two of them is white space. `careful`: keeps what does not say the same when it is read alone. */
export function partsOf(
  source: Source,
  markdown: 'all' | 'fenced' | undefined,
  faults: readonly Diagnostic[],
  options: FormatOptions,
  careful: boolean,
): Part[] {
  const { range, jobOrder = [], rename, dropped, singleQuotes = false } = options;
  const faultStarts = faults.flatMap(({ span }) => span?.start ?? []).sort((a, b) => a - b);
  let next = 0;
  const parts: Part[] = [];
  for (const section of parseText(source.text, markdown).sections) {
    if (!isAction(section)) {
      const kind = section.tokenType.name === 'Prose' ? 'prose' : 'comment';
      const { startOffset: start, image } = section;
      parts.push({ kind, start, end: endOf(section), text: image.trimEnd(), fixed: false });
      continue;
    }
    const head = section.children.head[0] as Token;
    const start = head.startOffset;
    const end = lastOffset(section, head);
    const written = source.text.slice(start, end);
    const kept: Part = { kind: 'kept', start, end, text: written, fixed: true };
    while ((faultStarts[next] ?? end) < start) next += 1;
    const broken = (faultStarts[next] ?? end) < end;
    const outside = range !== undefined && (end < range.start || start > range.end);
    if (broken || outside) {
      parts.push(kept);
      continue;
    }
    const rows = without(rowsOf(source, section, head, { singleQuotes }), dropped?.get(fullName(head)) ?? []);
    const text = layOut(headText(head, rename), rows, jobOrder);
    const proven = !careful || saysTheSame(source.name, [written, text], options);
    parts.push(proven ? { kind: 'action', start, end, text, fixed: rows.some(isFixed) } : kept);
  }
  return parts;
}

function isFixed({ pieces, comment }: Row): boolean {
  return /[\r\n]/.test(comment) || pieces.some(({ fixed }) => fixed);
}

/** Each read alone; in a document, as if it stood outside of fences. */
function saysTheSame(name: string, texts: readonly [string, string], options: FormatOptions): boolean {
  const [written, laidOut] = texts.map((text) => {
    return meaningOf(parseScript(new Source(name, text), { ...options, markdown: 'all' }), options);
  });
  return written === laidOut;
}

function headText(head: Token, rename: ReadonlyMap<string, string> | undefined): string {
  const marks = '!'.repeat(markCount(head.image));
  return marks + (rename?.get(fullName(head)) ?? normaliseName(head.image.slice(marks.length)));
}

function fullName(head: Token): string {
  const name = normaliseName(head.image.slice(markCount(head.image)));
  return name.includes('.') ? name : `core.${name}`;
}

function without(rows: Row[], keys: readonly string[]): Row[] {
  if (keys.length === 0) return rows;
  return rows
    .map(({ pieces, comment }) => ({ pieces: pieces.filter(({ key }) => !keys.includes(key)), comment }))
    .filter(({ pieces, comment }, i) => i === 0 || pieces.length > 0 || comment !== '');
}
