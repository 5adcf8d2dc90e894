// `// hero-ignore CODE` and `!!lint.configure off:CODE`: warnings and remarks that are not told. Errors always are.

import { codes, type DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Action, LoadedScript, Script } from '../script/ast.ts';

export interface Told {
  diagnostics: Diagnostic[];
  /** Those the scripts leave out. */
  ignored: Diagnostic[];
}

const word = 'hero-ignore';
const note = /^[ \t]*(?:\/\/|#|<!--)[ \t]*hero-ignore\b([^\r\n]*)/gm;
const commentOrBlank = /^\s*(?:\/\/|#|<!--|$)/;

/** A code that a comment names, and the line it is for. */
interface Ignore {
  code: DiagnosticCode;
  line: number;
  span: Span;
  used: boolean;
}

export function ignoreDiagnostics(diagnostics: Diagnostic[], scripts: readonly LoadedScript[]): Told {
  const ignores = new Map<Source, Ignore[]>();
  const off = new Map<Source, { code: string; from: number }[]>();
  const problems: Diagnostic[] = [];
  visitScripts(scripts, [], (script, codesOff) => {
    if (codesOff.length > 0) off.set(script.source, [...(off.get(script.source) ?? []), ...codesOff]);
    if (ignores.has(script.source) || !script.source.text.includes(word)) return;
    ignores.set(script.source, readIgnores(script, problems));
  });
  if (ignores.size === 0 && off.size === 0) return { diagnostics, ignored: [] };
  const kept: Diagnostic[] = [];
  const ignored: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { code, severity, span } = diagnostic;
    const isOff =
      span !== undefined &&
      severity !== 'error' &&
      (off.get(span.source)?.some((one) => one.code === code && one.from <= span.start) === true ||
        useIgnore(ignores.get(span.source), code, span));
    (isOff ? ignored : kept).push(diagnostic);
  }
  for (const all of ignores.values()) problems.push(...all.filter(({ used }) => !used).flatMap(unused));
  return { diagnostics: [...kept, ...problems], ignored };
}

/** Undefined when the name is a code that can be left out. */
export function findIgnoreProblem(name: string, span: Span): Diagnostic | undefined {
  const problem = { code: 'HS0222', severity: codes.HS0222.severity, span } as const;
  const code = name.toUpperCase();
  if (!isCode(code)) {
    const help = didYouMean(code, Object.keys(codes)) ?? 'hero explain lists the codes';
    return { ...problem, message: `there is no code ${name}`, help };
  }
  if (codes[code].severity !== 'error') return undefined;
  return { ...problem, message: `${code} is an error, which cannot be left out`, help: `hero explain ${code}` };
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(codes, text);
}

function useIgnore(ignores: readonly Ignore[] | undefined, code: DiagnosticCode, span: Span): boolean {
  if (ignores === undefined) return false;
  const { line } = span.source.positionAt(span.start);
  const found = ignores.filter((one) => one.code === code && one.line === line);
  for (const one of found) one.used = true;
  return found.length > 0;
}

function unused({ code, span }: Ignore): Diagnostic[] {
  // Whether others understand a script is asked only now and then; HS0106 is told always.
  if (code.startsWith('HS01') && code !== 'HS0106') return [];
  const message = `the next line has nothing to leave out as ${code}`;
  return [{ code: 'HS0222', severity: codes.HS0222.severity, message, span, help: 'remove the comment' }];
}

/** Calls for each script, with what is left out in it: by itself, and from where it is included. */
function visitScripts(
  scripts: readonly LoadedScript[],
  outer: readonly { code: string; from: number }[],
  visit: (script: Script, off: readonly { code: string; from: number }[]) => void,
): void {
  for (const { script, items } of scripts) {
    const off = [...outer];
    for (const item of items) {
      const { action } = item;
      if (item.kind === 'include')
        visitScripts(
          item.scripts,
          off.map(({ code }) => ({ code, from: 0 })),
          visit,
        );
      else if (action.actor === 'lint' && action.action === 'configure' && action.type === 'sal') {
        off.push(...codesIn(action).map((code) => ({ code, from: action.span.start })));
      }
    }
    visit(script, off);
  }
}

function codesIn({ params, args }: Action): string[] {
  const text = params.find(({ key }) => key === 'off')?.value.text ?? args[0]?.text ?? '';
  return text.toUpperCase().match(/HS\d{4}/g) ?? [];
}

function readIgnores({ source, actions }: Script, problems: Diagnostic[]): Ignore[] {
  const found: Ignore[] = [];
  for (const match of source.text.matchAll(note)) {
    const at = match.index + match[0].indexOf(word);
    if (actions.some(({ params, args }) => isInside(at, [...params.map(({ value }) => value), ...args]))) continue;
    const { line } = source.positionAt(at);
    const names = [...(match[1] ?? '').matchAll(/[ \t,]+(hs\d+)(?=[\s,]|$)/gi)];
    const end = at + word.length;
    if (names.length === 0) {
      const span = { source, start: at, end };
      const message = `${word} names no code`;
      problems.push({ code: 'HS0222', severity: codes.HS0222.severity, message, span, help: `write ${word} HS0011` });
    }
    for (const { 0: text, 1: name = '', index } of names) {
      const start = end + index + text.length - name.length;
      const span = { source, start, end: start + name.length };
      const problem = findIgnoreProblem(name, span);
      if (problem !== undefined) problems.push(problem);
      else found.push({ code: name.toUpperCase() as DiagnosticCode, line: lineBelow(source, line), span, used: false });
    }
  }
  return found;
}

/** In a value of several lines it is text. */
function isInside(at: number, values: readonly { span: Span }[]): boolean {
  return values.some(({ span }) => span.start <= at && at < span.end);
}

/** The next line that is more than a comment. */
function lineBelow(source: Source, line: number): number {
  let next = line + 1;
  while (next < line + 100 && commentOrBlank.test(source.lineText(next))) next += 1;
  return next;
}
