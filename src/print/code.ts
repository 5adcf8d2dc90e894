// Scripts in colours: lines cut into pieces of one kind each, and how they are painted on a terminal.

import { makeVisible } from '../diagnostics/visible.ts';
import type { ClassifiedSpan, SpanKind } from '../script/highlight.ts';
import { type Look, type Paint, sgr } from './style.ts';

export interface CodePiece {
  text: string;
  /** Undefined for white space. */
  kind?: SpanKind;
}

/** Without line breaks; the break behind the last line begins none. */
export function codeLines(text: string, spans: readonly ClassifiedSpan[]): CodePiece[][] {
  const lines: CodePiece[][] = [[]];
  const add = (part: string, kind?: SpanKind) => {
    for (const [i, piece] of part.split(/\r\n|\r|\n/).entries()) {
      if (i > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push(kind === undefined ? { text: piece } : { text: piece, kind });
    }
  };
  let at = 0;
  for (const { kind, start, end } of spans) {
    add(text.slice(at, start));
    add(text.slice(start, end), kind);
    at = end;
  }
  add(text.slice(at));
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

/** Nothing in the text can move the cursor or hide what stands there. */
export function paintLine(pieces: readonly CodePiece[], { colour, ascii }: Look): string {
  let line = '';
  for (const { text, kind } of pieces) {
    const paint = colour && kind !== undefined ? paints[kind] : undefined;
    const shown = showPiece(text, ascii);
    line += paint === undefined ? shown : paint(shown);
  }
  return line;
}

/** As it is but for characters that are not seen; tabs stay. */
export function showPiece(text: string, ascii = false): string {
  if (!text.includes('\t')) return makeVisible(text, ascii);
  return text
    .split('\t')
    .map((part) => makeVisible(part, ascii))
    .join('\t');
}

const head = sgr(36, 39);
const faint = sgr(2, 22);
const figure = sgr(33, 39);

/** What is not there has the colour of the terminal. */
const paints: Partial<Record<SpanKind, Paint>> = {
  marks: head,
  actor: head,
  action: head,
  key: sgr(34, 39),
  'job-key': sgr(35, 39),
  number: figure,
  boolean: figure,
  string: sgr(32, 39),
  placeholder: sgr(95, 39),
  punctuation: faint,
  comment: faint,
  error: sgr(31, 39),
};
