// The examples of the language reference: without a mistake, or with exactly the one they show.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coreActor } from '../../src/actors/builtin/core.ts';
import { createCatalogue } from '../../src/app/catalogue.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { tellOf } from '../../src/plan/told.ts';
import { maxParams, maxScriptActions, maxScriptBytes, maxValueBytes, namePattern } from '../../src/records/bounds.ts';
import { findActions } from '../../src/script/find.ts';
import { loadScripts } from '../../src/script/load.ts';
import { parseByGrammar, parseScript } from '../../src/script/parse.ts';
import { scanScript } from '../../src/script/scan.ts';
import { type Kind, parseKind } from '../../src/script/values/kinds.ts';
import { parseList } from '../../src/script/values/list.ts';
import { writeScript } from '../../src/script/write.ts';
import { context } from '../plan/planning.ts';
import { everything } from '../script/describe.ts';

const catalogue = createCatalogue(new Map([['core', coreActor]]), []);
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

/** The cells of the tables whose head is this. */
function rows(...head: string[]): string[][] {
  const found: string[][] = [];
  let isIn = false;
  for (const line of text.split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length !== head.length) isIn = false;
    else if (isIn && !line.startsWith('|---')) found.push(cells);
    else if (cells.join('|') === head.join('|')) isIn = true;
  }
  expect(found.length).toBeGreaterThan(0);
  return found;
}

/** What stands in backticks. */
function codesIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].map(([, code]) => code ?? '');
}

/** The same of a table of two columns with one text each. */
function pairs(...head: [string, string]): [string, string][] {
  return rows(...head).map(([left, right]) => [codesIn(left)[0] ?? '', codesIn(right)[0] ?? '']);
}

describe('tables', () => {
  test('what is read straight, and what by the grammar', () => {
    for (const [written = '', read] of rows('written', 'read')) {
      const [text = ''] = codesIn(written);
      const source = new Source('row.hero', text.replaceAll('\\n', '\n'));
      expect([text, scanScript(source, {}) === undefined ? 'by the grammar' : 'straight']).toEqual([text, read]);
      expect(everything(parseScript(source))).toEqual(everything(parseByGrammar(source)));
    }
  });

  test('values', () => {
    for (const [written, value] of pairs('written', 'value')) {
      const { actions, diagnostics } = parseScript(new Source('row.hero', `!!a.b ${written}`));
      const [{ params, args } = { params: [], args: [] }] = actions;
      expect([written, ...params.map((param) => param.value.text), ...args.map((arg) => arg.text)]).toEqual([
        written,
        value,
      ]);
      expect(diagnostics).toEqual([]);
    }
  });

  test('placeholders', async () => {
    for (const [written, value] of pairs('written', 'with `NAME` = `web` it becomes')) {
      const loaded = await loadScripts([{ kind: 'eval', name: 'row.hero', text: `!!core.echo text:'${written}'` }]);
      const { plan, diagnostics } = compilePlan(loaded.scripts, context({ catalogue, variables: { NAME: 'web' } }));
      expect([diagnostics, plan.jobs[0]?.params.text]).toEqual([[], value]);
    }
  });

  test('types', () => {
    const kindOf: Record<string, Kind> = {
      boolean: 'bool',
      integer: 'int',
      number: 'float',
      'time of day': 'timestamp',
      size: 'bytes',
      JSON: 'json',
    };
    for (const [name = '', written] of rows('type', 'written as')) {
      for (const sample of codesIn(written)) {
        const kind = kindOf[name] ?? (name as Kind);
        const parsed = name === 'list' ? parseList(sample) : parseKind(kind, sample, { base: '/', now: new Date(0) });
        expect([name, sample, parsed.ok]).toEqual([name, sample, true]);
      }
    }
  });

  test('limits', () => {
    expect(rows('what', 'at most')).toEqual([
      ['a script', `${maxScriptBytes / 1024 ** 2} MiB, ${maxScriptActions.toLocaleString('en')} actions`],
      ['an action', `${maxParams} params, ${maxParams} args`],
      ['a value', `${maxValueBytes / 1024} KiB`],
      ['actor and action', `${/,(\d+)/.exec(namePattern.source)?.[1]} characters each`],
    ]);
  });

  test('filters', () => {
    const names = ['vm.start', 'vm.stop', 'dns.set', 'core.echo'];
    const actions = names.map((name) => ({ actor: name.split('.')[0] ?? '', action: name.split('.')[1] ?? '' }));
    const head = 'of `vm.start`, `vm.stop`, `dns.set`, `core.echo` it finds';
    for (const [filter, found] of rows('filter', head)) {
      const names = findActions(actions, codesIn(filter)[0] ?? '').map(({ actor, action }) => `${actor}.${action}`);
      expect(names).toEqual(codesIn(found));
    }
  });
});

test('the document is read as a document', () => {
  const [, document = ''] = /^````markdown\n([\s\S]*?)^````$/m.exec(text) ?? [];
  const { actions, diagnostics } = parseScript(new Source('readme.md', document));
  expect(actions.map(({ actor, action, params }) => [`${actor}.${action}`, params.length])).toEqual([['vm.start', 2]]);
  expect(diagnostics).toEqual([]);
});

test('comments are as it says', () => {
  const { script } = examples().find((one) => one.script.includes('// The web server.\n// It')) ?? { script: '' };
  expect(parseScript(new Source('readme.hero', script)).actions[0]?.comments).toBe(
    "The web server.\nIt's the first one.",
  );
});

describe('grammar/README.md', () => {
  test.each(examples())('line $line', ({ codes, script }) => {
    const parsed = parseScript(new Source('readme.hero', script));
    const items = parsed.actions.map((action) => ({ kind: 'action' as const, action }));
    const { diagnostics } = tellOf([...parsed.diagnostics], [{ script: parsed, items }]);
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(codes);
    expect(items.length + codes.length).toBeGreaterThan(0);
  });

  test('what it says of values', () => {
    const said = new Set<string>();
    for (const { script } of examples()) {
      for (const { params } of parseScript(new Source('readme.hero', script)).actions) {
        for (const { value } of params) said.add(value.text);
      }
    }
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
      'first // this is text, too !!and.this',
    ]) {
      expect(said).toContain(claim);
    }
  });

  test('the canonical form is what is written', () => {
    const script = text.slice(text.indexOf('## Canonical form')).match(/```heroscript\n([\s\S]*?)```/)?.[1] ?? '';
    expect(writeScript(parseScript(new Source('readme.hero', script)).actions)).toBe(script);
  });
});
