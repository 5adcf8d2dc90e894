// Writes grammar/grammar.ebnf and grammar/railroad.html from the parser's rules and the table of tokens. `--check` only
// compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ebnf } from './gen-grammar/ebnf.ts';
import { railroadPage } from './gen-grammar/railroad.ts';
import { parserRules } from './gen-grammar/rules.ts';

const folder = join(import.meta.dirname, '../grammar');
const rules = parserRules();
const files = { 'grammar.ebnf': ebnf(rules), 'railroad.html': railroadPage(rules) };

for (const [name, text] of Object.entries(files)) {
  const path = join(folder, name);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`grammar/${name} is stale: run node scripts/gen-grammar.ts`);
    process.exitCode = 1;
  }
}
