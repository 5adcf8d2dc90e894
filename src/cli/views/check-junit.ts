// `hero check` as a JUnit report: a suite for each file, a failed case for each problem, a passed one for a file without.

import { type Diagnostic, diagnosticToJson } from '../../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostics/render.ts';
import type { Checked } from './checked.ts';
import { closeElement, escapeXml } from './xml.ts';

interface Suite {
  tests: number;
  failures: number;
  xml: string;
}

export function junitReport({ diagnostics, files, denyWarnings }: Checked): string {
  const byFile = new Map<string, Diagnostic[]>(files.map((file) => [file, []]));
  for (const diagnostic of diagnostics) {
    const file = diagnosticToJson(diagnostic).file ?? 'hero check';
    byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
  }
  const suites = [...byFile].map(([file, all]) => suiteOf(file, all, denyWarnings));
  const sum = (key: 'tests' | 'failures') => suites.reduce((total, suite) => total + suite[key], 0);
  const inner = suites.map(({ xml }) => xml).join('\n');
  const counts = `tests="${sum('tests')}" failures="${sum('failures')}" errors="0" skipped="0" time="0.000"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n${inner}${inner === '' ? '' : '\n'}</testsuites>\n`;
}

function suiteOf(file: string, diagnostics: readonly Diagnostic[], denyWarnings: boolean): Suite {
  const isFailure = ({ severity }: Diagnostic) => severity === 'error' || (denyWarnings && severity === 'warning');
  const cases = diagnostics.map((diagnostic) => {
    const { code, message, line } = diagnosticToJson(diagnostic);
    const text = escapeXml(renderDiagnostic(diagnostic));
    const inner = isFailure(diagnostic)
      ? `<failure message="${escapeXml(message)}" type="${code}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
    return caseOf(file, line === null ? code : `${code} line ${line}`, line, [inner]);
  });
  if (cases.length === 0) cases.push(caseOf(file, 'no problems', null, []));
  const failures = diagnostics.filter(isFailure).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="0.000"`;
  const xml = `  <testsuite name="${escapeXml(file)}" ${counts}>\n${cases.join('\n')}\n  </testsuite>`;
  return { tests: cases.length, failures, xml };
}

function caseOf(file: string, name: string, line: number | null, inner: string[]): string {
  const place = `file="${escapeXml(file)}"${line === null ? '' : ` line="${line}"`}`;
  const head = `    <testcase name="${name}" classname="${escapeXml(file)}" ${place} time="0.000"`;
  return closeElement(head, inner, 'testcase');
}
