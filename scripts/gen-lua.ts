// Joins the Lua files of the Redis store into one module, since the command is one bundle. `--check` only compares.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../src/store/redis/lua');
const target = join(import.meta.dirname, '../src/store/redis/lua.gen.ts');

/** What the others build upon comes first: the order of names in lib, then functions, hr_submit before the rest. */
function filesOf(part: string): string[] {
  return readdirSync(join(folder, part))
    .filter((name) => name.endsWith('.lua'))
    .sort()
    .map((name) => join(part, name));
}

/** With its name, for messages that tell a line. */
function wrap(name: string): string {
  return `-- ${name}\n${withoutComments(readFileSync(join(folder, name), 'utf8'))}`;
}

/** Whole lines of comment and blank lines: they are for readers of the files. */
function withoutComments(source: string): string {
  return source
    .split('\n')
    .filter((line) => !/^\s*(--.*)?$/.test(line))
    .join('\n');
}

const source = [...filesOf('lib'), ...filesOf('functions')].map(wrap).join('\n');
const text = `// Made by scripts/gen-lua.ts from lua/; do not edit.

export const luaSource = ${JSON.stringify(source)};
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('lua.gen.ts is out of date: run node scripts/gen-lua.ts');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
