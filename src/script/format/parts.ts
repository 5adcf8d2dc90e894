// A text in parts: actions as they are laid out, comments, prose, and what is kept as it is written.

import { isAction, parseText, type Token } from '../../../grammar/parser.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import type { Action } from '../ast.ts';
import { lastOffset } from '../build.ts';
import { markCount, normaliseName } from '../names.ts';
import { parseScript } from '../parse.ts';
import { blockOf } from '../quoting.ts';
import { endOf } from '../report.ts';
import { type Expansion, isShort } from './expand.ts';
import { layOut } from './layout.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';
import { type Piece, type Row, rowsOf } from './rows.ts';
import { layText, type Style } from './value.ts';

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
  expansion?: Expansion,
): Part[] {
  const starts = new Map([...(expansion?.blocks ?? [])].map(([action, blocks]) => [action.span.start, blocks]));
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
    const asIs = source.text.slice(start, end);
    const kept: Part = { kind: 'kept', start, end, text: asIs, fixed: true };
    while ((faultStarts[next] ?? end) < start) next += 1;
    const broken = (faultStarts[next] ?? end) < end;
    const outside = range !== undefined && (end < range.start || start > range.end);
    if (broken || outside) {
      parts.push(kept);
      continue;
    }
    const [, ...blocks] = starts.get(start) ?? [undefined];
    const written = rowsOf(source, section, head, { singleQuotes });
    const gone = dropped?.get(fullName(head)) ?? [];
    const rows = without(written, (key) => gone.includes(key) || (blocks.length > 0 && isShort(key)));
    const text = layOut(headText(head, rename), rows, jobOrder);
    const more = blocks.map((block) => layOut('!!service.param_define', blockRows(block, { singleQuotes }), []));
    const proven = !careful || saysTheSame(source.name, [asIs, [text, ...more].join('\n')], options);
    if (!proven) {
      parts.push(kept);
      continue;
    }
    parts.push({ kind: 'action', start, end, text, fixed: rows.some(isFixed) });
    for (const one of more) parts.push({ kind: 'action', start: end, end, text: one, fixed: false });
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

/** Of a block that stands nowhere yet. */
function blockRows({ params }: Action, style: Style): Row[] {
  const pieces = params.map(({ key, value: { text } }): Piece => {
    const [first = '', ...more] = text.includes('\n') ? blockOf(text).split('\n') : [layText(text, style)];
    return { key, lines: [`${key}:${first}`, ...more] };
  });
  return [{ pieces, comment: '' }];
}

function without(rows: Row[], isGone: (key: string) => boolean): Row[] {
  if (!rows.some(({ pieces }) => pieces.some(({ key }) => isGone(key)))) return rows;
  return rows
    .map(({ pieces, comment }) => ({ pieces: pieces.filter(({ key }) => !isGone(key)), comment }))
    .filter(({ pieces, comment }, i) => i === 0 || pieces.length > 0 || comment !== '');
}
