// The `replace` of an include: names and what stands for them in the values and arguments of the included scripts.

import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts';
import type { Action, Param } from './ast.ts';
import { withItems, withText } from './nodes.ts';

export type Replacements = ReadonlyMap<string, string>;

/** herolib takes the marks of a placeholder around the name as well. */
const pair = /\s*(?:@|\$?\{)?(\w+)\}?\s*:\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^,]*))\s*(?:,|$)/y;
/** `$${` and a backslash before a brace mean the characters themselves. */
const places = /\$\$\{|\\\{|\$\{(\w+)\}|\{(\w+)\}|@(\w+)/g;

/** `NAME:value,OTHER:value`; a value with a comma in quotes, `NAME:"a,b"`. Names of `outer` hold where these do not. */
export function readReplacements(param: Param | undefined, outer: Replacements): Replacements | Diagnostic {
  if (param === undefined) return outer;
  const { text, span } = param.value;
  const all = new Map(outer);
  pair.lastIndex = 0;
  while (pair.lastIndex < text.trimEnd().length) {
    const at = pair.lastIndex;
    const match = pair.exec(text);
    if (match === null) {
      return {
        code: 'HS0205',
        severity: 'error',
        message: `${JSON.stringify(shorten(text.slice(at).trim()))} is not NAME:value`,
        span,
        help: "write names and values, such as replace:'HOST:web1,PORT:80'",
      };
    }
    const [, name = '', double, single, bare = ''] = match;
    all.set(name, (double ?? single)?.replace(/\\(["'])/g, '$1') ?? bare.trim());
  }
  return all;
}

/** `@NAME:value`: the name is enough. Undefined also where quoting hides the place. */
export function oldMarks(param: Param | undefined): Diagnostic | undefined {
  if (param === undefined || !param.value.text.includes('@')) return undefined;
  const { text, span } = param.value;
  const written = span.source.text.slice(span.start, span.end);
  const from = span.start + (written.startsWith(text) ? 0 : 1);
  if (!span.source.text.startsWith(text, from) || from + text.length > span.end) return undefined;
  const edits: Edit[] = [];
  pair.lastIndex = 0;
  while (pair.lastIndex < text.trimEnd().length) {
    const start = from + pair.lastIndex;
    const match = pair.exec(text);
    if (match === null) break;
    const at = start + match[0].length - match[0].trimStart().length;
    if (span.source.text[at] === '@') edits.push({ start: at, end: at + 1, text: '' });
  }
  const [first] = edits;
  if (first === undefined) return undefined;
  return {
    code: 'HS0217',
    severity: 'warning',
    message: 'old spelling of a name that is replaced',
    span: { source: span.source, start: first.start, end: first.end },
    help: 'write the name alone, without @',
    fixes: [{ title: 'remove @', safe: true, edits }],
  };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Whole names only, in values and arguments, never in keys or names. The action itself when nothing changes. */
export function replaceIn(action: Action, replacements: Replacements): Action {
  if (replacements.size === 0) return action;
  let changed = false;
  const replace = (text: string): string => {
    if (!text.includes('{') && !text.includes('@')) return text;
    const result = text.replace(places, (raw: string, ...names: (string | undefined)[]) => {
      const name = names[0] ?? names[1] ?? names[2];
      return (name === undefined ? undefined : replacements.get(name)) ?? raw;
    });
    changed ||= result !== text;
    return result;
  };
  const params = action.params.map((param) => {
    const text = replace(param.value.text);
    return text === param.value.text ? param : withText(param, text);
  });
  const args = action.args.map((arg) => {
    const text = replace(arg.text);
    return text === arg.text ? arg : { text, span: arg.span, comment: arg.comment };
  });
  return changed ? withItems(action, params, args) : action;
}
