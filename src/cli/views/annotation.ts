// A diagnostic as a workflow command of GitHub Actions, which shows it beside its line.

import { type Diagnostic, diagnosticToJson, type Severity } from '../../diagnostics/diagnostic.ts';

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** One workflow command. Values are escaped, so that no text of a script can begin a command of its own. */
export function annotation(diagnostic: Diagnostic): string {
  const { code, message, file, line, col, end_line, end_col, help } = diagnosticToJson(diagnostic);
  const properties: [string, string | number | null][] = [
    ['file', file],
    ['line', line],
    ['endLine', end_line],
    ['col', col],
    // GitHub marks columns within one line only.
    ['endColumn', line === end_line ? end_col : null],
    ['title', code],
  ];
  const list = properties
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
    .join(',');
  const text = help === null ? message : `${message}\n${help}`;
  return `::${commands[diagnostic.severity]} ${list}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
