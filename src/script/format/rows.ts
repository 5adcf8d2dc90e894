// The entries of an action in rows, as they stand on its lines: what is on one line stays together as long as it fits.

import type { ActionNode, EntryNode, Token } from '../../../grammar/parser.ts';
import type { Quoted } from '../../../grammar/quotes.ts';
import type { Source } from '../../diagnostics/source.ts';
import { endOf } from '../report.ts';
import { quotedText } from '../text.ts';
import { layLines, layText, layValue, type Style } from './value.ts';

export interface Piece {
  /** Lower case; '' for an argument. */
  key: string;
  /** The first stands in its row, the others below it as they are. */
  lines: string[];
  /** See `Laid`. */
  fixed?: true;
}

export interface Row {
  pieces: Piece[];
  /** Comment behind the pieces, or alone on its lines; '' if none. */
  comment: string;
}

/** The first row is that of the head, with the pieces behind it. */
export function rowsOf(source: Source, node: ActionNode, head: Token, style: Style): Row[] {
  let row: Row = { pieces: [], comment: '' };
  const rows = [row];
  let before = endOf(head);
  for (const entry of node.children.entry ?? []) {
    const first = firstToken(entry);
    if (first === undefined) continue;
    const fresh = /[\r\n]/.test(source.text.slice(before, first.startOffset));
    const comment = entry.children.comment?.[0];
    if (fresh || row.comment !== '') {
      row = { pieces: [], comment: '' };
      rows.push(row);
    }
    if (comment !== undefined) row.comment = comment.image.trimEnd();
    else row.pieces.push(pieceOf(source, entry, style));
    before = endOf(lastToken(entry) ?? first);
  }
  return rows;
}

function pieceOf(source: Source, entry: EntryNode, style: Style): Piece {
  const { key: [key] = [], value = [], word: [word] = [] } = entry.children;
  if (key !== undefined) {
    const name = key.image.slice(0, -1).trim().toLowerCase();
    const { lines, ...rest } = layValue(source, value, style);
    const [first = '', ...more] = lines;
    return { key: name, lines: [`${name}:${first}`, ...more], ...rest };
  }
  if (word?.tokenType.name !== 'QuotedArg') return { key: '', lines: [word?.image ?? ''] };
  if (/[\r\n]/.test(word.image)) return { key: '', ...layLines(source, word, word.image) };
  return { key: '', lines: [layText(quotedText(source.text, word.payload as Quoted), style)] };
}

function firstToken({ children }: EntryNode): Token | undefined {
  return children.key?.[0] ?? children.word?.[0] ?? children.comment?.[0];
}

function lastToken(entry: EntryNode): Token | undefined {
  return entry.children.value?.at(-1) ?? firstToken(entry);
}
