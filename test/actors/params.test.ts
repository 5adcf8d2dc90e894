// Texts of a script become what an action expects, or a problem that says what to write.

import { describe, expect, test } from 'vitest';
import { checkParams, readParams } from '../../src/actors/params.ts';
import type { ActionSignature, ParamSignature, ParamType } from '../../src/records/signature.ts';

function signature(params: Partial<ParamSignature>[], open = false): ActionSignature {
  return {
    actor: 'vm',
    action: 'start',
    description: '',
    needs: 'write',
    params: params.map((param) => ({ name: 'x', type: 'string', required: false, description: '', ...param })),
    open,
    examples: [],
  };
}

const read = (type: ParamType, text: string) => readParams(signature([{ name: 'x', type }]), { x: text });

describe('values', () => {
  test.each<[ParamType, string, unknown]>([
    ['string', '', ''],
    ['string', ' a ', ' a '],
    ['int', '10', 10],
    ['int', '-1_000', -1000],
    ['number', '1.5', 1.5],
    ['number', '50%', 0.5],
    ['bool', 'yes', true],
    ['bool', 'On', true],
    ['bool', '0', false],
    ['list', 'a, b,"c, d"', ['a', 'b', 'c, d']],
    ['list', '', []],
    ['list', '[a,b]', ['a', 'b']],
    ['duration', '500ms', 500],
    ['duration', '2s', 2000],
    ['duration', '1m', 60_000],
    ['duration', '1h30m', 5_400_000],
    ['duration', '3', 3000],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', 'null', null],
  ])('%s %j', (type, text, value) => {
    expect(read(type, text)).toEqual({ values: { x: value }, problems: [] });
  });

  test.each<[ParamType, string]>([
    ['int', 'ten'],
    ['int', '1.5'],
    ['int', '99999999999999999999'],
    ['int', ''],
    ['number', 'many'],
    ['bool', 'maybe'],
    ['duration', 'soon'],
    ['duration', '-1s'],
    ['duration', '1m1h'],
    ['json', '{a}'],
  ])('%s %j is refused', (type, text) => {
    const { values, problems } = read(type, text);
    expect(values).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind: 'type', param: 'x' });
    expect(problems[0]?.message).toMatch(/^x: /);
  });

  test('defaults are filled in, absent values are not there', () => {
    const known = signature([
      { name: 'a', type: 'int', default: '3' },
      { name: 'b', type: 'int' },
    ]);
    expect(readParams(known, {}).values).toEqual({ a: 3 });
    expect(readParams(known, { a: '4', b: '5' }).values).toEqual({ a: 4, b: 5 });
  });
});

describe('problems', () => {
  test('an unknown name, with what may be meant', () => {
    expect(checkParams(signature([{ name: 'memory' }]), { memori: '1' })).toEqual([
      { kind: 'unknown', param: 'memori', message: 'vm.start has no param memori', help: 'did you mean memory?' },
    ]);
  });

  test('an open signature takes unknown names as texts', () => {
    const open = signature([{ name: 'n', type: 'int' }], true);
    expect(readParams(open, { n: '1', other: '1' })).toEqual({ values: { n: 1, other: '1' }, problems: [] });
    expect(readParams(open, { n: 'x' }).values).toEqual({});
  });

  test('a name of the language of the prototype is a name like others', () => {
    const params = JSON.parse('{"__proto__":"1","constructor":"2"}') as Record<string, string>;
    expect(checkParams(signature([]), params).map((problem) => problem.param)).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(readParams(signature([], true), params).values)).toEqual(Object.entries(params));
    expect(checkParams(signature([{ name: 'constructor', required: true }]), {})).toHaveLength(1);
  });

  test('a missing one, with its description', () => {
    expect(checkParams(signature([{ name: 'id', required: true, description: 'id of the vm' }]), {})).toEqual([
      { kind: 'missing', param: 'id', message: 'vm.start needs the param id, id of the vm' },
    ]);
  });

  test('not one of the choices, for a list item by item', () => {
    const one = signature([{ name: 'mode', enum: ['fast', 'slow'] }]);
    expect(checkParams(one, { mode: 'fsat' })).toEqual([
      { kind: 'enum', param: 'mode', message: 'mode: "fsat" is not one of fast, slow', help: 'did you mean fast?' },
    ]);
    const many = signature([{ name: 'modes', type: 'list', enum: ['fast', 'slow'] }]);
    expect(checkParams(many, { modes: 'fast,slow' })).toEqual([]);
    expect(checkParams(many, { modes: 'fast,quick' })[0]?.message).toBe('modes: "quick" is not one of fast, slow');
  });

  test('the value of a secret is not repeated', () => {
    const known = signature([
      { name: 'pin', type: 'int', secret: true },
      { name: 'kind', enum: ['a', 'b'], secret: true },
    ]);
    const problems = checkParams(known, { pin: 'hunter2', kind: 'hunter3' });
    expect(problems.map((problem) => problem.kind)).toEqual(['type', 'enum']);
    expect(JSON.stringify(problems)).not.toContain('hunter');
  });

  test('all of them at once', () => {
    const known = signature([
      { name: 'a', required: true },
      { name: 'b', type: 'int' },
    ]);
    expect(checkParams(known, { b: 'x', c: '1' }).map(({ kind, param }) => `${kind} ${param}`)).toEqual([
      'unknown c',
      'type b',
      'missing a',
    ]);
  });
});
