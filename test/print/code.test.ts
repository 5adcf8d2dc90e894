// Scripts in colours: what a terminal gets, and what a page holds.

import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { codeLines, paintLine } from '../../src/print/code.ts';
import { codePage } from '../../src/print/code-page.ts';
import { makeLook } from '../../src/print/style.ts';
import { highlight } from '../../src/script/highlight.ts';

function painted(text: string, env: Record<string, string>): string[] {
  const look = makeLook({ env: { LANG: 'C.UTF-8', ...env }, isTTY: true });
  return linesOf(text).map((line) => paintLine(line, look));
}

function linesOf(text: string) {
  return codeLines(text, highlight(new Source('a.hero', text)));
}

describe('lines', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['\n', ['']],
    ["!!a.b x:'\r\n    c\r\n\r\n  '\r\n", ["!!a.b x:'", '    c', '', "  '"]],
    ['!!a.b\r!!c.d', ['!!a.b', '!!c.d']],
  ])('of %j', (text, expected) => {
    expect(linesOf(text).map((line) => line.map((piece) => piece.text).join(''))).toEqual(expected);
  });
});

describe('on a terminal', () => {
  test('every line of a string is painted for itself, so that a pager can show a part', () => {
    const [, second] = painted("!!a.b x:'\n    c\n  '", {});
    expect(second).toBe('\u001b[32m    c\u001b[39m');
  });

  test('without colour it is the text, but nothing in it is obeyed', () => {
    expect(painted('!!a.b\tx:\u001b[31m\u202e', { NO_COLOR: '1' })).toEqual(['!!a.b\tx:␛[31m\\u{202e}']);
  });
});

describe('a page', () => {
  test('holds the text as text', () => {
    const text = `!!a.b x:'<script>alert("1")</script>' y:a&b\n<img>`;
    const page = codePage([{ name: '<a>.hero', text, spans: highlight(new Source('a.hero', text)) }], false);
    expect(page).toContain('<title>&lt;a&gt;.hero</title>');
    expect(page).toContain('<span class="string">\'&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\'</span>');
    expect(page).toContain('a&amp;b');
    expect(page).not.toMatch(/<script|<img|<h2/);
  });

  test('several scripts have headings, numbered lines have addresses', () => {
    const one = { text: '!!a.b\n', spans: highlight(new Source('a.hero', '!!a.b\n')) };
    const page = codePage(
      [
        { name: 'a.hero', ...one },
        { name: 'b.hero', ...one },
      ],
      true,
    );
    expect(page.match(/<h2>.*<\/h2>/g)).toEqual(['<h2>a.hero</h2>', '<h2>b.hero</h2>']);
    expect(page.match(/id="[^"]*"/g)).toEqual(['id="1-L1"', 'id="2-L1"']);
  });
});
