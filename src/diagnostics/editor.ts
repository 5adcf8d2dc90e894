// A diagnostic for programs that mend it: the flat form with the range as editors count it, and everything else there is.

import { type Diagnostic, type DiagnosticJson, diagnosticToJson } from './diagnostic.ts';
import type { Span } from './source.ts';

/** Lines and characters from 0, characters in UTF-16 code units, the end excluded: as in the Language Server Protocol. */
export interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

export interface EditorDiagnostic extends DiagnosticJson {
  source: 'hero';
  range: Range | null;
  notes: string[];
  related: { file: string; range: Range; message: string }[];
  /** Ways to mend it, the best first; only those that are "safe" are done by `hero check --fix`. */
  fixes: { title: string; safe: boolean; edits: { range: Range; newText: string }[] }[];
}

export function diagnosticForEditors(diagnostic: Diagnostic): EditorDiagnostic {
  const source = diagnostic.span?.source;
  return {
    ...diagnosticToJson(diagnostic),
    source: 'hero',
    range: diagnostic.span === undefined ? null : rangeOf(diagnostic.span),
    notes: diagnostic.notes ?? [],
    related: (diagnostic.related ?? []).map(({ span, label }) => ({
      file: span.source.name,
      range: rangeOf(span),
      message: label,
    })),
    fixes: (diagnostic.fixes ?? []).map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.flatMap(({ start, end, text }) =>
        source === undefined ? [] : [{ range: rangeOf({ source, start, end }), newText: text }],
      ),
    })),
  };
}

function rangeOf({ source, start, end }: Span): Range {
  return { start: source.editorPositionAt(start), end: source.editorPositionAt(end) };
}
