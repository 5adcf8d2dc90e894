// Params of a script are texts; an action wants numbers, truth values, lists. Conversion and checks by signature.

import { didYouMean } from '../diagnostics/suggest.ts';
import type { ActionSignature, ParamProblem, ParamSignature } from '../records/signature.ts';

export type Params = Readonly<Record<string, string>>;
export type Converted = { ok: true; value: unknown } | { ok: false; message: string };

/** What does not fit; empty when the action may run. */
export function checkParams(signature: ActionSignature, params: Params): ParamProblem[] {
  const problems: ParamProblem[] = [];
  const name = `${signature.actor}.${signature.action}`;
  const known = new Map(signature.params.map((param) => [param.name, param]));
  for (const [key, text] of Object.entries(params)) {
    const param = known.get(key);
    if (param === undefined) {
      if (!signature.open) problems.push(unknownParam(name, key, known.keys()));
      continue;
    }
    const converted = convertParam(param, text);
    if (!converted.ok) {
      problems.push({
        kind: param.enum === undefined ? 'type' : 'enum',
        param: key,
        message: `${key} ${converted.message}`,
      });
    }
  }
  for (const param of signature.params) {
    if (param.required && !Object.hasOwn(params, param.name)) problems.push(missingParam(name, param));
  }
  return problems;
}

/** Typed values by name, defaults filled in. Call it after `checkParams` found nothing. */
export function convertParams(signature: ActionSignature, params: Params): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const param of signature.params) {
    const text = Object.hasOwn(params, param.name) ? params[param.name] : param.default;
    if (text === undefined) continue;
    const converted = convertParam(param, text);
    if (!converted.ok) throw new Error(`${param.name} ${converted.message}`);
    values[param.name] = converted.value;
  }
  return values;
}

export function unknownParam(action: string, key: string, known: Iterable<string>): ParamProblem {
  const names = [...known];
  const all = names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`;
  return { kind: 'unknown', param: key, message: `${action} has no param ${key}`, help: didYouMean(key, names) ?? all };
}

export function missingParam(action: string, param: ParamSignature): ParamProblem {
  const example = param.example ?? (param.type === 'int' ? '1' : `'…'`);
  const what = param.description === '' ? '' : `: ${param.description}`;
  return {
    kind: 'missing',
    param: param.name,
    message: `${action} needs the param ${param.name}`,
    help: `add ${param.name}:${example}${what}`,
  };
}

export function convertParam(param: ParamSignature, text: string): Converted {
  if (param.enum !== undefined && !param.enum.includes(text)) {
    return { ok: false, message: `is one of ${param.enum.join(', ')}, not '${text}'` };
  }
  switch (param.type) {
    case 'string':
      return { ok: true, value: text };
    case 'int':
      return /^[+-]?\d[\d_]*$/.test(text) && Number.isSafeInteger(Number(text.replaceAll('_', '')))
        ? { ok: true, value: Number(text.replaceAll('_', '')) }
        : { ok: false, message: `is a whole number, not '${text}'` };
    case 'number': {
      const value = Number(text.replaceAll('_', ''));
      return text.trim() !== '' && Number.isFinite(value)
        ? { ok: true, value }
        : { ok: false, message: `is a number, not '${text}'` };
    }
    case 'bool':
      return convertBool(text);
    case 'list':
      return { ok: true, value: splitList(text) };
    case 'duration':
      return convertDuration(text);
    case 'json':
      try {
        return { ok: true, value: JSON.parse(text) as unknown };
      } catch (error) {
        return { ok: false, message: `is not JSON: ${(error as Error).message}` };
      }
  }
}

const trueWords = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const falseWords = new Set(['false', 'f', 'no', 'n', 'off', '0']);

function convertBool(text: string): Converted {
  const word = text.toLowerCase();
  if (trueWords.has(word)) return { ok: true, value: true };
  if (falseWords.has(word)) return { ok: true, value: false };
  return { ok: false, message: `is true or false, not '${text}'` };
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds; a bare number is seconds. */
function convertDuration(text: string): Converted {
  if (/^\d+(\.\d+)?$/.test(text)) return { ok: true, value: Number(text) * 1000 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    return { ok: false, message: `is a duration such as 500ms, 30s, 10m or 1h30m, not '${text}'` };
  }
  return { ok: true, value: parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unitMs[unit ?? ''] ?? 0), 0) };
}

/** Items between commas, quotes and brackets taken off. */
export function splitList(text: string): string[] {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('[') && trimmed.endsWith(']') ? trimmed.slice(1, -1) : trimmed;
  if (inner.trim() === '') return [];
  const items: string[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,]*?))\s*(?:,|$)/gy;
  while (pattern.lastIndex <= inner.length) {
    const match = pattern.exec(inner);
    if (match === null) return [...items, inner.slice(pattern.lastIndex).trim()];
    items.push((match[1] ?? match[2])?.replace(/\\(["'\\])/g, '$1') ?? match[3] ?? '');
    if (!match[0].endsWith(',')) break;
  }
  return items;
}
