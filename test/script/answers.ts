// A fact about the reference as a question to us: what we answer, in the terms of the reference, and what it answered.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { substitute } from '../../src/plan/substitute.ts';
import { Variables } from '../../src/plan/variables.ts';
import type { Action } from '../../src/script/ast.ts';
import { findActions, matchesParams, type ParamFilter, sortByFilters } from '../../src/script/find.ts';
import { hashAction } from '../../src/script/hash.ts';
import { actionToJson } from '../../src/script/json.ts';
import { readActionJson, withParam } from '../../src/script/make.ts';
import { replaceIn } from '../../src/script/replace.ts';
import { parseChoice } from '../../src/script/values/choice.ts';
import { parseMoney } from '../../src/script/values/money.ts';
import { fixName } from '../../src/script/values/name.ts';
import { parseTime } from '../../src/script/values/time.ts';
import { writeAction } from '../../src/script/write.ts';
import { askGetter, error, now, plain } from './getters.ts';
import { parseActions, parseParams } from './reference.ts';

export interface Question {
  id: string;
  asks: string;
  args: readonly unknown[];
  input: unknown;
  /** Whole scripts, or params alone. */
  isScript: boolean;
  expected: unknown;
}

export interface Answer {
  ours: unknown;
  theirs: unknown;
}

/** Undefined for what is no question about the language. */
export function answer(question: Question): Answer | undefined {
  const { asks, args, input, expected } = question;
  const theirs = expected;
  const text = typeof input === 'string' ? input : '';
  if (asks === 'name_fix') return { ours: fixName(text), theirs };
  if (asks === 'currency.amount_get') {
    const money = parseMoney(text);
    return { ours: money.ok ? plain(money.value, '') : error, theirs: withoutRates(theirs) };
  }
  if (asks === 'ourtime.parse') return { ours: readTime(text, theirs), theirs };
  if (asks === 'matchhashmap') {
    const choice = parseChoice(String(args[0]), input as Record<string, string>);
    return { ours: choice.ok ? choice.value : '', theirs };
  }
  if (asks === 'find' || asks.startsWith('filtersort')) return answerFind(question, parseActions(text).actions);
  if (asks === 'filter_match') {
    return { ours: matchesParams(one(input), args[0] as ParamFilter), theirs };
  }
  if (asks.startsWith('replace')) return answerReplace(question);
  if (asks === 'export' || asks === 'roundtrip') return answerExport(question);
  if (asks === 'playbook.heroscript') return answerScript(text, theirs);
  if (asks === 'playbook.heroscript+parse+hashkey') {
    const [first, again] = [parseActions(text).actions, parseActions(rewritten(text)).actions];
    // That the hash survives the way back is what the fact says; the hash itself is another one.
    return { ours: again.map(hashAction), theirs: first.map(hashAction) };
  }
  if (asks === 'playbook.heroscript+parse') {
    const names = parseActions(rewritten(text)).actions.map(({ actor, action }) => ({ actor, name: action }));
    return { ours: { actions_len: names.length, actions: names }, theirs };
  }
  if (/hash(?:key)?$/.test(asks)) return { ours: parseActions(text).actions.map(hashAction).join(), theirs };
  if (asks === 'to_resp+from_resp') {
    const read = readActionJson(JSON.parse(JSON.stringify(actionToJson(one(input)))));
    return { ours: read.ok ? paramsJson(read.value) : error, theirs };
  }
  if (asks === 'encode(struct)' || asks === 'encode(struct)+get') {
    const action = readActionJson({ action: 'x', params: input });
    if (!action.ok) return { ours: error, theirs };
    const json = paramsJson(action.value);
    return { ours: asks === 'encode(struct)' ? json : json.params[0]?.value, theirs };
  }
  if (asks.startsWith('decode(struct')) return { ours: decode(one(input), theirs), theirs };
  if (asks === 'encoderhero.encode') return { ours: encode(input as Record<string, unknown>, theirs), theirs };
  const getter = askGetter(asks, args, one(input), '/');
  if (getter !== undefined) return { ours: withPaths(question, getter), theirs: withoutRates(theirs) };
  return undefined;
}

