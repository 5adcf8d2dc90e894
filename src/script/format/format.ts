// The formatter: one layout for scripts, with every comment kept, and proof that the text says what it said before.

import { messages } from '../../../grammar/messages.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import { maxScriptBytes } from '../../records/bounds.ts';
import type { Script } from '../ast.ts';
import { parseScript } from '../parse.ts';
import { markdownOf } from '../scan.ts';
import { expandActions } from './expand.ts';
import { gapText } from './gaps.ts';
import { meaningOf } from './meaning.ts';
import type { FormatOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';
import { findUnsortable, sortedText } from './sort.ts';

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
    const { text, notes } = layOutText(before, options, careful);
    if (text === source.text) return { ...unchanged, kept: [...kept, ...notes] };
    const bytes = Buffer.byteLength(text);
    // Shorter lines or deeper indentation may make it too long to be read at all.
    if (bytes > maxBytes) return { ...unchanged, kept: [...kept, { ...messages.longLayout(bytes, maxBytes), span }] };
    if (meaningOf(parseScript(new Source(source.name, text), options), options) === meaning)
      return { text, kept: [...kept, ...notes], failed: false };
  }
  // Beside a mistake even white space may matter; then the mistake has to be mended first.
  return { ...unchanged, failed: kept.length === 0 };
}

function layOutText(
  script: Script,
  options: FormatOptions,
  careful: boolean,
): { text: string; notes: readonly Diagnostic[] } {
  const { source, actions } = script;
  const faults = script.diagnostics.filter(({ severity }) => severity === 'error');
  const markdown = markdownOf(source, options.markdown);
  const inPlace = markdown !== undefined || options.range !== undefined;
  const expansion = options.expand === true && !inPlace ? expandActions(actions) : undefined;
  const parts = partsOf(source, markdown, faults, options, careful, expansion);
  if (inPlace) return { text: replaced(source.text, parts), notes: [] };
  const expanded = actions.flatMap((action) => expansion?.blocks.get(action) ?? [action]);
  const unsorted = options.sort === true ? findUnsortable({ ...script, actions: expanded }, parts) : [];
  const isSorted = options.sort === true && unsorted.length === 0;
  const text = isSorted ? ended(sortedText(parts, expanded)) : joined(source.text, parts);
  return {
    text: withLineBreaks(text, firstLineBreak(source.text) ?? '\n'),
    notes: [...(expansion?.notes ?? []), ...unsorted],
  };
}

/** Actions in the places they have; an indented one stays indented, and all around them stays to the byte. */
function replaced(text: string, parts: readonly Part[]): string {
  const around: string[] = [];
  const actions: string[] = [];
  let at = 0;
  for (const part of parts) {
    if (part.kind !== 'action') continue;
    const margin = marginBefore(text, part.start);
    if (margin !== '' && part.fixed) continue;
    const laidOut = part.text.replace(/\n(?!\n|$)/g, `\n${margin}`);
    around.push(text.slice(at, part.start));
    actions.push(laidOut);
    at = part.end;
  }
  around.push(text.slice(at));
  // Those around stay, so that the next time the choice is the same.
  const lineBreak = around.map(firstLineBreak).find((found) => found !== undefined) ?? firstLineBreak(text) ?? '\n';
  return around.map((before, i) => before + withLineBreaks(actions[i] ?? '', lineBreak)).join('');
}

/** The blanks between the start of the line and `at`; none where something else is before it. */
function marginBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start -= 1;
  return start === 0 || /[\r\n]/.test(text.charAt(start - 1)) ? text.slice(start, at) : '';
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
  return ended(out);
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function firstLineBreak(text: string): string | undefined {
  return /\r\n|\r|\n/.exec(text)?.[0];
}

function withLineBreaks(text: string, lineBreak: string): string {
  return text.replace(/\r\n?|\n/g, lineBreak);
}
