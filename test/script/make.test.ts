// Actions from JSON, changed ones, and params inside of a value.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import type { Action } from '../../src/script/ast.ts';
import { actionToJson } from '../../src/script/json.ts';
import { merge, readActionJson, withoutParam, withParam } from '../../src/script/make.ts';
import { readNested } from '../../src/script/nested.ts';
import { parseScript } from '../../src/script/parse.ts';
import { writeAction } from '../../src/script/write.ts';
import { holds } from '../setup/holds.ts';
import { scriptText } from './generate.ts';

function parse(text: string): Action {
  const [action] = parseScript(new Source('test.hero', text)).actions;
  if (action === undefined) throw new Error('no action');
  return action;
}

function written(json: unknown): string {
  const read = readActionJson(json);
  return read.ok ? writeAction(read.value) : read.message;
}

describe('readActionJson', () => {
  test.each([
    [{ action: 'note' }, '!!core.note'],
    [
      {
        type: 'dal',
        actor: 'My-VM',
        action: 'start',
        params: { id: 10, Fast: true, l: ['a', 'b c'] },
        args: ['x y', 'z'],
      },
      `!my_vm.start 'x y' z id:10 fast:true l:'a,"b c"'`,
    ],
    [{ action: 'a', params: { o: { a: [1] }, n: null } }, `!!core.a n:'' o:'{"a":[1]}'`],
    [{ action: 'a', params: [{ key: 'x', value: '1', comment: 'why' }] }, '!!core.a x:1 //why'],
    [[], 'an action is an object'],
    [{}, 'actor and action are names of a-z, 0-9 and _'],
    [{ action: 'a.b' }, 'actor and action are names of a-z, 0-9 and _, not "a.b"'],
    [{ action: 'a', type: 'x' }, 'type is one of dal, sal, macro, wal'],
    [{ action: 'a', params: 1 }, 'params is an object, or a list of { key, value }'],
    [{ action: 'a', params: { 'a b': 1 } }, 'a param is named by a-z, 0-9, _ and dots, not "a b"'],
    [{ action: 'a', params: { a: 1, A: 2 } }, 'a param is given twice, not "A"'],
    [{ action: 'a', params: { a: 'x\0' } }, 'no script can say the value of a, not "x\\u0000"'],
    [{ action: 'a', args: 'x' }, 'args is a list of texts'],
    [{ action: 'a', comments: 1 }, 'comments is a text'],
  ])('%j', (json, wanted) => {
    expect(written(json)).toBe(wanted);
  });

  test('what is printed is read back', () => {
    holds(
      fc.property(scriptText, (text) => {
        for (const action of parseScript(new Source('test.hero', text)).actions) {
          const json = actionToJson(action);
          const read = readActionJson(JSON.parse(JSON.stringify(json)));
          expect(read.ok && actionToJson(read.value)).toEqual({ ...json, line: 1, params: { ...json.params } });
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('params set, deleted and merged', () => {
  const action = parse('!!a.b one x:1 y:2');
  expect(writeAction(withParam(action, 'X', '3'))).toBe('!!a.b one x:3 y:2');
  expect(withParam(action, 'z-z', '3').params.map(({ key }) => key)).toEqual(['x', 'y', 'z_z']);
  expect(writeAction(withoutParam(action, 'x'))).toBe('!!a.b one y:2');
  expect(writeAction(merge(action, parse('!!c.d two one y:5 w:6')))).toBe('!!a.b one two w:6 x:1 y:5');
  expect(writeAction(action)).toBe('!!a.b one x:1 y:2');
});

describe('readNested', () => {
  test('a value with params of its own', () => {
    const diagnostics: Diagnostic[] = [];
    const [disk] = parse('!!vm.define disk:\'size:10GB name:"big one" fast\'').params;
    if (disk === undefined) throw new Error('no param');
    const { params, args } = readNested(disk, diagnostics);
    expect(params.map(({ key, value }) => [key, value.text])).toEqual([
      ['size', '10GB'],
      ['name', 'big one'],
    ]);
    expect(args.map(({ text }) => text)).toEqual(['fast']);
    expect(diagnostics).toEqual([]);
  });

  test('what is wrong in it is told at the value', () => {
    const [disk] = parse("!!vm.define disk:'size:1 size:2'").params;
    const diagnostics: Diagnostic[] = [];
    if (disk !== undefined) readNested(disk, diagnostics);
    expect(diagnostics.map(({ code, message, span }) => [code, message, span?.start])).toEqual([
      ['HS0008', expect.stringMatching(/^disk: /), 17],
    ]);
  });
});
