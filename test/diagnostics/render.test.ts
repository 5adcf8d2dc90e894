// Code frames, text in and text out.

import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { countSeverities, renderDiagnostic, renderDiagnostics, renderShort } from '../../src/diagnostics/render.ts';
import { Source, type Span } from '../../src/diagnostics/source.ts';

const deploy = new Source(
  'deploy.hero',
  `!!circle.select name:prod

!!vm_manager.strat id:10

!!dns.set
name:web


    descr:'starts here
!!vm_manager.start id:11
`,
);

function spanOf(source: Source, text: string, length = text.length): Span {
  const start = source.text.indexOf(text);
  if (start < 0) throw new Error(`there is no ${text}`);
  return { source, start, end: start + length };
}

function problem(fields: Partial<Diagnostic>): Diagnostic {
  return { code: 'HS0202', severity: 'error', message: 'vm_manager has no action strat', ...fields };
}

describe('one diagnostic', () => {
  test('points at its span', () => {
    const diagnostic = problem({ span: spanOf(deploy, 'strat'), label: 'did you mean start?' });
    expect(renderDiagnostic(diagnostic)).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ deploy.hero:3:14
      3 │ !!vm_manager.strat id:10
        │              ^^^^^ did you mean start?"
    `);
  });

  test('shows related places of the same text in the order of lines', () => {
    const diagnostic = problem({
      code: 'HS0001',
      message: 'string is never closed',
      span: spanOf(deploy, "'starts", 1),
      label: 'opened here',
      related: [
        { span: spanOf(deploy, '!!vm_manager.start', 2), label: "next action starts before the closing '" },
        { span: spanOf(deploy, '!!circle', 2), label: 'far away' },
        { span: spanOf(deploy, 'name:web'), label: 'two lines before' },
      ],
      notes: ['a fact', 'another fact'],
      help: "close it with '\nor remove it",
    });
    expect(renderDiagnostic(diagnostic)).toMatchInlineSnapshot(`
      "error[HS0001]: string is never closed
         ┌─ deploy.hero:9:11
       1 │ !!circle.select name:prod
         │ -- far away
         ·
       6 │ name:web
         │ -------- two lines before
         ·
       9 │     descr:'starts here
         │           ^ opened here
      10 │ !!vm_manager.start id:11
         │ -- next action starts before the closing '
         = note: a fact
         = note: another fact
         = help: close it with '
                 or remove it"
    `);
  });

  test('shows related places of another text below a head of their own', () => {
    const other = new Source('lib.hero', "\n!!job.defaults\n    label:'x'\n");
    const diagnostic = problem({
      span: spanOf(deploy, 'id:11'),
      label: 'second',
      related: [{ span: spanOf(other, "label:'x'"), label: 'first' }],
    });
    expect(renderDiagnostic(diagnostic)).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
         ┌─ deploy.hero:10:20
      10 │ !!vm_manager.start id:11
         │                    ^^^^^ second
         ┌─ lib.hero:3:5
       3 │     label:'x'
         │     --------- first"
    `);
  });

  test('shows the first line of a span over several', () => {
    const span = { source: deploy, start: deploy.text.indexOf("'starts"), end: deploy.text.length };
    expect(renderDiagnostic(problem({ span, label: 'all of it' }))).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ deploy.hero:9:11
      9 │     descr:'starts here
        │           ^^^^^^^^^^^^ all of it"
    `);
  });

  test('an empty span and one at the end of the text get one caret', () => {
    const start = deploy.text.indexOf('id:10');
    const empty = problem({ span: { source: deploy, start, end: start } });
    const atEnd = problem({ span: { source: deploy, start: deploy.text.length, end: deploy.text.length } });
    expect(`${renderDiagnostic(empty)}\n\n${renderDiagnostic(atEnd)}`).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ deploy.hero:3:20
      3 │ !!vm_manager.strat id:10
        │                    ^

      error[HS0202]: vm_manager has no action strat
         ┌─ deploy.hero:11:1
      11 │
         │ ^"
    `);
  });

  test('works on an empty text', () => {
    const source = new Source('empty.hero', '');
    expect(renderDiagnostic(problem({ span: { source, start: 0, end: 0 } }))).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ empty.hero:1:1
      1 │
        │ ^"
    `);
  });

  test('tabs, wide characters and emoji keep the carets below their text', () => {
    const source = new Source('wide.hero', "\tx\ty\t!!x.y 名:'日本語' a:🚀 e\u0301:bad\r\nnext\r\n");
    const diagnostic = problem({
      span: spanOf(source, 'bad'),
      label: 'here',
      related: [
        { span: spanOf(source, '日本語'), label: 'wide' },
        { span: spanOf(source, '🚀'), label: 'rocket' },
        { span: spanOf(source, '\tx', 1), label: 'tab' },
      ],
    });
    expect(renderDiagnostic(diagnostic)).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ wide.hero:1:27
      1 │     x   y   !!x.y 名:'日本語' a:🚀 é:bad
        │                                      ^^^ here
        │                       ------ wide
        │                                 -- rocket
        │ ---- tab"
    `);
  });

  test('a line of 64 KiB is cut around the span', () => {
    const source = new Source('long.hero', `${'a'.repeat(30_000)}NEEDLE${'b'.repeat(34_000)}\n`);
    const at = (text: string, length?: number): string =>
      renderDiagnostic(problem({ span: spanOf(source, text, length), label: 'here' }), { width: 60 });
    expect([at('NEEDLE'), at('aaa'), at('b', 34_000)].join('\n')).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ long.hero:1:30001
      1 │ …aaaaaaaaaaaaaaaaaaNEEDLEbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
        │                    ^^^^^^ here
      error[HS0202]: vm_manager has no action strat
        ┌─ long.hero:1:1
      1 │ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
        │ ^^^ here
      error[HS0202]: vm_manager has no action strat
        ┌─ long.hero:1:30007
      1 │ …aaaaaaaaaaaaNEEDLEbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
        │                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ here"
    `);
    const end = problem({ span: { source, start: 64_005, end: 64_006 }, label: 'here' });
    expect(renderDiagnostic(end, { width: 60 })).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ long.hero:1:64006
      1 │ …bbbbbbbbbbbbbbbbbbbbbbbbbbbb
        │                             ^ here"
    `);
  });

  test('no text can send escape sequences to the terminal', () => {
    const source = new Source('e\u001b[2Jvil.hero', "!!a.b x:'\u001b[31mred\u0007 \u202egnp\u200b'\n");
    const diagnostic = problem({
      message: 'bad \u001b]0;title\u0007 value\nand more',
      span: spanOf(source, 'red'),
      label: 'la\u001bbel',
      notes: ['no\u0000te'],
      help: 'he\u009blp',
    });
    const text = renderDiagnostic(diagnostic);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
    expect(text).toMatchInlineSnapshot(`
      "error[HS0202]: bad ␛]0;title␇ value␊and more
        ┌─ e␛[2Jvil.hero:1:15
      1 │ !!a.b x:'␛[31mred␇ \\u{202e}gnp\\u{200b}'
        │               ^^^ la␛bel
        = note: no␀te
        = help: he\\u{9b}lp"
    `);
    expect(renderDiagnostic(diagnostic, { ascii: true })).toMatchInlineSnapshot(`
      "error[HS0202]: bad \\x1b]0;title\\x07 value\\nand more
        --> e\\x1b[2Jvil.hero:1:15
      1 | !!a.b x:'\\x1b[31mred\\x07 \\u{202e}gnp\\u{200b}'
        |                  ^^^ la\\x1bbel
        = note: no\\x00te
        = help: he\\u{9b}lp"
    `);
  });

  test('without a span: the file alone, or nothing', () => {
    const file = problem({
      code: 'HS0601',
      message: 'cannot read x.hero',
      file: 'x.hero',
      help: 'there is no such file',
    });
    const nothing = problem({ code: 'HS0701', message: 'store cannot be opened', help: 'hero doctor' });
    expect(`${renderDiagnostic(file)}\n\n${renderDiagnostic(nothing)}`).toMatchInlineSnapshot(`
      "error[HS0601]: cannot read x.hero
        ┌─ x.hero
        = help: there is no such file

      error[HS0701]: store cannot be opened
        = help: hero doctor"
    `);
  });

  test('sections of the caller stand between notes and help', () => {
    const diagnostic = problem({ span: spanOf(deploy, 'strat'), notes: ['a fact'], help: 'do this' });
    const sections = [{ title: 'last log lines', lines: ['one', 'two\u001b[A'] }];
    expect(renderDiagnostic(diagnostic, {}, sections)).toMatchInlineSnapshot(`
      "error[HS0202]: vm_manager has no action strat
        ┌─ deploy.hero:3:14
      3 │ !!vm_manager.strat id:10
        │              ^^^^^
        = note: a fact
        = last log lines
            one
            two␛[A
        = help: do this"
    `);
  });

  test('colour is put around words by the caller', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const style = {
      error: mark('error'),
      warning: mark('warning'),
      info: mark('info'),
      strong: mark('b'),
      frame: mark('dim'),
      related: mark('rel'),
    };
    const diagnostic = problem({
      severity: 'warning',
      span: spanOf(deploy, 'strat'),
      label: 'here',
      related: [{ span: spanOf(deploy, '!!dns'), label: 'there' }],
      help: 'help',
    });
    expect(renderDiagnostic(diagnostic, { style })).toMatchInlineSnapshot(`
      "<warning>warning[HS0202]</warning>: <b>vm_manager has no action strat</b>
        <dim>┌─ deploy.hero:3:14</dim>
      <dim>3 │</dim> !!vm_manager.strat id:10
        <dim>│</dim>              <warning>^^^^^ here</warning>
      <dim>4 │</dim>
      <dim>5 │</dim> !!dns.set
        <dim>│</dim> <rel>----- there</rel>
        <dim>=</dim> help: help"
    `);
  });
});

