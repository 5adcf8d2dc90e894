// The formatter: one layout for scripts, with every comment kept, and proof that the text says what it said before.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { parseScript } from '../parse.ts';
import { gapText } from './gaps.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';

export interface Formatted {
  text: string;
  /** Actions that were left as they are, because something is wrong in them. */
  kept: Diagnostic[];
  /** Laying it out would have changed what it says, so nothing was changed. That is a fault of the formatter. */
  failed: boolean;
}

/** Laying out its own result changes nothing. Time grows with the length of the text. */
export function formatSource(source: Source, options: FormatOptions = {}): Formatted {
  const before = parseScript(source, options);
  const kept = before.diagnostics.filter(({ severity }) => severity === 'error');
  const unchanged = { text: source.text, kept, failed: false };
  if (kept.some(({ code }) => code === 'HS0010' || code === 'HS0016')) return unchanged;
  const meaning = meaningOf(before, options);
  // Where a quote closes can depend on what stands behind it, so the second try leaves alone what it cannot prove.
  for (const careful of [false, true]) {
    const text = layOutText(source, kept, options, careful);
    if (text === source.text) return unchanged;
    if (meaningOf(parseScript(new Source(source.name, text), options)) === meaning)
      return { text, kept, failed: false };
  }
  // Beside a mistake even white space may matter; then the mistake has to be mended first.
  return { ...unchanged, failed: kept.length === 0 };
}

function layOutText(source: Source, faults: readonly Diagnostic[], options: FormatOptions, careful: boolean): string {
  const markdown = /\.(?:md|markdown)$/i.test(source.name) ? (options.markdown ?? 'all') : undefined;
  const parts = partsOf(source, markdown, faults, options, careful);
  const inPlace = markdown !== undefined || options.range !== undefined;
  const text = inPlace ? replaced(source.text, parts) : joined(source.text, parts);
  return withLineBreaks(text, source.text);
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
    if (margin !== '' && part.fixed) continue;
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
    // At the very start these two would be something else.
    const first = part.start > 0 && /^(?:\ufeff|#!)/.test(part.text) ? '\n' : '';
    out += before === undefined ? first : gapText(before, part, text.slice(before.end, part.start));
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
