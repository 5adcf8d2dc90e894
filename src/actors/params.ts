// Params of a script are texts; an action wants numbers, truth values, lists. Conversion and checks by signature.

import { didYouMean } from '../diagnostics/suggest.ts';
import type { ActionSignature, ParamProblem, ParamSignature, ParamType } from '../records/signature.ts';
import { parseBool } from '../script/values/bool.ts';
import { parseDuration } from '../script/values/duration.ts';
import { parseInteger } from '../script/values/integer.ts';
import { parseJson } from '../script/values/json.ts';
import { parseList } from '../script/values/list.ts';
import { parseNumber } from '../script/values/number.ts';
import type { Parsed } from '../script/values/parsed.ts';

export type Params = Readonly<Record<string, string>>;

/** What does not fit; empty when the action may run. */
export function checkParams(signature: ActionSignature, params: Params): ParamProblem[] {
  return readParams(signature, params).problems;
}

/**
 * Typed values by name, defaults filled in: int and number as number, bool as boolean, list as texts, duration in
 * milliseconds, json as what it says. Params that an open signature does not list stay texts. Values that do not fit
 * are in `problems` and not in `values`.
 */
export function readParams(
  signature: ActionSignature,
  params: Params,
): { values: Record<string, unknown>; problems: ParamProblem[] } {
  const { unknown, missing } = compareNames(signature, params);
  const problems = signature.open ? [] : unknown;
  const values = new Map<string, unknown>(signature.open ? Object.entries(params) : []);
  for (const param of signature.params) {
    const given = Object.hasOwn(params, param.name);
    const text = given ? params[param.name] : param.default;
    if (text === undefined) continue;
    const problem = findChoiceProblem(param, text);
    const read = readText(param.type, text);
    if (problem !== undefined) problems.push(problem);
    else if (read.ok) values.set(param.name, read.value);
    else problems.push(typeProblem(param, read));
    if (problem !== undefined || !read.ok) values.delete(param.name);
  }
  problems.push(...missing);
  return { values: Object.fromEntries(values), problems };
}

/** Names that are given and not known, and required ones that are not given. */
export function compareNames(
  { actor, action, params: known }: ActionSignature,
  params: Params,
): { unknown: ParamProblem[]; missing: ParamProblem[] } {
  const names = known.map((param) => param.name);
  const unknown = Object.keys(params)
    .filter((name) => !names.includes(name))
    .map((param): ParamProblem => {
      const help = didYouMean(param, names);
      const message = `${actor}.${action} has no param ${param}`;
      return { kind: 'unknown', param, message, ...(help === undefined ? {} : { help }) };
    });
  const missing = known
    .filter((param) => param.required && !Object.hasOwn(params, param.name))
    .map((param): ParamProblem => {
      const what = param.description === '' ? '' : `, ${param.description}`;
      const message = `${actor}.${action} needs the param ${param.name}${what}`;
      return { kind: 'missing', param: param.name, message };
    });
  return { unknown, missing };
}

/** For a list every item has to be one of the choices. */
export function findChoiceProblem(param: ParamSignature, text: string): ParamProblem | undefined {
  const { name, type, enum: choices } = param;
  if (choices === undefined) return undefined;
  const items = type === 'list' ? listItems(text) : [text];
  const wrong = items.find((item) => !choices.includes(item));
  if (wrong === undefined) return undefined;
  const list = choices.join(', ');
  const shown = param.secret ? 'the value' : JSON.stringify(wrong);
  const help = didYouMean(wrong, choices) ?? `write one of ${list}`;
  return { kind: 'enum', param: name, message: `${name}: ${shown} is not one of ${list}`, help };
}

/** The value of a secret is not in the message. */
export function typeProblem(param: ParamSignature, failed: { message: string; help?: string }): ParamProblem {
  const what = failed.message.lastIndexOf(' is not ');
  const message = param.secret && what >= 0 ? `the value${failed.message.slice(what)}` : failed.message;
  const help = failed.help === undefined ? {} : { help: failed.help };
  return { kind: 'type', param: param.name, message: `${param.name}: ${message}`, ...help };
}

/** Why a script can never give a param of this name; undefined when it can. */
export function paramNameProblem(name: string): string | undefined {
  if (name.startsWith('job.')) return `${name} is an attribute of jobs`;
  if (/^[a-z0-9_][a-z0-9_.]{0,63}$/.test(name)) return undefined;
  return `${JSON.stringify(name)} is no name of a param: it takes a-z, 0-9, _ and dots`;
}

/** The value a text stands for where this type is expected. */
export function readText(type: ParamType, text: string): Parsed<unknown> {
  switch (type) {
    case 'string':
      return { ok: true, value: text };
    case 'int':
      return parseInteger(text);
    case 'number':
      return parseNumber(text);
    case 'bool':
      return parseBool(text);
    case 'list':
      return { ok: true, value: listItems(text) };
    case 'duration': {
      const seconds = parseDuration(text);
      return seconds.ok ? { ok: true, value: Math.round(seconds.value * 1000) } : seconds;
    }
    case 'json':
      return parseJson(text);
  }
}

export function listItems(text: string): string[] {
  const list = parseList(text);
  return list.ok ? list.value : [];
}
