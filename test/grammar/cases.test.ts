// The cases: what each text says, and what is said of its mistakes. UPDATE=1 writes the snapshots; read them then.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Source, type Span } from '../../src/diagnostics/source.ts';
import type { Action, Script } from '../../src/script/ast.ts';
import { parseScript } from '../../src/script/parse.ts';

const root = join(import.meta.dirname, 'cases');

describe.each(['ok', 'err'])('%s', (kind) => {
  const folder = join(root, kind);
  const files = readdirSync(folder).filter((file) => !file.endsWith('.snap'));
  test.each(files)('%s', (file) => {
    const script = parseScript(new Source(file, readFileSync(join(folder, file), 'utf8')));
    const text = describeScript(script);
    const snapshot = join(folder, file.replace(/\.\w+$/, '.snap'));
    if (process.env.UPDATE === '1') writeFileSync(snapshot, text);
    expect(text).toBe(existsSync(snapshot) ? readFileSync(snapshot, 'utf8') : 'UPDATE=1 writes it');
    if (kind === 'ok') expect(script.diagnostics).toEqual([]);
    else expect(script.diagnostics).not.toEqual([]);
  });
});

test('each code of the text has a case', () => {
  const snapshots = readdirSync(join(root, 'err')).filter((file) => file.endsWith('.snap'));
  const told = snapshots.map((file) => readFileSync(join(root, 'err', file), 'utf8')).join('');
  const missing = Object.keys(codes).filter((code) => code.startsWith('HS00') && !told.includes(` ${code} `));
  expect(missing).toEqual([]);
});

function describeScript({ actions, diagnostics }: Script): string {
  return [
    'actions',
    ...actions.flatMap(describeAction),
    '',
    'diagnostics',
    ...diagnostics.flatMap(describeProblem),
    '',
  ].join('\n');
}

function describeAction({ type, actor, action, params, args, comments, span }: Action): string[] {
  return [
    `  ${type} ${actor}.${action}  ${place(span)}`,
    ...(comments === '' ? [] : [`    above ${JSON.stringify(comments)}`]),
    ...args.map(({ text, comment }) => `    arg ${JSON.stringify(text)}${described(comment)}`),
    ...params.map(({ key, value, comment }) => {
      return `    ${key} = ${JSON.stringify(value.text)}  ${value.form} ${place(value.span)}${described(comment)}`;
    }),
  ];
}

function described(comment: string): string {
  return comment === '' ? '' : `  // ${JSON.stringify(comment)}`;
}

function describeProblem({ code, severity, message, span, label, help, related }: Diagnostic): string[] {
  const text = span === undefined ? '' : JSON.stringify(span.source.text.slice(span.start, span.end));
  return [
    `  ${severity} ${code} ${span === undefined ? '' : place(span)} ${text}`,
    `    ${message}`,
    ...(label === undefined ? [] : [`    label: ${label}`]),
    ...(related ?? []).map((other) => `    ${place(other.span)}: ${other.label}`),
    ...(help === undefined ? [] : [`    help: ${help}`]),
  ];
}

function place({ source, start, end }: Span): string {
  const from = source.positionAt(start);
  const to = source.positionAt(end);
  return from.line === to.line ? `${from.line}:${from.col}-${to.col}` : `${from.line}:${from.col}-${to.line}:${to.col}`;
}
