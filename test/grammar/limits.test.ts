// Limits, and texts made to be slow: every one is read to its end, in time that grows with its length.

import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { maxParams, maxScriptActions, maxScriptBytes, maxValueBytes } from '../../src/records/bounds.ts';
import type { ParseOptions } from '../../src/script/options.ts';
import { parseScript } from '../../src/script/parse.ts';

function parse(text: string, options?: ParseOptions) {
  const { actions, diagnostics } = parseScript(new Source('limits.hero', text), options);
  return { actions, problems: diagnostics.map(({ code, message, span }) => `${code} ${span?.start} ${message}`) };
}

describe('limits', () => {
  test('bytes of a script', () => {
    const text = `// ${'é'.repeat(maxScriptBytes / 2)}`;
    expect(parse(text)).toEqual({ actions: [], problems: ['HS0016 0 script has 1048579 bytes, more than 1048576'] });
    expect(parse(text, { maxBytes: maxScriptBytes * 2 }).problems).toEqual([]);
  });

  test('actions of a script', () => {
    const text = '!!a.b\n'.repeat(maxScriptActions + 2);
    const { actions, problems } = parse(text);
    expect(actions).toHaveLength(maxScriptActions);
    expect(problems).toEqual([`HS0016 ${maxScriptActions * 6} script has more than 10000 actions`]);
    expect(parse(text, { maxActions: 20_000 }).problems).toEqual([]);
  });

  test('params and args of an action', () => {
    const words = Array.from({ length: maxParams + 2 }, (_, i) => `k${i}:1 a${i}`);
    const { actions, problems } = parse(`!!a.b ${words.join(' ')}`);
    expect([actions[0]?.params.length, actions[0]?.args.length]).toEqual([maxParams, maxParams]);
    expect(problems.map((problem) => problem.replace(/ \d+ /, ' '))).toEqual([
      'HS0016 action has more than 256 parameters',
      'HS0016 action has more than 256 arguments',
    ]);
  });

  test('bytes of a value', () => {
    const long = 'é'.repeat(maxValueBytes / 2);
    expect(parse(`!!a.b x:${long} y:'${long}' ${'z'.repeat(maxValueBytes)}`).problems).toEqual([]);
    expect(parse(`!!a.b x:${long}z '${long}é'`).problems).toEqual([
      'HS0016 8 value has 65537 bytes, more than 65536',
      'HS0016 32778 value has 65538 bytes, more than 65536',
    ]);
  });
});

describe('texts made to be slow', () => {
  const size = 64 * 1024;

  test('any single character', () => {
    for (let code = 1; code < 256; code += 1) {
      const one = String.fromCharCode(code);
      // The parser knows no difference between these and `a`, `A`, `0` or `é`.
      if (/[b-zB-Z1-9]/.test(one) || (code > 0x7f && !'\u0085\u00a0\u00adé'.includes(one))) continue;
      const many = one.repeat(size);
      for (const text of [many, `!!a.b ${many}`, `!!a.b x:${many}`]) {
        expect(parse(text, { maxActions: size }).problems.length).toBeLessThanOrEqual(2000);
      }
    }
  });

  test.each(['!', "'", '"', '[', '{', '\\', "x:'", '!!a.b x:[\n'])('a million times %j', (unit) => {
    const many = unit.repeat(1_000_000 / unit.length);
    for (const text of [many, `!!a.b x:${many}`, `!!a.b x:'\n${many}`]) {
      expect(parse(text).actions.length).toBeLessThanOrEqual(maxScriptActions);
    }
  });

  const units = [
    ...[
      '!',
      '!!',
      "'",
      '"',
      '\\',
      ',',
      '[',
      '{',
      '`',
      ':',
      '/',
      '#',
      '<!-- ',
      ' ',
      '\t',
      '\n',
      'a',
      'é',
      '-',
      '.',
      '_',
      '@',
    ],
    ...[
      "x:'",
      "'a'b ",
      "x:' ",
      "x:'\n",
      "!!a.b x:'\n",
      "!!a.b x:'y\n",
      "x:'''\n a'\n",
      'x:[',
      "x:['a',",
      'x:{"a": ',
      'x:[ ',
    ],
    ...[
      'x:a, ',
      'x:a,\n  ',
      'x: ',
      'x:\n  ',
      'x:\n    t\n  ',
      'a : ',
      "\\'",
      "x:'\\",
      '```a\n',
      "```hero\n!!a.b x:'\n",
      '{a ',
    ],
    ...['!!a.b x:[\n', 'x:"\'', "  don't\n", "  it's'\n", '<!--\n', 'x:` ', '$${', 'x:1, y:2, ', "\n    '"],
  ];
  test.each(units)('%j', (unit) => {
    const many = unit.repeat(size / unit.length);
    for (const text of [many, `!!a.b ${many}`, `!!a.b x:${many}`, `!!a.b x:'\n${many}`]) {
      const script = parseScript(new Source('slow.hero', text), { maxActions: size });
      expect(script.diagnostics.length).toBeLessThanOrEqual(2000);
    }
    expect(parseScript(new Source('slow.md', many), { maxActions: size }).source.name).toBe('slow.md');
  });
});
