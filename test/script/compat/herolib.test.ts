// Reading as herolib does: what the compiled reference answered is what we answer in its place.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type HerolibAction,
  type HerolibRejection,
  herolibName,
  readAsHerolib,
} from '../../../src/script/compat/herolib.ts';
import { readHerolibParams } from '../../../src/script/compat/herolib-params.ts';
import { data, hasData, readJson } from '../reference.ts';

function read(text: string) {
  return readAsHerolib(text).map((action) =>
    'rejected' in action ? action.rejected : [action.line, action.actor, action.action, valuesOf(action)],
  );
}

function valuesOf({ read: { params } }: HerolibAction): Record<string, string> {
  return Object.fromEntries([...params].map(([key, { value }]) => [key, value]));
}

describe('readAsHerolib', () => {
  test('what both read alike', () => {
    expect(read("\n!!a.b x:1 y: 'two words'\n    z:3, 4\n")).toEqual([
      [2, 'a', 'b', { x: '1', y: 'two words', z: '3,4' }],
    ]);
  });

  test.each([
    ["!!a.b id:1 x:''", [[1, 'a', 'b', { x: '' }]]],
    ['!!a.b x:\n    y:1', [[1, 'a', 'b', { x: 'y:1' }]]],
    ["!!a.b x:1 //it's\n    y:2", [[1, 'a', 'b', { x: '1' }]]],
    ['!!a.b url:https://x.y/z', [[1, 'a', 'b', { url: 'https:' }]]],
    [
      "!!a.b t:'\n    one\n    !two\n    z:1\n",
      [
        [1, 'a', 'b', { t: 'one' }],
        [3, 'core', 'two', { z: '1' }],
      ],
    ],
    ["!!a.b l:'Dragon Fruit', Apple", [[1, 'a', 'b', { l: 'Dragon Fruit,"Dragon Fruit",Apple' }]]],
    ['!!a.b x:\'{"a":1}\'\n!!c.d', ['character', [2, 'c', 'd', {}]]],
    ['!!!!!a.b\n!!a.b.c', ['marks', 'parts']],
  ])('its quirks: %j', (text, wanted) => {
    expect(read(text)).toEqual(wanted);
  });
});

test.each([
  ['a  b', 'a__b'],
  ['My-Actor', 'my_actor'],
  ['a/b', 'ab'],
  ['a#b', 'a'],
])('herolibName of %j', (text, name) => {
  expect(herolibName(text)).toBe(name);
});

interface Their {
  actor: string;
  name: string;
  type: string;
  comments: string;
  params: unknown[];
  args: string[];
  param_comments: string[];
}

interface Probe {
  id: string;
  op: string;
  input: string;
  replace?: unknown;
  expect_error: boolean;
  expected?: { actions: Their[] } & { params: unknown[]; args: string[]; comments: string[] };
}

describe.skipIf(!hasData())('the compiled reference', () => {
  const probes = hasData() ? readJson<Probe>('oracle.json').filter(({ replace }) => replace === undefined) : [];

  test('reads its probes like this', () => {
    for (const { id, op, input, expect_error, expected } of probes) {
      if (op === 'playbook') {
        expect(meaning(readAsHerolib(input)), id).toEqual(expect_error ? 'rejected' : expected?.actions.map(theirs));
      } else if (op === 'params') {
        const got = readHerolibParams(input);
        expect('rejected' in got ? 'rejected' : { ...got, params: list(got.params) }, id).toEqual(
          expect_error ? 'rejected' : { ...expected, params: expected?.params.map(pair) },
        );
      }
    }
  });

  test('reads the documents like this', () => {
    const documents = readJson<{ path: string; ok: boolean; actions: Their[] }>('corpus_oracle.jsonl');
    for (const { path, ok, actions } of documents) {
      const got = meaning(readAsHerolib(readFileSync(join(data, 'corpus', path), 'utf8')));
      expect(got, path).toEqual(ok ? actions.map(theirs) : 'rejected');
    }
  });
});

/** One action that it rejects makes it reject the whole text. */
function meaning(actions: readonly (HerolibAction | HerolibRejection)[]): unknown {
  if (actions.some((action) => 'rejected' in action)) return 'rejected';
  return (actions as HerolibAction[]).map(
    ({ actor, action, type, comments, read: { params, args, comments: loose } }) => [
      [type, actor, action, comments],
      list(params),
      args,
      loose,
    ],
  );
}

function theirs({ actor, name, type, comments, params, args, param_comments }: Their): unknown[] {
  return [[type, actor, name, comments], params.map(pair), args, param_comments];
}

function list(params: ReadonlyMap<string, { value: string; comment: string }>): unknown[] {
  return [...params].map(([key, { value, comment }]) => [key, value, comment]);
}

function pair(param: unknown): unknown {
  if (Array.isArray(param)) return param;
  const { key, value, comment } = param as Record<string, string>;
  return [key, value, comment];
}
