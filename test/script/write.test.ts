// Writing: what is written is read as the same action, whatever its values say.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import type { Action, ActionType } from '../../src/script/ast.ts';
import { hashAction } from '../../src/script/hash.ts';
import { parseScript } from '../../src/script/parse.ts';
import { canWrite } from '../../src/script/quoting.ts';
import { writeAction, writeScript } from '../../src/script/write.ts';
import { holds } from '../setup/holds.ts';
import { scriptText } from './generate.ts';

interface Meaning {
  type: ActionType;
  actor: string;
  action: string;
  args: [string, string][];
  params: [string, string, string][];
  comments: string;
}

function parse(text: string) {
  return parseScript(new Source('test.hero', text));
}

/** What a writer keeps: all but the order of params. */
function meaning({ type, actor, action, args, params, comments }: Action): Meaning {
  return {
    type,
    actor,
    action,
    args: args.map(({ text, comment }) => [text, comment]),
    params: params
      .map(({ key, value, comment }): [string, string, string] => [key, value.text, comment])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    comments,
  };
}

const source = new Source('', '');
const span = { source, start: 0, end: 0 };

function actionOf({ type, actor, action, args, params, comments }: Meaning): Action {
  return {
    type,
    actor,
    action,
    nameSpan: span,
    actionSpan: span,
    span,
    headSpan: span,
    comments,
    args: args.map(([text, comment]) => ({ text, span, comment })),
    params: params.map(([key, text, comment]) => ({
      key,
      keySpan: span,
      comment,
      value: { text, form: 'quoted', span },
    })),
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
const comment = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.stringMatching(/^[a-z'"!:,][a-z'"!:, /]{0,8}[a-z'"!:,](\n[a-z'":]{0,4})?[a-z'"]$/),
);
const action: fc.Arbitrary<Meaning> = fc.record({
  type: fc.constantFrom<ActionType>('dal', 'sal', 'macro', 'wal'),
  actor: name,
  action: name,
  args: fc.array(fc.tuple(writable, comment), { maxLength: 4 }),
  comments: comment,
  params: fc.uniqueArray(fc.tuple(key, writable, comment), { selector: ([k]) => k, maxLength: 5 }),
});

describe('writeAction', () => {
  test('any action that can be written is read back as it was', () => {
    holds(
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
    holds(
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
    expect(read && writeAction(read)).toBe("!!core.say 'one arg' flag a:'two words' b:x c:'http://x' d:'it\\'s' e:''");
    const [block] = parse("!!a.b z:1\n    text:'\n        one\n\n          two\n        '\n").actions;
    expect(block && writeAction(block)).toBe("!!a.b\n    text:'\n        one\n\n          two\n    '\n    z:1");
  });

  test('names of things come first, times last, comments stay with their params', () => {
    const [read] = parse(
      '// why\n// so\n!!a.b time:1 b:2 name:n id:7 //the id\n    // one\n    // two\n    c:3\n',
    ).actions;
    expect(read && writeAction(read)).toBe(
      '// why\n// so\n!!a.b id:7 //the id\n    name:n b:2\n    // one\n    // two\n    c:3 time:1',
    );
    expect(read && writeAction(read, { comments: false })).toBe('!!a.b id:7 name:n b:2 c:3 time:1');
  });
});

describe('hashAction', () => {
  test('what an action means, not how or where it is written', () => {
    const texts = [
      "!!git.clone url:'https://x.y/z' branch:main flag\n",
      "\n\n// a comment\n!!Git.Clone flag\n    // of the branch\n    branch: 'main'\n    url:https://x.y/z\n",
      '!!other.one\n!!git.clone flag branch:"main" url:"https://x.y/z"\n',
    ];
    const hashes = texts.map((text) => {
      const found = parse(text).actions.at(-1);
      return found && hashAction(found);
    });
    expect(hashes).toEqual(texts.map(() => 'd703a819dc9b7c7f64cbc65b9db04308f9ae0454'));
  });

  test.each([
    ['a type', '!git.clone flag branch:main'],
    ['a name', '!!git.clone2 flag branch:main'],
    ['a word', '!!git.clone Flag branch:main'],
    ['a value', "!!git.clone flag branch:'main '"],
    ['a key', '!!git.clone flag branch2:main'],
  ])('%s makes another', (_, text) => {
    const [one, other] = parse(`!!git.clone flag branch:main\n${text}\n`).actions;
    expect(one && other && hashAction(one) === hashAction(other)).toBe(false);
  });
});
