// Joins the Lua files of the Redis store into one module, since the command is one bundle. `--check` only compares.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../src/store/redis/lua');
const target = join(import.meta.dirname, '../src/store/redis/lua.gen.ts');

/** A local of Lua is known to what follows it, so what others build upon comes first. */
const ground = [
  'steps/call.lua',
  'steps/room.lua',
  'steps/job.lua',
  'lifecycle/place.lua',
  'lifecycle/end.lua',
  'lifecycle/hold.lua',
  'lifecycle/stop.lua',
  'lifecycle/due.lua',
  'steps/fair.lua',
  'steps/inbox.lua',
  'steps/limits.lua',
  'steps/work.lua',
  'steps/record.lua',
  'steps/arrive.lua',
  'steps/submit.lua',
];

const functions = readdirSync(join(folder, 'functions'))
  .sort()
  .map((name) => `functions/${name}`);

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

const lines = [...ground, ...functions].map(wrap).join('\n').split('\n');
// Line by line, so that changes of two people to different functions do not meet.
const text = `// Made by scripts/gen-lua.ts from lua/; do not edit.

export const luaSource = [
${lines.map((line) => `  ${JSON.stringify(line)},\n`).join('')}].join('\\n');
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('lua.gen.ts is out of date: run node scripts/gen-lua.ts');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
