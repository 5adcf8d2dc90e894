// The examples of the language reference: without a mistake, or with exactly the one they show.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { parseScript } from '../../src/script/parse.ts';
import { writeScript } from '../../src/script/write.ts';

const text = readFileSync(join(import.meta.dirname, '../../grammar/README.md'), 'utf8');

interface Example {
  line: number;
  codes: string[];
  script: string;
}

function examples(): Example[] {
  const found: Example[] = [];
  // A fence of four marks shows a document; what is in it is no example.
  const fence = /^(`{3,})(\w*)([^\n]*)\n([\s\S]*?)^\1$/gm;
  for (const [, marks, language, info = '', script = ''] of text.matchAll(fence)) {
    if (marks !== '```' || language !== 'heroscript') continue;
    const line = text.slice(0, text.indexOf(script)).split('\n').length;
    const codes = [...info.matchAll(/(?:error|warning)=(HS\d+)/g)].map(([, code]) => code ?? '');
    found.push({ line, codes, script });
  }
  return found;
}

describe('grammar/README.md', () => {
  test.each(examples())('line $line', ({ codes, script }) => {
    const { actions, diagnostics } = parseScript(new Source('readme.hero', script));
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(codes);
    expect(actions.length + codes.length).toBeGreaterThan(0);
  });

  test('what it says of values', () => {
    const values = new Map<string, string>();
    for (const { script } of examples()) {
      for (const { params } of parseScript(new Source('readme.hero', script)).actions) {
        for (const { key, value } of params) values.set(`${key} ${script.length}`, value.text);
      }
    }
    const said = new Set([...values.values()]);
    for (const claim of [
      'the first of the two machines',
      'web,public',
      'Ann,"Bob B.",Carl',
      'web1,web2,web3',
      '[web1,web2]',
      'one line that is written on three',
      "it's done",
      'C:\\data\\',
      '\\d+\\n',
      "say 'welcome'\nand good bye",
      '#fff',
      '10.0.0.7:80',
    ]) {
      expect(said).toContain(claim);
    }
  });

  test('the canonical form is what is written', () => {
    const script = text.slice(text.indexOf('## Canonical form')).match(/```heroscript\n([\s\S]*?)```/)?.[1] ?? '';
    expect(writeScript(parseScript(new Source('readme.hero', script)).actions)).toBe(script);
  });
});
