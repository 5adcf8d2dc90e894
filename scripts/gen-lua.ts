// Joins the Lua files of the Redis store into one module, since the command is one bundle. `--check` only compares.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  awayMs,
  cancelGraceMs,
  deadAfterMs,
  defaultPriority,
  graceMs,
  longPatienceMs,
  maxLost,
  timeoutGraceMs,
} from '../src/lifecycle/life.ts';
import { runnerGoneMs, runnerKeptMs } from '../src/store/parts/runners.ts';
import { pieceSize } from '../src/store/redis/functions.ts';
import { defaultRetention } from '../src/store/retention.ts';

const folder = join(import.meta.dirname, '../src/store/redis/lua');
const target = join(import.meta.dirname, '../src/store/redis/lua.gen.ts');

/** A local of Lua is known to what follows it, so what others build upon comes first. */
const ground = [
  'steps/call.lua',
  'steps/room.lua',
  'steps/agents.lua',
  'steps/packed.lua',
  'steps/deadlines.lua',
  'steps/holds.lua',
  'steps/job.lua',
  'steps/written.lua',
  'lifecycle/place.lua',
  'lifecycle/end.lua',
  'lifecycle/hold.lua',
  'lifecycle/stop.lua',
  'lifecycle/due.lua',
  'steps/indexes.lua',
  'steps/fair.lua',
  'steps/inbox.lua',
  'steps/limits.lua',
  'steps/order.lua',
  'steps/events.lua',
  'steps/work.lua',
  'steps/dependents.lua',
  'steps/legible.lua',
  'steps/json.lua',
  'steps/record.lua',
  'steps/checks.lua',
  'steps/how.lua',
  'steps/incoming.lua',
  'steps/arrive.lua',
  'steps/aside.lua',
  'steps/submit.lua',
  'steps/handover.lua',
  'steps/plain.lua',
  'steps/claim.lua',
  'steps/complete.lua',
];

const functions = readdirSync(join(folder, 'functions'))
  .sort()
  .map((name) => `functions/${name}`);

/** What Lua allows at one place of a chunk, less those of what a script has around it. */
const maxLocals = 200 - 4;

const files = [...ground, ...functions].map((name) => ({
  name,
  source: withoutComments(readFileSync(join(folder, name), 'utf8')),
}));

interface Wrapped {
  text: string;
  /** Locals that later files know, and those that only this one does. */
  open: string[];
  own: string[];
}

/** With its name, for messages that tell a line. Only what later files ask for is left open, as Lua counts locals. */
function wrap({ name, source }: (typeof files)[number], at: number): Wrapped {
  const later = files.slice(at + 1).map((file) => withoutTexts(file.source));
  const isAsked = (local: string) => later.some((text) => new RegExp(`(?<!\\w[.])\\b${local}\\b`).test(text));
  const open: string[] = [];
  const own: string[] = [];
  const body = source.replace(
    /^local (function )?([\w, ]+?)(?=\(| =|$)(.*)$/gm,
    (line, keyword, names: string, rest) => {
      const locals = names.split(',').map((local) => local.trim());
      if (!locals.some(isAsked)) {
        own.push(...locals);
        return line;
      }
      open.push(...locals);
      return keyword || rest !== '' ? `${keyword ?? ''}${names}${rest}` : '';
    },
  );
  const head = open.length === 0 ? '' : `local ${open.join(', ')}\n`;
  return { text: `-- ${name}\n${head}do\n${body}\nend`, open, own };
}

/** Whole lines of comment and blank lines: they are for readers of the files. */
function withoutComments(source: string): string {
  return source
    .split('\n')
    .filter((line) => !/^\s*(--.*)?$/.test(line))
    .join('\n');
}

/** What a text says is no name. */
function withoutTexts(source: string): string {
  return source.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, "''");
}

/** What both languages go by is said in TypeScript; Lua finds it as `shared.NAME`. */
const shared = {
  awayMs,
  cancelGraceMs,
  deadAfterMs,
  defaultPriority,
  graceMs,
  longPatienceMs,
  maxLost,
  pieceSize,
  runnerGoneMs,
  runnerKeptMs,
  timeoutGraceMs,
  okAgeMs: defaultRetention.ok.ageMs,
  okCount: defaultRetention.ok.count,
  errorAgeMs: defaultRetention.error.ageMs,
  errorCount: defaultRetention.error.count,
  logLines: defaultRetention.logLines,
  events: defaultRetention.events,
};

const sharedText = `local shared = { ${Object.entries(shared)
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ')} }`;

const wrapped = files.map(wrap);
// `shared` is one of them.
let open = 1;
for (const [at, one] of wrapped.entries()) {
  open += one.open.length;
  const here = open + one.own.length;
  if (here > maxLocals) {
    throw new Error(`${files[at]?.name}: ${here} locals, Lua allows ${maxLocals} here: put some into a table`);
  }
}
const lines = [sharedText, ...wrapped.map(({ text }) => text)].join('\n').split('\n');
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
