// What is said of real documents, each judged: corpus.golden.tsv has a line for every diagnostic and why it is right.
// UPDATE=1 writes it anew with the judgements it has; a new line gets `?`, which is for a person to replace.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { parseScript } from '../../src/script/parse.ts';
import { data, hasData } from './reference.ts';

const file = join(import.meta.dirname, 'corpus.golden.tsv');
const classes = [
  'mistake in the document',
  'template placeholder',
  'not heroscript',
  'end of a string of the program around it',
  'notation for what may be left out',
  'older form of the language',
  'name of more than two parts',
  'single ! in markdown',
  'text of a value whose action begins with a single !',
];
const head = 'document\tline\tcode\tmessage\tclass';

describe('corpus.golden.tsv', () => {
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);

  test('has a judgement for each line', () => {
    expect(rows.filter((row) => !classes.includes(row.split('\t')[4] ?? ''))).toEqual([]);
  });

  test.skipIf(!hasData())('is what is said of the corpus', () => {
    const judged = new Map(rows.map((row) => [row.slice(0, row.lastIndexOf('\t')), row.split('\t')[4]]));
    const said = documents().flatMap(diagnosticsOf);
    if (process.env.UPDATE === '1') {
      const lines = said.map((line) => `${line}\t${judged.get(line) ?? '?'}`);
      writeFileSync(file, `${[head, ...lines].join('\n')}\n`);
    }
    expect([...new Set(said)]).toEqual([...judged.keys()]);
  });
});

function documents(): string[] {
  const [, ...lines] = readFileSync(join(data, 'corpus.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split('\t').slice(0, 2).join('/')).sort();
}

/** One line each, without what the document says. */
function diagnosticsOf(path: string): string[] {
  const source = new Source(path, readFileSync(join(data, 'corpus', path), 'utf8'));
  const lines = parseScript(source).diagnostics.map(({ code, message, span }) => {
    return [path, source.positionAt(span?.start ?? 0).line, code, message].join('\t');
  });
  return [...new Set(lines)];
}
