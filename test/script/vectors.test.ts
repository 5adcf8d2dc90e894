// Facts from the tests of the reference implementations; where we differ, a rule of ours says why.

import { describe, expect, test } from 'vitest';
import { normaliseName } from '../../src/script/names.ts';
import { parseBool } from '../../src/script/values/bool.ts';
import { parseInteger } from '../../src/script/values/integer.ts';
import { hasData, type ReferenceAction, read, readJson, readParams } from './reference.ts';

interface Vector {
  id: string;
  area: string;
  input: string;
  input_kind: string;
  call?: { name: string; args: string[] };
  expected: unknown;
  expect_error: boolean;
}

/** What the reference's own helpers do with strings is no part of the language. */
const helpers = new Set(['path_fix', 'dedent', 'find_simple_vars', 'find_sid', 'replace', 'replace_from_params']);

const name = 'other characters in a name are told, not dropped or replaced';
const id = 'id is a param like any other; the reference deletes it';
const rules: Record<string, string> = {
  'v-params-v-002': 'a comment behind a param belongs to that param, not to the first of its line',
  'v-mutliline-v-001': 'quotes in a block stay as they are',
  'v-mutliline-v-002': 'a quote is closed by the same quote only',
  'v-mutliline-v-003': 'a quote is closed by the same quote only',
  'v-filter-v-001': 'a param behind a comment at column 0 is an error; the reference ignores it',
  'v-filter-v-002': 'a param behind a comment at column 0 is an error; the reference ignores it',
  'v-action-v-002': id,
  'v-action-v-003': id,
  'v-action-v-004': id,
  'v-action-v-005': id,
  'go-paramsparser-go-008': 'the common indentation of a block goes; only the Go port keeps it',
  'v-namefix-v-001': name,
  'v-namefix-v-002': name,
  'v-namefix-v-003': name,
  'v-namefix-v-004': name,
  'go-name_fix-go-001': name,
  'go-name_fix-go-005': name,
  'go-name_fix-go-006': name,
  'go-name_fix-go-007': name,
  'go-name_fix-go-008': name,
  'go-name_fix-go-009': name,
};

describe.skipIf(!hasData())('vectors', () => {
  const vectors = hasData()
    ? readJson<Vector>('vectors.json').filter(
        ({ area, call }) => (area === 'playbook' || area === 'params') && !helpers.has(call?.name ?? ''),
      )
    : [];

  test.each(vectors)('$id', (vector) => {
    const { got, want } = answer(vector);
    if (rules[vector.id] === undefined) expect(got).toEqual(want);
    else expect(got, 'the rule is not needed').not.toEqual(want);
  });
});

/** Our answer and theirs, in the shape of theirs. */
function answer(vector: Vector): { got: unknown; want: unknown } {
  const { area, call, input, expected } = vector;
  const reading = area === 'params' && !input.startsWith('!!') ? readParams(input) : read(input);
  const { actions, errors } = reading;
  if (call === undefined) {
    const want = area === 'params' ? { actions: [withoutComments(expected)] } : expected;
    return {
      got: { errors, ...like(want, { actions, actions_len: actions.length, names: actions.map(fullName) }) },
      want: { errors: [], ...(want as object) },
    };
  }
  if (call.name === 'name_fix') return { got: normaliseName(input), want: expected };
  if (call.name === 'encoderhero.decode') {
    // Defaults and types are the business of whoever reads the params.
    const texts = Object.fromEntries(Object.entries(expected ?? {}).map(([key, value]) => [key, String(value)]));
    const given = Object.fromEntries((actions[0]?.params ?? []).map(({ key, value }) => [key, value]));
    return { got: given, want: Object.fromEntries(Object.keys(given).map((key) => [key, texts[key] ?? given[key]])) };
  }
  if (call.name === 'multiline_to_single') {
    const text = /description:'(.*)'/s.exec(String(expected))?.[1] ?? '';
    return { got: textOf(actions[0], 'description'), want: text.replace(/\\+n/g, '\n') };
  }
  const index = Number(/\[(\d+)\]/.exec(call.name)?.[1] ?? 0);
  const action = actions[index];
  if (call.name.endsWith('.params')) {
    const { params_subset } = expected as { params_subset: Record<string, string> };
    const got = Object.fromEntries(Object.keys(params_subset).map((key) => [key, textOf(action, key)]));
    return { got, want: params_subset };
  }
  const text = textOf(action, call.args[0] ?? '');
  if (call.name.endsWith('get_int')) return { got: parseInteger(text ?? ''), want: { ok: true, value: expected } };
  if (/get_(bool|default_false)$/.test(call.name)) {
    return { got: parseBool(text ?? ''), want: { ok: true, value: expected } };
  }
  if (call.name.endsWith('get_default')) return { got: text ?? call.args[1], want: expected };
  const parts = (expected as { contains?: string[] }).contains;
  if (parts !== undefined) return { got: parts.filter((part) => text?.includes(part)), want: parts };
  return { got: text, want: expected };
}

/** Theirs of the args; ours belong to the args. */
function withoutComments(expected: unknown): unknown {
  const { comments: _, ...rest } = expected as { comments: string[] };
  return rest;
}

function fullName(action: ReferenceAction): string {
  return action.actor === 'core' ? action.name : `${action.actor}.${action.name}`;
}

function textOf(action: ReferenceAction | undefined, key: string): string | undefined {
  return action?.params.find((param) => param.key === key)?.value;
}

/** As much of `value` as `shape` asks for; of the actions, as many as it lists. */
function like(shape: unknown, value: unknown): Record<string, unknown> {
  return prune(shape, value) as Record<string, unknown>;
}

function prune(shape: unknown, value: unknown): unknown {
  if (Array.isArray(shape) && Array.isArray(value))
    return value.map((item, index) => prune(shape[index] ?? item, item));
  if (typeof shape !== 'object' || shape === null || typeof value !== 'object' || value === null) return value;
  const from = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape).map(([key, inner]) => {
      const action = value as ReferenceAction;
      if (key === 'actions') return [key, prune(inner, (from[key] as unknown[]).slice(0, (inner as unknown[]).length))];
      if (key === 'params_len') return [key, action.params.length];
      if (key === 'params_subset') {
        return [key, Object.fromEntries(Object.keys(inner as object).map((name) => [name, textOf(action, name)]))];
      }
      // The running number, where it stands beside an actor.
      if (key === 'id') return [key, inner];
      return [key, prune(inner, from[key])];
    }),
  );
}
