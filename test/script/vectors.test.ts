// Facts from the tests of the reference implementations; where we say something else, a rule says why.

import { describe, expect, test } from 'vitest';
import type { Rule } from '../../scripts/compatibility/rule.ts';
import { type Answer, answer } from './answers.ts';
import { askGetter, error } from './getters.ts';
import { belowAction, hasData, parseActions, type ReferenceAction, read, readJson } from './reference.ts';
import { countRules, ruleOfAnswer, ruleOfReading } from './rules.ts';

interface Vector {
  id: string;
  area: string;
  input: unknown;
  call?: { name: string; args: unknown[] };
  expected: unknown;
  expect_error: boolean;
}

describe.skipIf(!hasData())('vectors', () => {
  const vectors = hasData() ? readJson<Vector>('vectors.json') : [];
  const rules: (Rule | undefined)[] = [];

  test.each(vectors)('$id', (vector) => {
    const found = ask(vector);
    if (found !== undefined && JSON.stringify(found.ours) === JSON.stringify(sortedLike(found.theirs, found.ours)))
      return;
    const rule = ruleFor(vector, found?.ours, found?.theirs);
    rules.push(rule);
    if (rule === undefined) expect(found?.ours).toEqual(found?.theirs);
  });

  test('how many are the same', () => {
    const same = vectors.length - rules.length;
    console.log(`${same} of ${vectors.length} vectors are answered alike; rules: ${countRules(rules)}`);
  });
});

function ruleFor({ id, input, area, call }: Vector, ours: unknown, theirs: unknown): Rule | undefined {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const isScript = isWhole(area, call?.name, text);
  const asks = call?.name.replace(/^actions\[\d+\]\.params\./, '') ?? area;
  const args = call?.args ?? [];
  const value = typeof input === 'string' ? textOf(isScript ? input : belowAction(input), args[0]) : undefined;
  const fact = { asks, args, text: value, input: text, expected: theirs, ours, isGo: id.startsWith('go-') };
  if (typeof input !== 'string' || (call !== undefined && !isReading(call.name))) return ruleOfAnswer(fact);
  return ruleOfAnswer(fact) ?? ruleOfReading(isScript ? input : belowAction(input));
}

function textOf(script: string, key: unknown): string | undefined {
  return read(script).actions[0]?.params.find((param) => param.key === key)?.value;
}

