// Problems that are there only because of another one: a text that is broken cannot be judged any further.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { type LoadedScript, scriptsIn } from '../script/ast.ts';
import { normaliseName } from '../script/names.ts';
import { cutOff } from './cut-placeholder.ts';

/** What is said of a value, or of a word. */
const ofValue = new Set<DiagnosticCode>([
  'HS0203',
  'HS0205',
  'HS0206',
  'HS0210',
  'HS0215',
  'HS0216',
  'HS0224',
  'HS0303',
]);
/** What the rest of a line looks like behind a quote that closes too early. */
const ofRest = new Set<DiagnosticCode>(['HS0203', 'HS0004', 'HS0012', 'HS0013']);
/** A line longer than this has nobody's eye on its end. */
const maxRest = 4096;

/** Without them, in the same order. */
export function dropFollowUps(all: Diagnostic[], scripts: readonly LoadedScript[]): Diagnostic[] {
  const diagnostics = dropLostActors(all);
  const broken = diagnostics.flatMap(({ code, severity, span }) =>
    severity === 'error' && code.startsWith('HS00') && span !== undefined ? [{ code, span }] : [],
  );
  if (diagnostics.length === 1) return diagnostics;
  const cut = diagnostics.flatMap(({ code, span }) =>
    code === 'HS0210' && span !== undefined ? (cutOff(span) ?? []) : [],
  );
  if (broken.length + cut.length === 0) return diagnostics;
  const inText = Map.groupBy(broken, ({ span }) => span.source);
  const actions = brokenActions(scripts, inText);
  return diagnostics.filter(({ code, span }) => {
    const others = span === undefined ? undefined : inText.get(span.source);
    if (span === undefined) return true;
    if (ofRest.has(code) && cut.some((rest) => rest.source === span.source && isIn(span, rest))) return false;
    if (others === undefined) return true;
    // What is missing may be in the part that is broken.
    if (code === 'HS0204') return actions.get(span.source)?.has(span.start) !== true;
    if (ofRest.has(code) && others.some((other) => other.code === 'HS0009' && isOnLine(other.span, span))) return false;
    // Beside a character that no word may have, the other words may be something else as well.
    if (
      code === 'HS0203' &&
      !isKey(span) &&
      others.some((other) => other.code === 'HS0004' && areOnLine(other.span, span))
    )
      return false;
    return !ofValue.has(code) || !others.some((other) => isIn(other.span, span));
  });
}

/** An actor is not unknown whose module is told to be broken. */
function dropLostActors(diagnostics: Diagnostic[]): Diagnostic[] {
  const lost = new Set(
    diagnostics.filter(({ code, severity }) => code === 'HS0605' && severity === 'error').map(actorOf),
  );
  if (lost.size === 0) return diagnostics;
  return diagnostics.filter(({ code, span }) => {
    return (
      code !== 'HS0201' || span === undefined || !lost.has(normaliseName(span.source.text.slice(span.start, span.end)))
    );
  });
}

/** The actor of a module: its file, or the folder it is the main file of. Undefined: it is about something else. */
function actorOf({ file, span }: Diagnostic): string | undefined {
  const [folder, base] = (span?.source.name ?? file ?? '').split(/[/\\]/).slice(-2);
  const stem = /^(.+)\.[cm]?[jt]s$/.exec(base ?? folder ?? '')?.[1];
  const name = stem === 'index' || stem === 'actor' ? folder : stem;
  return name === undefined ? undefined : normaliseName(name);
}

function isIn(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.start < outer.end;
}

function isOnLine(first: Span, { source, start }: Span): boolean {
  const between = start - first.start;
  return between > 0 && between < maxRest && !/[\r\n]/.test(source.text.slice(first.start, start));
}

function areOnLine(one: Span, other: Span): boolean {
  return isOnLine(one, other) || isOnLine(other, one);
}

function isKey({ source, end }: Span): boolean {
  return source.text.charAt(end) === ':';
}

/** Starts of the names of actions that have something broken in them, or between them and the next one. */
function brokenActions(
  scripts: readonly LoadedScript[],
  inText: ReadonlyMap<Source, { span: Span }[]>,
): Map<Source, Set<number>> {
  const found = new Map<Source, Set<number>>();
  for (const { source, actions } of scriptsIn(scripts)) {
    const starts = (inText.get(source) ?? []).map(
      (other) => actions.findLast(({ span }) => span.start <= other.span.start)?.nameSpan.start ?? -1,
    );
    found.set(source, new Set(starts));
  }
  return found;
}
