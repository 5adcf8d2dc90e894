// `hero check` as SARIF 2.1.0, which code scanning services and editors read. Every code of ours is a rule in it.

import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, diagnosticToJson, type Fix, type Severity } from '../../diagnostics/diagnostic.ts';
import { type Explained, explainAll } from '../../diagnostics/explain.ts';
import type { Source, Span } from '../../diagnostics/source.ts';
import { type Checked, isRefused } from './checked.ts';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', info: 'note' };
const root = '%SRCROOT%';

export function sarifReport(checked: Checked): object {
  const { diagnostics, ignored, cwd } = checked;
  const rules = explainAll();
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const version = process.env.HERO_VERSION;
  const result = (diagnostic: Diagnostic) => resultOf(diagnostic, indexes.get(diagnostic.code) ?? -1, cwd);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'herorunner',
            ...(version === undefined ? {} : { version, semanticVersion: version }),
            rules: rules.map(ruleOf),
          },
        },
        invocations: [{ executionSuccessful: true, exitCode: isRefused(checked) ? 3 : 0 }],
        originalUriBaseIds: { [root]: { uri: `${pathToFileURL(cwd).href.replace(/\/$/, '')}/` } },
        columnKind: 'unicodeCodePoints',
        results: [
          ...diagnostics.map(result),
          ...ignored.map((one) => ({ ...result(one), suppressions: [{ kind: 'inSource' }] })),
        ],
      },
    ],
  };
}

function ruleOf({ code, title, severity, cause }: Explained): object {
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: cause },
    help: { text: `hero explain ${code} shows a bad and a good example.` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, cwd: string): object {
  const { code, severity, span, related = [], notes = [], fixes = [] } = diagnostic;
  const { message, file, help } = diagnosticToJson(diagnostic);
  const text = [message, ...notes, ...(help === null ? [] : [help])].join('\n');
  const place = span === undefined ? (file === null ? undefined : artifact(file, cwd)) : physical(span, cwd);
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text },
    locations: place === undefined ? [] : [{ physicalLocation: place }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other) => ({
            physicalLocation: physical(other.span, cwd),
            message: { text: other.label },
          })),
        }),
    ...(span === undefined || fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, span.source, cwd)) }),
  };
}

function fixOf({ title, edits }: Fix, source: Source, cwd: string): object {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: regionOf({ source, start, end }),
    insertedContent: { text },
  }));
  return { description: { text: title }, artifactChanges: [{ ...artifact(source.name, cwd), replacements }] };
}

function physical(span: Span, cwd: string): object {
  return { ...artifact(span.source.name, cwd), region: regionOf(span) };
}

function regionOf({ source, start, end }: Span): object {
  const from = source.positionAt(start);
  const to = source.positionAt(end);
  return { startLine: from.line, startColumn: from.col, endLine: to.line, endColumn: to.col };
}

/** Relative to the working directory, unless it is elsewhere. Standard input and texts in flags are no files. */
function artifact(name: string, cwd: string): object {
  if (/^<.*>$/.test(name)) return { artifactLocation: { uri: encodeURIComponent(name) } };
  const path = resolve(cwd, name);
  const inside = relative(cwd, path);
  if (inside.startsWith('..')) return { artifactLocation: { uri: pathToFileURL(path).href } };
  const uri = inside.split(/[\\/]/).map(encodeURIComponent).join('/');
  return { artifactLocation: { uri, uriBaseId: root } };
}