/** Params from their text, from the reference's JSON of them, or one value that is set. */
export function one(input: unknown): Action {
  const action =
    typeof input === 'string' ? parseParams(input).actions[0] : made({ action: 'x', params: {}, ...(input as object) });
  if (action === undefined) throw new Error('there is no action');
  return action;
}

export function actionWith(key: string, text: string): Action {
  return withParam(made({ action: 'x' }), key, text);
}

function made(json: unknown): Action {
  const read = readActionJson(json);
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

function paramsJson({ params, args }: Action) {
  return {
    params: params.map(({ key, value, comment }) => ({ key, value: value.text, comment })),
    args: args.map(({ text }) => text),
    comments: [],
  };
}

/** Rates are nothing we know. */
function withoutRates(expected: unknown): unknown {
  if (typeof expected !== 'object' || expected === null || !('currency' in expected)) return expected;
  const { val, currency } = expected as { val: number; currency: string };
  return { val, currency };
}

function readTime(text: string, expected: unknown): unknown {
  const time = parseTime(text, now);
  if (!time.ok) return error;
  const seconds = time.value.getTime() / 1000;
  const isDistance = typeof expected === 'object' && expected !== null && 'seconds_from_now' in expected;
  return isDistance ? { seconds_from_now: seconds - now.getTime() / 1000 } : { unix: seconds };
}

function answerFind({ asks, args, expected }: Question, actions: readonly Action[]): Answer {
  const full = ({ actor, action }: Action) => `${actor}.${action}`;
  if (asks === 'find') {
    const found = findActions(actions, String(args[0]));
    if (Array.isArray(expected)) return { ours: found.map(full), theirs: expected };
    const {
      len,
      names,
      params_subset: subset,
    } = expected as { len?: number; names?: string[]; params_subset?: object };
    const [first] = found;
    return {
      ours: {
        ...(len === undefined ? {} : { len: found.length }),
        ...(names === undefined ? {} : { names: found.map(({ action }) => action) }),
        ...(subset === undefined ? {} : { params_subset: pick(first, Object.keys(subset)) }),
      },
      theirs: expected,
    };
  }
  let sorted: ReturnType<typeof sortByFilters<Action>>;
  try {
    sorted = sortByFilters(actions, args[0] as Record<number, string>);
  } catch {
    return { ours: error, theirs: expected };
  }
  const [sample] = Array.isArray(expected) ? (expected as string[]) : [];
  if (sample?.includes('@') === true) {
    return { ours: sorted.map(({ priority, action }) => `${full(action)}@${priority}`), theirs: expected };
  }
  if (sample !== undefined) {
    return { ours: sorted.map(({ action }) => full(action).replace('.', ':')), theirs: expected };
  }
  const counts = Object.keys(expected as object).map((name) => {
    const priority = Number(/\d+/.exec(name)?.[0]);
    return [name, sorted.filter((one) => one.priority === priority).length];
  });
  return { ours: Object.fromEntries(counts), theirs: expected };
}

function pick(action: Action | undefined, keys: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(
    keys.map((key) => [key, action?.params.find((param) => param.key === key)?.value.text.trim()]),
  );
}

/** `replace` fills names of the session; `replaced` those of an include. */
function answerReplace({ asks, args, input, expected }: Question): Answer {
  const given =
    typeof args[0] === 'string'
      ? Object.fromEntries(one(args[0]).params.map(({ key, value }) => [key, value.text]))
      : (args[0] as Record<string, string>);
  if (asks === 'replaced') {
    const replaced = parseActions(String(input)).actions.map((action) =>
      replaceIn(action, new Map(Object.entries(given))),
    );
    return { ours: replaced.map((action) => paramsJson(action)), theirs: expected };
  }
  const variables = new Variables({ given, allowEnv: [], env: {} });
  const action = one(input);
  const params = action.params.map(({ key, value, comment }) => ({
    key,
    value: substitute(value.text, value.span, variables).text,
    comment,
  }));
  if (expected !== null && typeof expected === 'object' && 'params' in expected) {
    return { ours: { ...paramsJson(action), params }, theirs: expected };
  }
  const keys = Object.keys(expected as object);
  return {
    ours: Object.fromEntries(keys.map((key) => [key, params.find((param) => param.key === key)?.value])),
    theirs: expected,
  };
}

/** The params of an action as they are written behind its name. */
function exported(action: Action): string {
  return writeAction({ ...action, type: 'sal', actor: 'a', action: 'b', params: action.params, args: action.args })
    .replace(/^!!a\.b/, '')
    .trim();
}

function answerExport({ asks, input, expected }: Question): Answer {
  const action = one(input);
  const ours = exported(action);
  if (JSON.stringify(meaning(one(ours))) !== JSON.stringify(meaning(action)))
    return { ours: 'not read back', theirs: expected };
  const { text } = typeof expected === 'string' ? { text: expected } : (expected as { text: string });
  if (asks === 'export') return { ours, theirs: text.trim() };
  const again = paramsJson(one(ours));
  const { params } = expected as { params: { params: unknown; args: unknown } };
  return {
    ours: { text: ours, params: again.params, args: again.args },
    theirs: { text: text.trim(), params: params.params, args: params.args },
  };
}

function answerScript(text: string, expected: unknown): Answer {
  const isReadBack = JSON.stringify(parseActions(rewritten(text)).actions.map(meaning));
  const before = JSON.stringify(parseActions(text).actions.map(meaning));
  return { ours: isReadBack === before ? rewritten(text) : 'not read back', theirs: expected };
}

function rewritten(text: string): string {
  return parseActions(text)
    .actions.map((action) => writeAction(action))
    .join('\n\n');
}

function meaning({ params, args }: Action): unknown {
  const pairs = params.map(({ key, value }) => [key, value.text]).sort();
  return [pairs, args.map(({ text }) => text)];
}

/** Fields of a struct by the types of what is expected of them. */
function decode(action: Action, expected: unknown): unknown {
  if (expected === null) return null;
  const getters: Record<string, string> = { string: 'get', number: 'get_int', boolean: 'get_default_false' };
  const fields = Object.entries(expected as object).map(([key, value]) => {
    const [item] = Array.isArray(value) ? (value as unknown[]) : [];
    const names: Record<string, string> = { string: 'get_list', number: 'get_list_int', boolean: 'get_list_bool' };
    const getter = Array.isArray(value) ? names[typeof item] : getters[typeof value];
    return [key, askGetter(getter ?? '', [key], action, '/')];
  });
  return Object.fromEntries(fields);
}

/** A struct as the action that defines it: fields without anything in them are left out, those with fields are not. */
function encode({ struct, ...fields }: Record<string, unknown>, expected: unknown): unknown {
  const kept = Object.entries(fields).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const flat = kept.filter(([, value]) => typeof value !== 'object' || Array.isArray(value));
  if (expected === error && flat.length < kept.length) return error;
  const name = String(struct).replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`);
  const text = writeAction(made({ actor: 'define', action: name, params: Object.fromEntries(flat) }));
  const { contains } = (expected ?? {}) as { contains?: string[] };
  return contains === undefined ? text : { contains: contains.filter((part) => text.includes(part)) };
}

/** Paths of the facts are below a folder that is made for the question. */
function withPaths({ asks, args, input }: Question, otherwise: unknown): unknown {
  if (!/^get_path/.test(asks) || typeof input !== 'string') return otherwise;
  const folder = mkdtempSync(join(tmpdir(), 'hero-fact-'));
  try {
    const [, file = 'none'] = /(\/tmp\/\w+)/.exec(input) ?? [];
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    if (asks === 'get_path') writeFileSync(join(folder, file), '');
    const found = askGetter(asks, args, one(input.replaceAll('/tmp/', `${folder}/tmp/`)), folder);
    return typeof found === 'string' ? found.replace(folder, '') : found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