describe('several diagnostics', () => {
  test('are sorted by file and place, duplicates folded', () => {
    const first = problem({ message: 'first', span: spanOf(deploy, 'name:prod') });
    const second = problem({ message: 'second', span: spanOf(deploy, 'name:web') });
    const elsewhere = problem({ message: 'elsewhere', file: 'a.hero' });
    const text = renderDiagnostics([second, first, { ...second }, elsewhere, first]);
    expect(text.split('\n').filter((line) => line.startsWith('error'))).toEqual([
      'error[HS0202]: elsewhere',
      'error[HS0202]: first',
      'error[HS0202]: second',
    ]);
  });

  test('beyond the maximum they are counted, warnings first', () => {
    const source = new Source('many.hero', 'x\n'.repeat(100));
    const many = Array.from({ length: 100 }, (_, i) =>
      problem({
        severity: i % 2 === 0 ? 'warning' : 'error',
        message: `number ${i}`,
        span: { source, start: i * 2, end: i * 2 + 1 },
      }),
    );
    const text = renderDiagnostics(many);
    expect(text.match(/^error/gm)).toHaveLength(20);
    expect(text.match(/^warning/gm)).toBeNull();
    expect(text.split('\n').at(-1)).toBe('… and 30 errors, 50 warnings more');
    expect(renderDiagnostics(many.slice(0, 3), { max: 2, ascii: true }).split('\n').at(-1)).toBe(
      '... and 1 warning more',
    );
  });

  test('the maximum is that of each file', () => {
    const many = ['a.hero', 'b.hero'].flatMap((name) => {
      const source = new Source(name, 'x\n'.repeat(4));
      return [0, 1, 2].map((i) => problem({ message: `${name} ${i}`, span: { source, start: i * 2, end: i * 2 + 1 } }));
    });
    const lines = renderDiagnostics(many, { max: 2 }).split('\n');
    expect(lines.filter((line) => line.startsWith('…'))).toEqual([
      '… and 1 error more in a.hero',
      '… and 1 error more in b.hero',
    ]);
  });

  test('one line each, for programs that read lines', () => {
    const source = new Source('a\u001b.hero', '!!core.ecko');
    const one = problem({ message: 'no action ecko', span: { source, start: 7, end: 11 }, help: 'this\nor that' });
    expect(renderShort(one)).toBe('a␛.hero:1:8: error[HS0202]: no action ecko; this; or that');
    expect(renderShort(problem({ code: 'HS0601', message: 'cannot read', file: 'x', severity: 'warning' }))).toBe(
      'x: warning[HS0601]: cannot read',
    );
    expect(renderShort(problem({ code: 'HS0701', message: 'no store' }), true)).toBe('error[HS0701]: no store');
  });

  test('none is no text', () => {
    expect(renderDiagnostics([])).toBe('');
  });

  test('are counted by severity', () => {
    expect(countSeverities([])).toBe('');
    const one = problem({});
    expect(
      countSeverities([
        one,
        { ...one },
        problem({ message: 'other' }),
        problem({ message: 'third', severity: 'info' }),
      ]),
    ).toBe('2 errors  1 info');
  });
});
