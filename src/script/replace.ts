// The `replace` of an include: names and what stands for them in the values and arguments of the included scripts.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Action, Param } from './ast.ts';
import { parseList } from './values.ts';

export type Replacements = ReadonlyMap<string, string>;

const pair = /^\s*(\w+)\s*:([\s\S]*)$/;
/** `$${` and a backslash before a brace mean the characters themselves. */
const places = /\$\$\{|\\\{|\$\{(\w+)\}|\{(\w+)\}|@(\w+)/g;

/** `NAME:value,OTHER:value`; a value with a comma in double quotes, `NAME:"a,b"`. */
export function readReplacements(param: Param | undefined, outer: Replacements): Replacements | Diagnostic {
  if (param === undefined) return outer;
  const list = parseList(param.value.text);
  const wrong = (message: string): Diagnostic => ({
    code: 'HS0205',
    severity: 'error',
    message,
    span: param.value.span,
    help: "write names and values, such as replace:'HOST:web1,PORT:80'",
  });
  if (!list.ok) return wrong(list.message);
  const all = new Map(outer);
  for (const item of list.value) {
    const match = pair.exec(item);
    if (match === null) return wrong(`${JSON.stringify(item)} is not NAME:value`);
    const [, name = '', value = ''] = match;
    const quoted = /^\s*(["'])([\s\S]*)\1\s*$/.exec(value);
    all.set(name, quoted?.[2] ?? value.trim());
  }
  return all;
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
    return text === param.value.text ? param : { ...param, value: { ...param.value, text } };
  });
  const args = action.args.map((arg) => {
    const text = replace(arg.text);
    return text === arg.text ? arg : { ...arg, text };
  });
  return changed ? { ...action, params, args } : action;
}
