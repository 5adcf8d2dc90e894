// What is said of spellings that herolib reads otherwise: the code, the place, what herolib makes of it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/diagnostics/source.ts';
import { checkHerolib } from '../../../src/script/compat/check.ts';
import { applyFixes } from '../../../src/script/fix.ts';
import { meaningOf } from '../../../src/script/format/meaning.ts';
import { parseScript } from '../../../src/script/parse.ts';
import { holds } from '../../setup/holds.ts';
import { goodText, scriptText } from '../generate.ts';
import { data, hasData, type ReferenceAction, readJson } from '../reference.ts';

function check(text: string, name = 'test.hero') {
  const source = new Source(name, text);
  return checkHerolib(parseScript(source)).map(({ code, span, notes }) => [
    code,
    span === undefined ? '' : source.text.slice(span.start, span.end),
    ...(notes ?? []),
  ]);
}

const examples = [
  "!!a.b x:'\n#!\n    '",
  // A mark in a comment of markup.
  '!!a.b\n  <!-- # c\n    -->\n    a:word x.y:{"a": [1, 2]}\n',
  // Behind the text begins a block, whose end depends on how far its key is indented.
  "!!a.b x:\"\n    a // b\n    \" y:'\n        say 'x'\n        and y'\n    # c\n    z:word a:'one\n    two'\n",
];

test('a fix gives the same to both, and changes no meaning', () => {
  let mended = 0;
  holds(
    fc.property(fc.oneof(scriptText, goodText), fc.constantFrom('test.hero', 'test.md'), (text, name) => {
      const script = parseScript(new Source(name, text));
      const meaning = meaningOf(script);
      for (const one of checkHerolib(script)) {
        if (one.fixes === undefined) continue;
        const { text: after } = applyFixes(text, [one]);
        expect(meaningOf(parseScript(new Source(name, after)))).toBe(meaning);
        mended += 1;
      }
    }),
    { numRuns: 1000, examples: examples.map((text) => [text, 'test.hero']) },
  );
  expect(mended).toBeGreaterThan(100);
});

describe('values of several lines', () => {
  function mend(text: string): string {
    return applyFixes(text, checkHerolib(parseScript(new Source('test.hero', text)))).text;
  }

  test.each([
    [
      'a block behind another param',
      "!!a.b x:1 t:'\n  one\n    two\n  ' y:2\n",
      "!!a.b x:1\n    t:'\n        one\n          two\n    '\n    y:2\n",
    ],
    [
      'lines at column 0',
      "!!a.b\n    t:'\none\ntwo\n'\n    y:2\n",
      "!!a.b\n    t:'\n        one\n        two\n    '\n    y:2\n",
    ],
    ['a list that begins with a comma', '!!a.b x:, a//b\n', "!!a.b x:',a//b'\n"],
    ['an action in a folded text', "!!a.b t:'one\n!!two' y:2\n", "!!a.b t:'one !!two' y:2\n"],
    [
      'line breaks of Windows',
      "!!a.b x:1 t:'\r\n  one\r\n  two\r\n  '\r\n",
      "!!a.b x:1\r\n    t:'\r\n        one\r\n        two\r\n    '\r\n",
    ],
  ])('%s', (_, text, wanted) => {
    expect(mend(text)).toBe(wanted);
    expect(check(wanted)).toEqual([]);
  });

  test.each([
    ['an action in a block, which herolib always executes', "!!a.b t:'\n    one\n    !two\n    '\n"],
    ['blank lines, which herolib always drops', "!!a.b t:'\n    one\n\n    two\n    '\n"],
    ['a comment behind it, which would go to the next param', "!!a.b x:1 t:'\n    one\n    two\n    ' // why\n"],
    ['an empty value with a comma below, which would be a list', '!!a.b\n    x:\n  ,\n'],
    ['a list with a comment, which would be lost', '!!a.b x:a\n  , // c\n    b\n'],
  ])('left: %s', (_, text) => {
    expect(check(text)).not.toEqual([]);
    expect(mend(text)).toBe(text);
  });
});

