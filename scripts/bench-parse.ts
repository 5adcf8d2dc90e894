// Benchmark of reading: a script of real actions, beside the same content as JSON read by JSON.parse and by a grammar for
// the library that our grammar is made with; how time and memory grow; and how often a second an edited script can be read.
// Each contestant in a process of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '../src/diagnostics/source.ts';
import type { Script } from '../src/script/ast.ts';
import { parseByGrammar, parseScript } from '../src/script/parse.ts';
import { chevrotainTree, chevrotainValues } from './parse-contest/chevrotain-json.ts';
import { checkLong, editing, memory, reading } from './parse-contest/measure.ts';
import { asJson, noLimits, realBlocks, repeat } from './parse-contest/text.ts';

const readers = {
  hero: (text: string) => parseScript(new Source('bench.hero', text), noLimits),
  'hero by the grammar alone': (text: string) => parseByGrammar(new Source('bench.hero', text), noLimits),
  'JSON.parse': JSON.parse,
  'chevrotain JSON, values': chevrotainValues,
  'chevrotain JSON, tree': chevrotainTree,
};
type Name = keyof typeof readers;
const tasks = {
  read: (file: string, name: string) => reading(readFileSync(file, 'utf8'), readers[name as Name]),
  memory: (file: string) => memory(file, readers.hero),
  memoryOfAll: (file: string) => memory(file, (text) => askAll(readers.hero(text))),
  edits: (file: string) => editing(readFileSync(file, 'utf8')),
};

const [first = '5', task, file = '', name = ''] = process.argv.slice(2);
if (task !== undefined) process.stdout.write(JSON.stringify(tasks[task as keyof typeof tasks](file, name)));
else {
  const folder = mkdtempSync(join(tmpdir(), 'hero-bench-'));
  try {
    compare(Number(first) * 1e6, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(size: number, folder: string): void {
  const { from, blocks } = realBlocks();
  const put = (text: string): string => {
    const path = join(folder, 'text');
    writeFileSync(path, text);
    return path;
  };
  console.log(`${blocks.length} actions of ${from}, over and over; node ${process.version}`);
  console.log('medians after warming up; the first reading is that of a fresh process\n');
  console.log('                               MB read      MB/s  first, ms');
  const script = repeat(blocks, size);
  const rates = new Map<string, number>();
  for (const one of Object.keys(readers)) {
    const { bytes, ms, firstMs } = ask('read', put(one.startsWith('hero') ? script : asJson(script)), one);
    rates.set(one, bytes / 1e3 / ms);
    console.log(one.padEnd(28) + row([bytes / 1e6, bytes / 1e3 / ms, firstMs], 1));
  }
  const rate = (one: Name): number => rates.get(one) ?? Number.NaN;
  const [values, tree] = [rate('chevrotain JSON, values'), rate('chevrotain JSON, tree')];
  const ratio = (rate('hero') / Math.max(values, tree)).toFixed(2);
  const faster = values > tree ? 'values' : 'tree';
  console.log(`\nhero: ${ratio} times chevrotain JSON by byte, by its faster way, ${faster} (aim: over 1)`);
  console.log(`hero: ${(rate('hero') / rate('JSON.parse')).toFixed(2)} of JSON.parse by byte`);

  console.log('\n                              memory / input (aim at 5 MB: 12)      when all values were asked for');
  console.log('      KB      MB/s actions/s            kept             peak             kept             peak');
  for (const length of [5e4, 5e5, 5e6, 5e7]) {
    const path = put(repeat(blocks, length));
    const { bytes, ms, count } = ask('read', path, 'hero');
    const [read, asked] = [ask('memory', path), ask('memoryOfAll', path)];
    const speed = row([length / 1e3], 0).slice(2) + row([bytes / 1e3 / ms], 1) + row([(count / ms) * 1e3], 0);
    const ratios = [read.kept, read.peak, asked.kept, asked.peak].map((size) => (size / bytes).toFixed(1).padStart(17));
    console.log(speed + ratios.join(''));
  }

  const edits = ask('edits', put(repeat(blocks, Number.POSITIVE_INFINITY, 10_000)));
  console.log(`\na script of 10000 actions (${(edits.bytes / 1e6).toFixed(1)} MB), read as a whole after each edit:`);
  const slowest = `the slowest of ${edits.count} took ${edits.slowestMs.toFixed(0)} ms`;
  console.log(`${(1000 / edits.ms).toFixed(0)} edits a second (aim: 20), ${slowest}`);
  console.log(`\nhero check of 10000 actions, from the shell: ${checkLong(10_000).toFixed(0)} ms (aim: under 1000)`);
}

function row(numbers: number[], digits: number): string {
  return numbers.map((number) => number.toFixed(digits).padStart(10)).join('');
}

type Answer<T extends keyof typeof tasks> = ReturnType<(typeof tasks)[T]>;

/** Params and args are made when somebody asks for them, and kept then. */
function askAll(script: Script): Script {
  for (const { params, args } of script.actions) {
    for (const { value } of params) value.text.length;
    for (const { text } of args) text.length;
  }
  return script;
}

function ask<T extends keyof typeof tasks>(...task: [T, ...string[]]): Answer<T> {
  const args = ['--expose-gc', process.argv[1] ?? '', first, ...task];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Answer<T>;
}
