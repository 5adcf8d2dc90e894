// Why an actor cannot be loaded, as a diagnostic.

import { readFileSync } from 'node:fs';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';

/** `file`: what the problem is about, as the user would name it. */
export function loadProblem(file: string, message: string, help: string, severity: Severity = 'error'): Diagnostic {
  return { code: 'HS0605', severity, message, file, help };
}

/** Points at a line of the file, from 1; at the file alone when that line cannot be read. */
export function loadProblemAt(file: string, line: number | undefined, message: string, help: string): Diagnostic {
  const problem = loadProblem(file, message, help);
  if (line === undefined) return problem;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return problem;
  }
  const lines = text.split('\n');
  const written = lines[line - 1];
  if (written === undefined) return problem;
  const lineStart = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const start = lineStart + written.length - written.trimStart().length;
  const end = Math.max(start, lineStart + written.trimEnd().length);
  const { file: _, ...rest } = problem;
  return { ...rest, span: { source: new Source(file, text), start, end } };
}
