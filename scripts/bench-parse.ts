// Benchmark of reading: a script of real actions, beside the same content as JSON read by JSON.parse and by a grammar for
// the library that our grammar is made with; how time and memory grow; and how often a second an edited script can be read.
// Each contestant in a process of its own.

import { execFileSync } from 'node:child_process';
import { Source } from '../src/diagnostics/source.ts';
import { parseByGrammar, parseScript } from '../src/script/parse.ts';
import { chevrotainTree, chevrotainValues } from './parse-contest/chevrotain-json.ts';
import { checkLong, editing, memory, reading } from './parse-contest/measure.ts';
import { asJson, noLimits, realBlocks, repeat } from './parse-contest/text.ts';

const readers = {
  hero: { json: false, read: (text: string) => parseScript(new Source('bench.hero', text), noLimits) },
  'hero by the grammar alone': {
    json: false,
    read: (text: string) => parseByGrammar(new Source('bench.hero', text), noLimits),
  },
  'JSON.parse': { json: true, read: JSON.parse },
  'chevrotain JSON, values': { json: true, read: chevrotainValues },
  'chevrotain JSON, tree': { json: true, read: chevrotainTree },
} as const;
type Name = keyof typeof readers;

const [first = '5', task, ...rest] = process.argv.slice(2);
const { from, blocks } = realBlocks();
if (task === undefined) compare(Number(first));
else process.stdout.write(JSON.stringify(perform(task, ...rest)));

function perform(name: string, which = '', size = '0'): unknown {
  if (name === 'edits') return editing(repeat(blocks, Number.POSITIVE_INFINITY, 10_000));
  if (name === 'memory') return memory(() => repeat(blocks, Number(size)), readers.hero.read);
  const { json, read } = readers[which as Name];
  const script = repeat(blocks, Number(size));
  return reading(json ? asJson(script) : script, read);
}

function compare(megabytes: number): void {
  const size = megabytes * 1e6;
  console.log(
    `${blocks.length} actions of ${from}, over and over; node ${process.version}, medians, after warming up\n`,
  );
  console.log('                               MB read      MB/s   ms at first');
  const rates = new Map<Name, number>();
  for (const name of Object.keys(readers) as Name[]) {
    const { bytes, ms, firstMs } = ask<ReturnType<typeof reading>>('read', name, String(size));
    rates.set(name, bytes / 1e3 / ms);
    console.log(
      name.padEnd(28) + [bytes / 1e6, bytes / 1e3 / ms, firstMs].map((n) => n.toFixed(1).padStart(10)).join(''),
    );
  }
  const rate = (name: Name): number => rates.get(name) ?? Number.NaN;
  const [values, tree] = [rate('chevrotain JSON, values'), rate('chevrotain JSON, tree')];
  const better = values > tree ? 'values' : 'tree';
  console.log(
    `\nhero: ${(rate('hero') / Math.max(values, tree)).toFixed(2)} times chevrotain JSON by byte; its faster way is ${better} (aim: over 1)`,
  );
  console.log(`hero: ${(rate('hero') / rate('JSON.parse')).toFixed(2)} of JSON.parse`);

  console.log('\nsize            MB/s   actions/s   kept / input   at most / input (aim: 12)');
  for (const length of [5e4, 5e5, 5e6, 5e7]) {
    const { bytes, ms, count } = ask<ReturnType<typeof reading>>('read', 'hero', String(length));
    const held = ask<ReturnType<typeof memory>>('memory', 'hero', String(length));
    const row = [
      `${length / 1e3} KB`.padEnd(10),
      (bytes / 1e3 / ms).toFixed(1).padStart(10),
      ((count / ms) * 1e3).toFixed(0).padStart(12),
      (held.kept / bytes).toFixed(1).padStart(15),
      (held.peak / bytes).toFixed(1).padStart(15),
    ];
    console.log(row.join(''));
  }

  const edits = ask<ReturnType<typeof editing>>('edits');
  console.log(`\nan edited script of 10000 actions (${(edits.bytes / 1e6).toFixed(1)} MB), read anew as a whole:`);
  console.log(
    `${(1000 / edits.ms).toFixed(0)} edits a second (aim: 20), the slowest of ${edits.count} took ${edits.slowestMs.toFixed(0)} ms`,
  );
  console.log(`\nhero check of 10000 actions, from the shell: ${checkLong(10_000).toFixed(0)} ms (aim: under 1000)`);
}

function ask<T>(...task: string[]): T {
  const args = ['--expose-gc', process.argv[1] ?? '', first, ...task];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 })) as T;
}
