// Actions from data instead of from a text: from JSON, and with a param more, less or other. Nothing is changed in
// place.

import { Source, type Span } from '../diagnostics/source.ts';
import { namePattern } from '../records/bounds.ts';
import type { Action, ActionType, Arg, Param } from './ast.ts';
import { normaliseName } from './names.ts';
import { withItems } from './nodes.ts';
import { normaliseKey } from './params.ts';
import { canWrite } from './quoting.ts';
import { listItem } from './text.ts';
import { type Parsed, quote, right } from './values/parsed.ts';

/** Where a thing stands that no text says. */
const nowhere: Span = { source: new Source('<data>', ''), start: 0, end: 0 };
const types: readonly ActionType[] = ['dal', 'sal', 'macro', 'wal'];
const keyPattern = /^[a-z0-9_][a-z0-9_.]*$/;

/**
 * An action from what `hero parse --json` prints of one: `{ actor, action, params, args, type, comments }`, of which only
 * `action` has to be there. Numbers and truth values become texts, lists lists, and other objects JSON. `params` may also
 * be herolib's list of `{ key, value, comment }`, and `comments` its list of texts.
 */
export function readActionJson(json: unknown): Parsed<Action> {
  if (!isRecord(json)) return bad('an action is an object');
  const { type = 'sal', actor = 'core', action, params = {}, args = [] } = json;
  const comments = Array.isArray(json.comments) ? json.comments.join('\n') : (json.comments ?? '');
  if (typeof type !== 'string' || !isType(type)) return bad(`type is one of ${types.join(', ')}`);
  for (const name of [actor, action]) {
    if (typeof name !== 'string' || !namePattern.test(normaliseName(name))) {
      return bad('actor and action are names of a-z, 0-9 and _', name);
    }
  }
  if (typeof comments !== 'string') return bad('comments is a text');
  const pairs = readPairs(params);
  if (pairs === undefined) return bad('params is an object, or a list of { key, value }');
  if (!Array.isArray(args)) return bad('args is a list of texts');
  const made: Action = {
    type,
    actor: normaliseName(String(actor)),
    action: normaliseName(String(action)),
    nameSpan: nowhere,
    actionSpan: nowhere,
    params: [],
    args: [],
    comments,
    span: nowhere,
    headSpan: nowhere,
  };
  for (const [key, value, comment] of pairs) {
    const name = normaliseKey(key);
    if (!keyPattern.test(name)) return bad('a param is named by a-z, 0-9, _ and dots', key);
    if (made.params.some((param) => param.key === name)) return bad('a param is given twice', key);
    const text = textOf(value);
    if (!canWrite(text)) return bad(`no script can say the value of ${name}`, text);
    made.params.push(makeParam(name, text, comment));
  }
  for (const arg of args) {
    const text = textOf(arg);
    if (!canWrite(text)) return bad('no script can say this arg', text);
    made.args.push(makeArg(text));
  }
  return right(made);
}

/** With the param at its place when it is given already, else behind the others. */
export function withParam(action: Action, key: string, text: string): Action {
  const name = normaliseKey(key);
  const param = makeParam(name, text, '');
  const known = action.params.some((other) => other.key === name);
  const params = known ? action.params.map((other) => (other.key === name ? param : other)) : [...action.params, param];
  return withItems(action, params, action.args);
}

export function withoutParam(action: Action, key: string): Action {
  const name = normaliseKey(key);
  const params = action.params.filter((param) => param.key !== name);
  return withItems(action, params, action.args);
}

/** With the params of the other, which win, and those of its args that are not there yet. */
export function merge(action: Action, other: Pick<Action, 'params' | 'args'>): Action {
  let merged = action;
  for (const { key, value } of other.params) merged = withParam(merged, key, value.text);
  const args = other.args.filter(({ text }) => action.args.every((arg) => arg.text !== text));
  return withItems(merged, merged.params, [...action.args, ...args]);
}

export function makeParam(key: string, text: string, comment: string): Param {
  return { key, keySpan: nowhere, value: { text, form: 'quoted', span: nowhere }, comment };
}

function makeArg(text: string): Arg {
  return { text, span: nowhere, comment: '' };
}

function isType(text: string): text is ActionType {
  return (types as readonly string[]).includes(text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPairs(params: unknown): [key: string, value: unknown, comment: string][] | undefined {
  if (isRecord(params)) return Object.entries(params).map(([key, value]) => [key, value, '']);
  if (!Array.isArray(params)) return undefined;
  const pairs: [string, unknown, string][] = [];
  for (const param of params) {
    if (!isRecord(param) || typeof param.key !== 'string') return undefined;
    pairs.push([param.key, param.value, typeof param.comment === 'string' ? param.comment : '']);
  }
  return pairs;
}

/** As it would be written in a script; what is not there is nothing. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.map((item) => listItem(String(item))).join(',');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function bad(message: string, what?: unknown): { ok: false; message: string } {
  return { ok: false, message: what === undefined ? message : `${message}, not ${quote(String(what))}` };
}
