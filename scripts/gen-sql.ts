// Embeds the numbered SQL files of the store into one module, since the command is one bundle. `--check` only compares.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../src/store/sqlite/migrations');
const target = join(import.meta.dirname, '../src/store/sqlite/migrations.gen.ts');

const files = readdirSync(folder)
  .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
  .sort();
files.forEach((name, i) => {
  if (Number(name.slice(0, 4)) !== i + 1) throw new Error(`${name}: expected number ${i + 1}`);
});

const entries = files.map((name) => `  // ${name}\n  ${JSON.stringify(readFileSync(join(folder, name), 'utf8'))},\n`);
const text = `// Made by scripts/gen-sql.ts from migrations/*.sql; do not edit.

export const migrations: readonly string[] = [
${entries.join('')}];
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('migrations.gen.ts is out of date: run node scripts/gen-sql.ts');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
