// Directives that are written as they once were: a warning, with the present spelling as its fix.

import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { type Directive, type DirectiveAlias, directiveName } from '../directives/directive.ts';
import type { Action, Param } from '../script/ast.ts';
import { findName } from './directive-params.ts';

export function oldSpelling(directive: Directive, alias: DirectiveAlias, action: Action): Diagnostic {
  const name = directiveName(directive);
  const ignored = action.params.filter((param) => alias.ignored?.includes(param.key));
  return {
    code: 'HS0217',
    severity: 'warning',
    message: `old spelling of ${name}`,
    span: action.nameSpan,
    help: `write !!${name}${newParams(directive, alias, action)}`,
    fixes: [newSpelling(directive, name, action, ignored)],
    ...(ignored.length === 0 ? {} : { notes: ignored.map(({ key }) => `${key} has no effect any more`) }),
  };
}

/** The present name; a word without a key becomes the param it means, and what has no effect any more goes. */
function newSpelling(directive: Directive, name: string, action: Action, ignored: readonly Param[]): Fix {
  const [arg] = action.args;
  const [param] = directive.params;
  const { start, end } = action.nameSpan;
  const edits = [{ start, end, text: name }];
  if (arg !== undefined && param !== undefined) {
    edits.push({ start: arg.span.start, end: arg.span.start, text: `${param.name}:` });
  }
  for (const { keySpan, value } of ignored) {
    edits.push({ start: lineGap(keySpan), end: Math.max(value.span.end, keySpan.end), text: '' });
  }
  return { title: `write !!${name}`, safe: true, edits };
}

/** Where the white space before it begins, with the line break where it begins its line. */
function lineGap({ source, start }: Span): number {
  const written = source.text.slice(0, start).trimEnd();
  const line = source.lineStart(source.positionAt(start).line);
  if (written.length >= line) return written.length;
  return line - (source.text.slice(0, line).endsWith('\r\n') ? 2 : 1);
}

/** The params in their present names, as far as they are short enough for a hint. */
function newParams(directive: Directive, alias: DirectiveAlias, action: Action): string {
  const written = (span: Span) => span.source.text.slice(span.start, span.end);
  const params = action.params
    .filter((param) => !alias.ignored?.includes(param.key))
    .map((param) => `${findName(directive, param.key) ?? param.key}:${written(param.value.span)}`);
  const [arg] = action.args;
  const [first] = directive.params;
  if (arg !== undefined && first !== undefined) params.unshift(`${first.name}:${written(arg.span)}`);
  const text = params.map((param) => ` ${param}`).join('');
  return text.length > 60 || text.includes('\n') ? '' : text;
}