/** Questions that are about what a text says, and not about a value of it. */
function isReading(call: string): boolean {
  return /^(?:actions\[|multiline_to_single|encoderhero\.decode|get$|get_default$)/.test(call);
}

function isWhole(area: string, call: string | undefined, text: string): boolean {
  return (
    area === 'playbook' || area === 'filter' || area === 'include' || /playbook/.test(call ?? '') || /^\s*!/.test(text)
  );
}

function ask({ id, area, input, call, expected, expect_error }: Vector): Answer | undefined {
  const theirs = expect_error ? error : expected;
  if (typeof input === 'string' && (call === undefined || isReading(call.name))) {
    const isScript = isWhole(area, call?.name, input);
    return askReading(isScript ? input : belowAction(input), area, call, theirs);
  }
  if (call === undefined) return undefined;
  const isScript = typeof input === 'string' && isWhole(area, call.name, input);
  return answer({ id, asks: call.name, args: call.args, input, isScript, expected: theirs });
}

function askReading(text: string, area: string, call: Vector['call'], theirs: unknown): Answer | undefined {
  const { actions, errors } = read(text);
  if (call === undefined) return askWhole(actions, errors, area, theirs);
  const { name, args } = call;
  if (name === 'encoderhero.decode') return askDecode(actions, args, theirs);
  if (name === 'multiline_to_single') {
    const said = /description:'(.*)'/s.exec(String(theirs))?.[1] ?? '';
    const ours = actions[0]?.params.find(({ key }) => key === 'description')?.value;
    return { ours, theirs: said.replace(/\\+n/g, '\n') };
  }
  const parsed = parseActions(text).actions[Number(/\[(\d+)\]/.exec(name)?.[1] ?? 0)];
  if (parsed === undefined) return { ours: error, theirs };
  const getter = name.replace(/^actions\[\d+\]\.params\.?/, '');
  if (getter === '') {
    const { params_subset: subset } = theirs as { params_subset: Record<string, string> };
    const pairs = Object.keys(subset).map((key) => [key, askGetter('get', [key], parsed, '/')]);
    return { ours: { params_subset: Object.fromEntries(pairs) }, theirs };
  }
  const ours = askGetter(getter, args, parsed, '/');
  const parts = (theirs as { contains?: string[] } | null)?.contains;
  if (parts === undefined) return { ours, theirs };
  return { ours: parts.filter((part) => String(ours).includes(part)), theirs: parts };
}

/** As much of what we read as they tell. */
function askWhole(actions: ReferenceAction[], errors: string[], area: string, theirs: unknown): Answer {
  if (theirs === error) return { ours: errors.length > 0 ? error : actions, theirs };
  if (errors.length > 0) return { ours: errors, theirs };
  if (area === 'params') {
    const { params, args } = theirs as ReferenceAction;
    const [ours] = actions;
    return { ours: { params: ours?.params, args: ours?.args }, theirs: { params, args } };
  }
  const names = actions.map(({ actor, name }) => (actor === 'core' ? name : `${actor}.${name}`));
  return { ours: pruned(theirs, { actions, actions_len: actions.length, names }), theirs };
}

function pruned(shape: unknown, value: unknown): unknown {
  if (Array.isArray(shape) && Array.isArray(value)) return shape.map((item, index) => pruned(item, value[index]));
  if (typeof shape !== 'object' || shape === null || typeof value !== 'object' || value === null) return value;
  const action = value as ReferenceAction;
  const keys = Object.entries(shape).map(([key, inner]) => {
    if (key === 'params_len') return [key, action.params.length];
    if (key === 'params_subset') {
      const pairs = Object.keys(inner as object).map((name) => [
        name,
        action.params.find((one) => one.key === name)?.value,
      ]);
      return [key, Object.fromEntries(pairs)];
    }
    // The running number, where it stands beside an actor.
    return [key, key === 'id' && 'actor' in value ? inner : pruned(inner, (value as Record<string, unknown>)[key])];
  });
  return Object.fromEntries(keys);
}

/** The texts of the fields that are given; defaults and types are the business of whoever reads them. */
function askDecode(actions: ReferenceAction[], args: unknown[], theirs: unknown): Answer {
  const struct = /^\w+/
    .exec(String(args[0]))?.[0]
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
  const action = actions.find(
    ({ actor, name }) => (actor === 'define' && name === struct) || (actor === struct && name === 'configure'),
  );
  if (action === undefined || theirs === error) return { ours: action === undefined ? error : action, theirs };
  const texts = Object.fromEntries(Object.entries(theirs as object).map(([key, value]) => [key, String(value)]));
  const given = action.params.filter(({ key }) => texts[key] !== undefined);
  return {
    ours: given.map(({ key, value }) => [key, value]),
    theirs: given.map(({ key }) => [key, texts[key]]),
  };
}

/** Keys of objects in the same order, so that both can be compared as text. */
function sortedLike(value: unknown, like: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(like)) return value.map((item, index) => sortedLike(item, like[index]));
  if (typeof value !== 'object' || value === null || typeof like !== 'object' || like === null) return value;
  const from = value as Record<string, unknown>;
  const keys = [
    ...Object.keys(like).filter((key) => key in from),
    ...Object.keys(from).filter((key) => !(key in like)),
  ];
  return Object.fromEntries(keys.map((key) => [key, sortedLike(from[key], (like as Record<string, unknown>)[key])]));
}
