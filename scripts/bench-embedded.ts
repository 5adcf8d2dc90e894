// Benchmark of the embedded store: one script of N core.echo jobs, as a chain and all parallel, beside plainjob (a queue
// on SQLite, here on node:sqlite too) and a bare loop that writes the same transitions. Each in a process of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareLoop } from './bench-embedded/bare-loop.ts';
import { runAgain, runHero } from './bench-embedded/hero.ts';
import { type Contestant, type Measurement, rate } from './bench-embedded/measurement.ts';
import { runPlainjob } from './bench-embedded/plainjob.ts';

const contestants = {
  'hero parallel': (jobs, dir) => runHero(jobs, 'parallel', dir),
  'hero chain': (jobs, dir) => runHero(jobs, 'chain', dir),
  plainjob: runPlainjob,
  'bare loop': bareLoop,
} satisfies Record<string, Contestant>;

type Name = keyof typeof contestants;
type Measured = Measurement & { peakMiB: number };
const rounds = 3;

const [first = '10000', name] = process.argv.slice(2);
const jobs = Number(first);
if (name === undefined) compare();
else await contest(name === 'again' ? runAgain : contestants[name as Name]);

async function contest(contestant: Contestant): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'hero-bench-'));
  try {
    const measured = await contestant(jobs, dir);
    // resourceUsage counts kilobytes.
    process.stdout.write(JSON.stringify({ ...measured, peakMiB: process.resourceUsage().maxRSS / 1024 }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function compare(): void {
  const names = Object.keys(contestants) as Name[];
  console.log(`${jobs} jobs, node ${process.version}, median of ${rounds} rounds, contestants taking turns`);
  console.log('jobs/s, p50 and p99 count from submission to end; planning is text to authorised plan\n');
  const results = new Map<Name, Measured[]>(names.map((one) => [one, []]));
  for (let round = 0; round < rounds; round += 1) for (const one of names) results.get(one)?.push(measure(one));
  const median = new Map(names.map((one) => [one, middle(results.get(one) ?? [])]));
  console.log('                  jobs/s    p50 ms    p99 ms   plan ms  peak MiB');
  for (const [one, m] of median) {
    const row = [rate(m), m.p50Ms, m.p99Ms, m.planMs, m.peakMiB].map((value) => value.toFixed(0).padStart(10));
    console.log(one.padEnd(14) + row.join(''));
  }
  const ratio = (a: Name, b: Name) => (rateOf(median, a) / rateOf(median, b)).toFixed(2);
  console.log(`\nparallel: ${ratio('hero parallel', 'plainjob')} times plainjob (aim: over 1)`);
  console.log(`parallel: ${ratio('hero parallel', 'bare loop')} of the bare loop (aim: 0.5)`);
  console.log(`chain:    ${ratio('hero chain', 'plainjob')} of plainjob, which has no chains (aim: 0.5)`);
  measure('again');
}

function measure(one: Name | 'again'): Measured {
  const [, file = ''] = process.argv;
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return JSON.parse(execFileSync(process.execPath, [file, first, one], { encoding: 'utf8', stdio })) as Measured;
}

function middle(list: Measured[]): Measured {
  const found = list.toSorted((a, b) => a.workMs - b.workMs)[Math.floor(list.length / 2)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

function rateOf(median: Map<Name, Measured>, one: Name): number {
  const found = median.get(one);
  return found === undefined ? Number.NaN : rate(found);
}
