// Writing: what is written is read as the same action, whatever its values say.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import type { Action, ActionType } from '../../src/script/ast.ts';
import { parseScript } from '../../src/script/parse.ts';
import { canWrite, writeAction, writeScript } from '../../src/script/write.ts';
import { scriptText } from './generate.ts';

interface Meaning {
  type: ActionType;
  actor: string;
  action: string;
  args: string[];
  params: [string, string][];
}

function parse(text: string) {
  return parseScript(new Source('test.hero', text));
}

/** What a writer keeps: not the order of params, nor comments. */
function meaning({ type, actor, action, args, params }: Action): Meaning {
  const pairs = params.map((param): [string, string] => [param.key, param.value.text]);
  return { type, actor, action, args: args.map((arg) => arg.text), params: pairs.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

const source = new Source('', '');
const span = { source, start: 0, end: 0 };

function actionOf({ type, actor, action, args, params }: Meaning): Action {
  return {
    type,
    actor,
    action,
    nameSpan: span,
    actionSpan: span,
    span,
    headSpan: span,
    comments: '',
    args: args.map((text) => ({ text, span, comment: '' })),
    params: params.map(([key, text]) => ({ key, keySpan: span, comment: '', value: { text, form: 'quoted', span } })),
  };
}

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9]|_[a-z0-9]){0,8}$/);
const key = fc.stringMatching(/^[a-z0-9_]{1,6}(\.[a-z0-9_]{1,4})?$/);
const piece = fc.constantFrom(
  ...["'", '"', '\\', '\n', ' ', '\t', ',', ':', '//', '#', '!', '!!a.b', '[', ']', '{', '}', '`', "'''", 'a', 'key:'],
  ...['x', 'é', '😀', '\n  ', "\n'", '\n!!c.d', '<!--', '-->', '\v', '\u00a0', '\u2028', '\ufeff', '$', '@', '--'],
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const writable = value.filter(canWrite);
const action: fc.Arbitrary<Meaning> = fc.record({
  type: fc.constantFrom<ActionType>('dal', 'sal', 'macro', 'wal'),
  actor: name,
  action: name,
  args: fc.array(writable, { maxLength: 4 }),
  params: fc.uniqueArray(fc.tuple(key, writable), { selector: ([k]) => k, maxLength: 5 }),
});

describe('writeAction', () => {
  test('any action that can be written is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 3 }), (wanted) => {
        const actions = wanted.map(actionOf);
        const read = parse(writeScript(actions));
        expect(read.diagnostics).toEqual([]);
        expect(read.actions.map(meaning)).toEqual(actions.map(meaning));
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever a script says can be written', () => {
    fc.assert(
      fc.property(scriptText, (text) => {
        const { actions } = parse(text);
        for (const one of actions) {
          for (const param of one.params) expect(canWrite(param.value.text)).toBe(true);
          for (const arg of one.args) expect(canWrite(arg.text)).toBe(true);
        }
        const read = parse(writeScript(actions));
        expect(read.diagnostics.filter(({ code }) => code !== 'HS0106')).toEqual([]);
        expect(read.actions.map(meaning)).toEqual(actions.map(meaning));
      }),
      { numRuns: 2000 },
    );
  });

  test('params are sorted, quotes are where they are needed, lines make a block', () => {
    const [read] = parse("!!core.say b:'x' a:'two words' 'one arg' c:'http://x' flag d:'it\\'s' e:''\n").actions;
    expect(read && writeAction(read)).toBe("!!core.say 'one arg' flag a:'two words' b:x c:'http://x' d:\"it's\" e:''");
    const [block] = parse("!!a.b z:1\n    text:'\n        one\n\n          two\n        '\n").actions;
    expect(block && writeAction(block)).toBe("!!a.b\n    text:'\n        one\n\n          two\n    '\n    z:1");
  });
});
