// The one type for every problem a person can cause. Such problems are values; only our own bugs throw.

import type { DiagnosticCode } from './codes.ts';
import type { Span } from './source.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  code: DiagnosticCode;
  severity: Severity;
  /** What is wrong, one clause, without a full stop. */
  message: string;
  /** Where, as tight as possible; absent when the problem is not in a text. */
  span?: Span;
  /** A file the problem is about when there is no text to point into. */
  file?: string;
  /** Printed beside the carets. */
  label?: string;
  /** What to do: one hint. */
  help?: string;
  /** Further facts, each a line of its own. */
  notes?: string[];
  /** Other places that explain the problem, such as the first of two duplicates. */
  related?: { span: Span; label: string }[];
  /** Ways to mend it, the best first. */
  fixes?: Fix[];
}

/** A change of the text that mends a problem. */
export interface Fix {
  /** What it does, one clause in the imperative. */
  title: string;
  /** The meaning that the author had in mind is the same afterwards, so it may be done without asking. */
  safe: boolean;
  /** In the text of the diagnostic's span; offsets of the text as it is. */
  edits: Edit[];
}

export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The form of `--json`: positions instead of spans, absent things as null. */
export interface DiagnosticJson {
  code: string;
  severity: Severity;
  message: string;
  file: string | null;
  line: number | null;
  col: number | null;
  end_line: number | null;
  end_col: number | null;
  help: string | null;
}

export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  const { span } = diagnostic;
  const start = span?.source.positionAt(span.start);
  const end = span?.source.positionAt(span.end);
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: span?.source.name ?? diagnostic.file ?? null,
    line: start?.line ?? null,
    col: start?.col ?? null,
    end_line: end?.line ?? null,
    end_col: end?.col ?? null,
    help: diagnostic.help ?? diagnostic.label ?? null,
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
