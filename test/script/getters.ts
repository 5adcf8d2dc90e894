// The getters of the reference by their names there, asked of our params; answers in plain JSON.

import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Action } from '../../src/script/ast.ts';
import { type ActionParams, paramsOf } from '../../src/script/params.ts';
import { type Kind, parseKind } from '../../src/script/values/kinds.ts';

export const error = 'error';
export const now = new Date('2024-01-01T00:00:00Z');

const kinds: Record<string, Kind> = {
  get: 'text',
  get_int: 'int',
  get_u8: 'u8',
  get_u16: 'u16',
  get_i8: 'i8',
  get_i16: 'i16',
  get_i64: 'i64',
  get_u32: 'u32',
  get_u64: 'u64',
  get_float: 'float',
  get_percentage: 'percentage',
  get_storagecapacity_in_bytes: 'bytes',
  get_storagecapacity_in_gigabytes: 'gigabytes',
  get_time: 'time',
  get_timestamp: 'timestamp',
  get_time_interval: 'interval',
  get_currencyamount: 'money',
  get_currencyfloat: 'money',
  get_email: 'email',
  get_telnr: 'phone',
  get_path: 'path',
  get_path_create: 'newFolder',
};

const lists: Record<string, Kind> = {
  get_list: 'text',
  get_list_namefix: 'name',
  get_list_int: 'int',
  get_list_bool: 'bool',
  get_list_f32: 'float',
  get_list_f64: 'float',
  get_emails: 'email',
  get_telnrs: 'phone',
};
for (const size of ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i64'] as const) lists[`get_list_${size}`] = size;

/** Undefined when nobody knows such a getter. */
export function askGetter(name: string, args: readonly unknown[], action: Action, base: string): unknown {
  const diagnostics: Diagnostic[] = [];
  const params = paramsOf(action, diagnostics, { base, now });
  const answer = ask(name.replace(/_default$/, ''), args, params, name.endsWith('_default'));
  return diagnostics.length > 0 ? error : plain(answer, name);
}

function ask(name: string, args: readonly unknown[], params: ActionParams, hasDefault: boolean): unknown {
  const key = String(args[0]);
  const index = Number(args[0]);
  const otherwise = hasDefault ? { has: !params.has(key), value: args[1] } : { has: false, value: undefined };
  switch (name) {
    case 'exists':
      return params.has(key);
    case 'exists_arg':
      return params.hasArg(key);
    case 'get_default_true':
      return params.bool(key, true);
    case 'get_default_false':
      return params.bool(key, false);
    case 'get_bool':
      return params.bool(key, args[1] === true);
    case 'get_from_hashmap':
      return params.choice(key, args[2] as Record<string, string>, String(args[1]));
    case 'get_arg':
      return hasDefault ? params.arg(index, 'raw', String(args[1])) : params.arg(index, 'raw');
    case 'get_arg_int':
      return hasDefault ? params.arg(index, 'int', Number(args[1])) : params.arg(index, 'int');
    case 'get_arg_check':
      return params.checkArgCount(Number(args[1])) ? params.arg(index, 'raw') : undefined;
    case 'check_arg_len':
      params.checkArgCount(index);
      return null;
    default:
  }
  const list = lists[name];
  if (list !== undefined) return otherwise.has ? otherwise.value : params.list(key, list);
  const kind = kinds[name];
  if (kind === undefined) return undefined;
  if (!otherwise.has) return params.get(key, kind);
  // Some take their default as a text.
  if (typeof otherwise.value !== 'string') return otherwise.value;
  const parsed = parseKind(kind, String(otherwise.value), { base: '.', now });
  return parsed.ok ? parsed.value : error;
}

/** As the reference writes such values down. */
export function plain(value: unknown, getter: string): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return { unix: value.getTime() / 1000 };
  if (Array.isArray(value)) return value.map((item) => plain(item, getter));
  if (typeof value === 'number' && getter.startsWith('get_timestamp')) return { ns: value * 1e9 };
  if (typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value) {
    return getter.startsWith('get_currencyfloat') ? value.amount : { val: value.amount, currency: value.currency };
  }
  return value;
}
