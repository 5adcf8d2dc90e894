// Text as a screen shows it: how wide it is, where it may be cut, and nothing in it that could move a cursor.

import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/** What a person counts as one character, with the columns it fills. */
export interface Cluster {
  text: string;
  width: number;
  /** Index of its first code unit in the text it comes from. */
  start: number;
}

const oneColumnEach = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*$/;
// Controls, lone surrogates, and characters that are invisible or turn the direction of what follows.
const hazard = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
const hazards = new RegExp(hazard.source, 'gu');

// Made when first needed: it costs more than ten milliseconds of a start.
let segmenter: Intl.Segmenter | undefined;

export function* clustersOf(text: string): Generator<Cluster> {
  if (oneColumnEach.test(text)) {
    for (let start = 0; start < text.length; start += 1) yield { text: text.charAt(start), width: 1, start };
    return;
  }
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment, index } of segmenter.segment(text)) {
    yield { text: segment, width: clusterWidth(segment), start: index };
  }
}

/** Columns a text fills on a terminal; control characters count as none. */
export function columnWidth(text: string): number {
  if (oneColumnEach.test(text)) return text.length;
  let width = 0;
  for (const cluster of clustersOf(text)) width += cluster.width;
  return width;
}

/** At most `max` columns of a text, the last of them `ellipsis` when something was left out. */
export function cutToWidth(text: string, max: number, ellipsis = '…'): string {
  if (text.length <= max && oneColumnEach.test(text)) return text;
  if (max === Number.POSITIVE_INFINITY) return text;
  // No sane text needs more code units for a column than this; the rest is not worth measuring.
  const head = text.slice(0, max * 8 + 64);
  if (head.length === text.length && columnWidth(text) <= max) return text;
  const room = max - ellipsis.length;
  if (room < 0) return ellipsis.slice(0, Math.max(0, max));
  let width = 0;
  let end = 0;
  for (const cluster of clustersOf(head)) {
    if (width + cluster.width > room) break;
    width += cluster.width;
    end = cluster.start + cluster.text.length;
  }
  return head.slice(0, end) + ellipsis;
}

/** A text of one line in which every control or invisible character can be seen, as `␛`, or `\x1b` in ASCII. */
export function makeVisible(text: string, ascii = false): string {
  if (!hazard.test(text)) return text;
  return text.replace(hazards, (character) => visibleForm(character, ascii));
}

/** A line of output of some program: its colours and cursor movements are dropped, tabs become blanks. */
export function tameLine(line: string, ascii = false): string {
  if (!hazard.test(line)) return line;
  const text = stripVTControlCharacters(line).replace(/[\r\n]+$/, '');
  // A progress bar overwrites its line; what it wrote last is what a person would see.
  const last = text.slice(text.lastIndexOf('\r') + 1);
  return makeVisible(expandTabs(last, 8), ascii);
}

function expandTabs(text: string, size: number): string {
  if (!text.includes('\t')) return text;
  let column = 0;
  let out = '';
  for (const part of text.split(/(\t)/)) {
    const piece = part === '\t' ? ' '.repeat(size - (column % size)) : part;
    column += columnWidth(piece);
    out += piece;
  }
  return out;
}

function visibleForm(character: string, ascii: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) {
    if (ascii) return code === 0x0a ? '\\n' : `\\x${code.toString(16).padStart(2, '0')}`;
    return code === 0x7f ? '␡' : String.fromCodePoint(0x2400 + code);
  }
  return `\\u{${code.toString(16)}}`;
}

function clusterWidth(cluster: string): number {
  const code = cluster.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e && cluster.length === 1) return 1;
  if (/^[\p{M}\p{Cf}\p{Cc}]/u.test(cluster)) return 0;
  if (cluster.includes('\ufe0f') || /^\p{Regional_Indicator}/u.test(cluster)) return 2;
  return eastAsianWidth(code);
}
