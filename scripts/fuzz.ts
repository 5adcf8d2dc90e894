// Tries the properties of scripts on generated texts for a while, and looks for texts that take long to read.

import fc from 'fast-check';
import { Source } from '../src/diagnostics/source.ts';
import { parseScript } from '../src/script/parse.ts';
import { pieces } from '../test/script/generate.ts';
import { properties } from '../test/script/properties.ts';

const [seconds = '60', given] = process.argv.slice(2);
const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);
const all = Object.entries(properties);
const share = (Number(seconds) * 1000) / (all.length + 1);
console.log(`seed ${seed}`);

for (const [name, property] of all) {
  const run = await fc.check(property, { seed, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: share });
  console.log(`${run.failed ? 'FAILED' : 'held  '} ${name}: ${run.numRuns} texts`);
  if (!run.failed) continue;
  console.log(`  ${JSON.stringify(run.counterexample)}`);
  console.log(`  ${String(run.errorInstance).replaceAll('\n', '\n  ')}`);
  process.exitCode = 1;
}

/** Time for each character when a few pieces are repeated; where it grows with the length, a long text is slow. */
const size = 64 * 1024;
const few = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const texts = fc.tuple(few, few).map(([start, unit]) => start + unit.repeat(size / unit.length));
const began = performance.now();
let slowest = { ms: 0, text: '' };
let count = 0;
for (const text of fc.sample(texts, { seed, numRuns: Math.ceil(share / 3) })) {
  if (performance.now() - began > share) break;
  const start = performance.now();
  for (const name of ['a.hero', 'a.md']) parseScript(new Source(name, text), { maxActions: size });
  const ms = performance.now() - start;
  count += 1;
  if (ms > slowest.ms) slowest = { ms, text };
}
const { ms, text } = slowest;
console.log(
  `${count} texts of 64 KiB, read twice each; the slowest took ${ms.toFixed(0)} ms: ${JSON.stringify(text.slice(0, 60))}…`,
);
// Square time takes minutes.
if (ms > 5000) process.exitCode = 1;
