// Plays kinds of faults one after the other and prints what became of the jobs; exit status 1 if a promise is broken.

import { parseArgs } from 'node:util';
import { kinds } from './kinds.ts';
import { play } from './play.ts';
import { isBroken, type Verdict } from './verdict.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    jobs: { type: 'string', default: '1500' },
    only: { type: 'string' },
    seconds: { type: 'string' },
    times: { type: 'string', default: '40' },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const names = values.only?.split(',') ?? kinds.map(({ name }) => name);
const unknown = names.filter((name) => !kinds.some((kind) => kind.name === name));
if (values.list || unknown.length > 0) {
  if (unknown.length > 0) console.error(`there is no kind ${unknown.join(', ')}; there are:`);
  console.log(kinds.map(({ name }) => name).join('\n'));
  process.exit(unknown.length > 0 ? 2 : 0);
}

const seed = Number(values.seed);
const heads = ['jobs', 'faults', 'runs', 'late', 'lost', 'doubled', 'not final', 'dependents', 'wrong'];
console.log(`seed ${seed}\n`);
console.log(
  `${'kind'.padEnd(22)}${heads.map((head) => head.padStart(head.length + 2)).join('')}   recovery s p50   p99   max`,
);

// The servers do not keep a process alive, and while one of them is away nothing else may.
setInterval(() => {}, 1_000);
let jobs = 0;
for (const [i, name] of names.entries()) {
  const kind = kinds.find((kind) => kind.name === name);
  if (kind === undefined) continue;
  try {
    const verdict = await play(kind, {
      seed: seed + i,
      jobs: Number(values.jobs),
      times: Number(values.times),
      keep: values.keep,
      ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
    });
    jobs += verdict.jobs;
    print(name, verdict);
  } catch (error) {
    process.exitCode = 1;
    console.log(`${name.padEnd(22)}could not be played: ${error instanceof Error ? error.stack : error}`);
  }
}
console.log(`\n${jobs} jobs; ${process.exitCode === 1 ? 'a promise was broken' : 'every promise was kept'}`);
process.exit();

function print(name: string, verdict: Verdict & { faults: number }): void {
  const { executions, late, lost, doubled, notFinal, dependentsWrong, wrong, recoveries, faults } = verdict;
  const counts = [verdict.jobs, faults, executions, late, lost, doubled, notFinal, dependentsWrong, wrong];
  const cells = counts.map((value, i) =>
    String(typeof value === 'number' ? value : value.length).padStart((heads[i]?.length ?? 0) + 2),
  );
  const times = [0.5, 0.99, 1].map((share) => {
    const value = recoveries[Math.ceil(share * recoveries.length) - 1];
    return (value === undefined ? '-' : value.toFixed(2)).padStart(6);
  });
  console.log(`${name.padEnd(22)}${cells.join('')}           ${times.join('')}`);
  if (!isBroken(verdict)) return;
  process.exitCode = 1;
  for (const [what, list] of Object.entries({ lost, doubled, notFinal, dependentsWrong, wrong })) {
    for (const text of list.slice(0, 10)) console.log(`  ${what}: ${text}`);
    if (list.length > 10) console.log(`  ${what}: and ${list.length - 10} more`);
  }
}
