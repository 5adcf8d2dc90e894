// What `import … from 'herorunner/language'` gives: to programs that read, check, write or show HeroScript without running
// it. Nothing here reads a file, asks a store or throws for a mistake in a text.

import { Source } from './diagnostics/source.ts';
import type { Script } from './script/ast.ts';
import { type Formatted, formatSource } from './script/format/format.ts';
import type { FormatOptions } from './script/format/options.ts';
import { type ClassifiedSpan, highlight } from './script/highlight.ts';
import type { ParseOptions } from './script/options.ts';
import { parseScript } from './script/parse.ts';

export { type CodeEntry, codes, type DiagnosticCode } from './diagnostics/codes.ts';
export type { Diagnostic, DiagnosticJson, Edit, Fix, Severity } from './diagnostics/diagnostic.ts';
export { diagnosticToJson, hasErrors } from './diagnostics/diagnostic.ts';
export { type RenderOptions, renderDiagnostics } from './diagnostics/render.ts';
export type { Position, Source, Span } from './diagnostics/source.ts';
export type { Action, ActionType, Arg, Param, Script, Value, ValueForm } from './script/ast.ts';
export { findActions, matchesParams, type ParamFilter, type Prioritised, sortByFilters } from './script/find.ts';
export { applyFixes, type Mended } from './script/fix.ts';
export type { Formatted } from './script/format/format.ts';
export { hashAction } from './script/hash.ts';
export type { ClassifiedSpan, SpanKind } from './script/highlight.ts';
export { type ActionJson, actionToJson } from './script/json.ts';
export { merge, readActionJson, withoutParam, withParam } from './script/make.ts';
export { readNested } from './script/nested.ts';
export { type ActionParams, paramsOf } from './script/params.ts';
export type { Parsed } from './script/values/parsed.ts';
export { type WritableAction, writeAction, writeScript } from './script/write.ts';

interface Named {
  /** What diagnostics call the text; one that ends in `.md` is read as a document. */
  name?: string;
}

/** Always a script, partial if need be, with all that is wrong with its text. Offsets are UTF-16 code units. */
export function parse(text: string, { name = 'script.hero', ...options }: ParseOptions & Named = {}): Script {
  return parseScript(new Source(name, text), options);
}

/** The one layout, as `hero fmt` writes it; actions with errors stay as they are. */
export function format(text: string, { name = 'script.hero', ...options }: FormatOptions & Named = {}): Formatted {
  return formatSource(new Source(name, text), options);
}

/** What each part of the text is, for colours: in the order of the text, no two of them overlap. */
export function classify(
  text: string,
  { name = 'script.hero', markdown }: ParseOptions & Named = {},
): ClassifiedSpan[] {
  return highlight(new Source(name, text), markdown);
}
