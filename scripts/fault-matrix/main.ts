// Plays kinds of faults and prints what became of the jobs; exit status 1 if a promise is broken.

import { kinds } from './kinds.ts';
import { readOptions } from './options.ts';
import { play } from './play.ts';
import { distribution, tableHead, tableRow } from './report.ts';
import type { Kind } from './scene.ts';
import { isBroken, type Recovery } from './verdict.ts';

const options = readOptions(process.argv.slice(2), kinds);
if (options.list) {
  console.log(kinds.map(({ name }) => name).join('\n'));
  process.exit();
}

const began = performance.now();
const recoveries = new Map<string, Recovery[]>(options.kinds.map(({ name }) => [name, []]));
let jobs = 0;
let isAnyBroken = false;
console.log(`seed ${options.seed}\n\n${tableHead()}`);
// The servers do not keep a process alive, and while one of them is away nothing else may.
setInterval(() => {}, 1_000);

const beside = options.kinds.filter(({ isTimed }) => options.parallel > 1 && !isTimed);
// The longest first, so that none of them runs on behind all others.
const waiting = beside.toSorted((a, b) => b.seconds - a.seconds);
await Promise.all(
  Array.from({ length: options.parallel }, async () => {
    for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift()) await playAndTell(kind);
  }),
);
for (const kind of options.kinds) if (!beside.includes(kind)) await playAndTell(kind);

console.log(`\n${distribution(recoveries)}`);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(`\n${jobs} jobs in ${minutes} min; ${isAnyBroken ? 'a promise was broken' : 'every promise was kept'}`);
process.exit(isAnyBroken ? 1 : 0);

async function playAndTell(kind: Kind): Promise<void> {
  const { seed, ...rest } = options;
  const start = performance.now();
  try {
    const verdict = await play(kind, { ...rest, seed: seed + kinds.indexOf(kind) });
    jobs += verdict.jobs;
    recoveries.get(kind.name)?.push(...verdict.recoveries);
    isAnyBroken ||= isBroken(verdict);
    console.log(tableRow(kind.name, verdict, (performance.now() - start) / 1000));
  } catch (error) {
    isAnyBroken = true;
    console.log(`${kind.name} could not be played: ${error instanceof Error ? error.stack : error}`);
  }
}
