// Aligned columns: what gives way on a narrow screen, and what cells may contain.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnWidth, cutToWidth } from '../../src/diagnostics/visible.ts';
import { makeLook, plainLook } from '../../src/print/style.ts';
import { type Column, layLine, renderTable } from '../../src/print/table.ts';
import { holds } from '../setup/holds.ts';

const look = plainLook();
const columns: Column[] = [
  { head: '#', align: 'right' },
  { head: 'label', min: 4 },
  { head: 'action', min: 8 },
  { head: 'params', min: 6, rank: 1 },
  { head: 'after', rank: 2 },
];
const rows = [
  ['1', 'vm10', 'vm_manager.start', 'id:10 descr:something', '–'],
  ['2', '日本語', 'dns.set', 'name:東京', '1'],
  ['10', '🚀', 'report.send', '', '1,2'],
];

describe('a table', () => {
  test('has the width of its texts when there is room', () => {
    expect(renderTable(columns, rows, { look, width: 100, indent: 2 }).join('\n')).toMatchInlineSnapshot(`
      "   #  label   action            params                 after
         1  vm10    vm_manager.start  id:10 descr:something  –
         2  日本語  dns.set           name:東京              1
        10  🚀      report.send                              1,2"
    `);
  });

  test('cuts the widest column first, then leaves out the least important', () => {
    const at = (width: number) => renderTable(columns, rows, { look, width }).join('\n');
    expect([50, 40, 32, 20].map(at).join('\n\n')).toMatchInlineSnapshot(`
      " #  label   action          params           after
       1  vm10    vm_manager.st…  id:10 descr:so…  –
       2  日本語  dns.set         name:東京        1
      10  🚀      report.send                      1,2

       #  label   action     params      after
       1  vm10    vm_manag…  id:10 des…  –
       2  日本語  dns.set    name:東京   1
      10  🚀      report.s…              1,2

       #  label   action         after
       1  vm10    vm_manager.s…  –
       2  日本語  dns.set        1
      10  🚀      report.send    1,2

       #  label   action
       1  vm10    vm_mana…
       2  日本語  dns.set
      10  🚀      report.…"
    `);
  });

  test('leaves out a column without any text, and ends no line in blanks', () => {
    const lines = renderTable(
      [{ head: 'a' }, { head: 'b' }, { head: 'c' }],
      [
        ['1', '', ''],
        ['22', '', 'x'],
      ],
      { look, width: 80 },
    );
    expect(lines).toEqual(['a   c', '1', '22  x']);
  });

  test('paints what is left after cutting, so that escape sequences are never cut', () => {
    const colourful = makeLook({ env: { FORCE_COLOR: '1' }, isTTY: false });
    const cell = { text: 'abcdefghij', paint: colourful.style.error };
    expect(renderTable([{ min: 4 }], [[cell]], { look: colourful, width: 5 })).toEqual(['\u001b[31mabcd…\u001b[39m']);
    expect(layLine(['ab', cell, 'x'], 6, colourful)).toBe('ab\u001b[31mabc…\u001b[39m');
  });

  test('shows control characters of a cell instead of sending them', () => {
    expect(renderTable([{}], [['a\u001b[2J\nb']], { look, width: 80 })).toEqual(['a␛[2J␊b']);
  });

  test('never makes a line wider than the screen, whatever the texts', () => {
    const texts = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string()), {
      minLength: 1,
    });
    holds(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (cells, width) => {
        const lines = renderTable([{ min: 2 }, { min: 2 }, { min: 2, rank: 1 }], cells, { look, width });
        expect(lines).toHaveLength(cells.length);
        for (const line of lines) {
          expect(columnWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
    );
  });
});

describe('a text', () => {
  test('is cut between characters as people see them', () => {
    expect(cutToWidth('日本語', 6)).toBe('日本語');
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('日本語', 4)).toBe('日…');
    expect(cutToWidth('ae\u0301o', 2)).toBe('a…');
    expect(cutToWidth('👩‍👩‍👧👩‍👩‍👧x', 4)).toBe('👩‍👩‍👧…');
    expect(cutToWidth('abcdef', 5, '...')).toBe('ab...');
    expect(cutToWidth('abcdef', 2, '...')).toBe('..');
    expect(cutToWidth('abcdef', 0)).toBe('');
  });

  test('has the width that terminals give it', () => {
    const widths = ['abc', 'größe', '日本語', 'e\u0301', '🚀', '❤️', '🇧🇪', '✔', '…', '\u200d', 'ｱ', 'Ａ', ''].map(
      columnWidth,
    );
    expect(widths).toEqual([3, 5, 6, 1, 2, 2, 2, 1, 1, 0, 1, 2, 0]);
  });
});