describe('checkHerolib', () => {
  test.each([
    ["!!git.clone url:'https://x.y/z' branch:main flag\n    // why\n    depth:3, 4\n", []],
    ['!!a.b x:"one"', [['HS0101', '"one"']]],
    [
      "!!a.b\n    t:'\n        one\n        !two\n        '\n    y:1\n",
      [['HS0102', '!two', 'herolib reads t as "one"', 'herolib loses y']],
    ],
    ["!!a.b t:'one\ntwo' y:1\n", [['HS0102', "two'", 'herolib reads t as "one"', 'herolib loses y']]],
    [
      '!!a.b url:https://x.y/z port:1',
      [['HS0103', 'https://x.y/z', 'herolib reads url as "https:"', 'herolib loses port']],
    ],
    [
      "!!a.b t:'\n    one\n\n    two\n    '",
      [['HS0104', "'\n    one\n\n    two\n    '", 'herolib reads t as "one\\ntwo"']],
    ],
    ['!!a.b id:7', [['HS0105', 'id']]],
    [`!!a.b x:'{"a":1}'`, [['HS0107', `'{"a":1}'`, `herolib rejects the whole file at "'"`]]],
    [`!!a.b x:'say "hi"'`, [['HS0108', `'say "hi"'`, expect.stringContaining('herolib re')]]],
    ["!!a.b x:1 // it's\n    y:2\n", [['HS0109', "// it's", 'herolib loses y']]],
    [
      "!!a.b x:' a' y:'b\tc'",
      [
        ['HS0110', "' a'", 'herolib reads x as "a"'],
        ['HS0110', "'b\tc'", 'herolib reads y as "b    c"'],
      ],
    ],
    [
      '!!a.b x:\n    y:1\n',
      [
        ['HS0110', '', 'herolib reads x as "y:1"'],
        ['HS0110', '1'],
      ],
    ],
    ['!!a.b one one', [['HS0110', 'one']]],
    ['!!a.b x:1 # why\n', [['HS0111', '# why', 'herolib rejects the whole file at "#"']]],
    ['!!a.b --flag', [['HS0111', '--flag', 'herolib rejects the whole file at "-"']]],
    ["!!a.b l:['a','b']", [['HS0111', "['a','b']", 'herolib rejects the whole file at "]"']]],
    ["!!a.b x:'''a b''' y:1", [['HS0111', "'''a b'''", `herolib rejects the whole file at "'"`]]],
    [
      '!!a.b x:1\n    <!-- one\n    two -->\n    y:2\n',
      [['HS0111', '<!-- one\n    two -->', 'herolib rejects the whole file at "-"']],
    ],
    ['\ufeff!!a.b x:1\n!!c.d', [['HS0112', 'a.b']]],
  ])('%j', (text, wanted) => {
    expect(check(text)).toEqual(wanted);
  });

  test('a single mark in a document', () => {
    expect(check('text\n\n!important note\n', 'x.md')).toEqual([['HS0112', '!important note']]);
  });

  test('what is an error already is not told again', () => {
    expect(check('!!a.b x-y:1\n!!c:d\n!!!!!e.f\n')).toEqual([]);
  });

  test('any text can be compared', () => {
    holds(
      fc.property(scriptText, (text) => {
        for (const name of ['x.hero', 'x.md']) {
          for (const { span } of checkHerolib(parseScript(new Source(name, text)))) {
            expect(span !== undefined && span.start <= span.end && span.end <= text.length).toBe(true);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

interface Document {
  path: string;
  ok: boolean;
  actions: (Omit<ReferenceAction, 'params'> & { params: [string, string, string][] })[];
}

describe.skipIf(!hasData())('real documents', () => {
  test('where the reference read something else, that or an error is told; where it did not, nothing is', () => {
    const documents = hasData() ? readJson<Document>('corpus_oracle.jsonl') : [];
    const counts = { alike: 0, told: 0, errors: 0 };
    for (const { path, ok, actions } of documents) {
      const script = parseScript(new Source(path, readFileSync(join(data, 'corpus', path), 'utf8')));
      const ours = script.actions.map(({ type, actor, action, params, args }) => [
        [type, actor, action],
        params.filter(({ key }) => key !== 'id').map(({ key, value }) => [key, value.text]),
        args.map(({ text }) => text),
      ]);
      const theirs = actions?.map(({ type, actor, name, params, args }) => [
        [type, actor, name],
        params.map(([key, value]) => [key, value]),
        args,
      ]);
      const isAlike = ok && JSON.stringify(ours) === JSON.stringify(theirs);
      const told = checkHerolib(script).some(({ code }) => code !== 'HS0101' && code !== 'HS0105');
      const hasErrors = script.diagnostics.some(({ severity }) => severity === 'error');
      expect(told && isAlike, `${path}: told without a reason`).toBe(false);
      expect(told || isAlike || hasErrors, `${path}: not told`).toBe(true);
      if (isAlike) counts.alike += 1;
      else if (told) counts.told += 1;
      else counts.errors += 1;
    }
    console.log(`${counts.alike} read alike, ${counts.told} told, ${counts.errors} errors here too`);
  });
});
