// The formatter: one layout for scripts, with every comment kept, and proof that the text says what it said before.

import { messages } from '../../../grammar/messages.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { maxScriptBytes } from '../../records/bounds.ts';
import { parseScript } from '../parse.ts';
import { gapText } from './gaps.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';

export interface Formatted {
  text: string;
  /** Why actions, or all of it, were left as they are. */
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
  const maxBytes = options.maxBytes ?? maxScriptBytes;
  const span = { source, start: 0, end: 0 };
  // Where a quote closes can depend on what stands behind it, so the second try leaves alone what it cannot prove.
  for (const careful of [false, true]) {
    const text = layOutText(source, kept, options, careful);
    if (text === source.text) return unchanged;
    const bytes = Buffer.byteLength(text);
    // Shorter lines or deeper indentation may make it too long to be read at all.
    if (bytes > maxBytes) return { ...unchanged, kept: [...kept, { ...messages.longLayout(bytes, maxBytes), span }] };
    if (meaningOf(parseScript(new Source(source.name, text), options), options) === meaning)
      return { text, kept, failed: false };
  }
  // Beside a mistake even white space may matter; then the mistake has to be mended first.
  return { ...unchanged, failed: kept.length === 0 };
}

function layOutText(source: Source, faults: readonly Diagnostic[], options: FormatOptions, careful: boolean): string {
  const markdown = /\.(?:md|markdown)$/i.test(source.name) ? (options.markdown ?? 'all') : undefined;
  const parts = partsOf(source, markdown, faults, options, careful);
  const inPlace = markdown !== undefined || options.range !== undefined;
  const lineBreak = /\r\n|\r|\n/.exec(source.text)?.[0] ?? '\n';
  if (inPlace) return replaced(source.text, parts, lineBreak);
  return withLineBreaks(joined(source.text, parts), lineBreak);
}

/** Actions in the places they have; an indented one stays indented, and all around them stays to the byte. */
function replaced(text: string, parts: readonly Part[], lineBreak: string): string {
  let out = '';
  let at = 0;
  for (const part of parts) {
    if (part.kind !== 'action') continue;
    const lineStart = Math.max(text.lastIndexOf('\n', part.start - 1), text.lastIndexOf('\r', part.start - 1)) + 1;
    const before = text.slice(lineStart, part.start);
    const margin = /^[ \t]*$/.test(before) ? before : '';
    if (margin !== '' && part.fixed) continue;
    const laidOut = part.text.replace(/\n(?!\n|$)/g, `\n${margin}`);
    out += text.slice(at, part.start) + withLineBreaks(laidOut, lineBreak);
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

function withLineBreaks(text: string, lineBreak: string): string {
  return text.replace(/\r\n?|\n/g, lineBreak);
}
