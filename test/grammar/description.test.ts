// The grammar as others read it: every token is described, and the files made from the parser are fresh.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { lexemes } from '../../grammar/lexical.ts';
import { modes } from '../../grammar/tokens.ts';

test('every token is described once, in the first mode that has it', () => {
  const seen = new Set<string>();
  for (const mode of ['text', 'body', 'value'] as const) {
    const fresh = modes[mode].map(({ name }) => name).filter((name) => !seen.has(name));
    for (const name of fresh) seen.add(name);
    expect(Object.keys(lexemes[mode]).toSorted()).toEqual(fresh.toSorted());
  }
});

test('grammar.ebnf and railroad.html are those of the parser', async () => {
  const script = join(import.meta.dirname, '../../scripts/gen-grammar.ts');
  await promisify(execFile)(process.execPath, [script, '--check']);
});
