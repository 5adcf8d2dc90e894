// Benchmark of the embedded store: one script of N core.echo jobs, as a chain and all parallel, beside plainjob (a queue
// on SQLite, here on node:sqlite too) and a bare loop that writes the same transitions. Each in a process of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareLoop } from './bench-embedded/bare-loop.ts';
import { runHero } from './bench-embedded/hero.ts';
import { runPlainjob } from './bench-embedded/plainjob.ts';

/** What one contestant measured. Milliseconds and MiB. */
export interface Measurement {
  jobs: number;
  /** From the text of the script, or the first write, to the last end. */
  totalMs: number;
  /** Of the time from submission to end of each job. */
  p50Ms: number;
  p99Ms: number;
}

const contestants = {
  'hero parallel': (jobs: number, dir: string) => runHero(jobs, 'parallel', dir),
  'hero chain': (jobs: number, dir: string) => runHero(jobs, 'chain', dir),
  plainjob: runPlainjob,
  'bare loop': bareLoop,
} satisfies Record<string, (jobs: number, dir: string) => Promise<Measurement>>;

type Name = keyof typeof contestants;
const names = Object.keys(contestants) as Name[];

const [first = '10000', name] = process.argv.slice(2);
const jobs = Number(first);
if (name !== undefined) {
  const dir = mkdtempSync(join(tmpdir(), 'hero-bench-'));
  try {
    const measured = await contestants[name as Name](jobs, dir);
    // resourceUsage counts kilobytes.
    process.stdout.write(JSON.stringify({ ...measured, peakMiB: process.resourceUsage().maxRSS / 1024 }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
} else {
  compare();
}

function compare(): void {
  const rounds = 3;
  console.log(`${jobs} jobs, node ${process.version}, median of ${rounds} rounds, contestants taking turns\n`);
  const results = new Map<Name, (Measurement & { peakMiB: number })[]>(names.map((one) => [one, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of names) results.get(one)?.push(measure(one, jobs));
  }
  const median = new Map(names.map((one) => [one, middle(results.get(one) ?? [])]));
  console.log('                 jobs/s    p50 ms    p99 ms   peak MiB');
  for (const one of names) {
    const m = median.get(one);
    if (m === undefined) continue;
    const row = [rate(m).toFixed(0), m.p50Ms.toFixed(1), m.p99Ms.toFixed(1), m.peakMiB.toFixed(0)];
    console.log(one.padEnd(14) + row.map((cell) => cell.padStart(10)).join(''));
  }
  const ratio = (a: Name, b: Name) => rate(median.get(a)) / rate(median.get(b));
  console.log(`\nparallel: ${ratio('hero parallel', 'plainjob').toFixed(2)} times plainjob (aim: over 1)`);
  console.log(`parallel: ${ratio('hero parallel', 'bare loop').toFixed(2)} of the bare loop (aim: 0.5)`);
  console.log(`chain:    ${ratio('hero chain', 'plainjob').toFixed(2)} of plainjob, which has no chains (aim: 0.5)`);
  const small = measure('hero parallel', Math.max(1, Math.floor(jobs / 4)));
  const large = measure('hero parallel', jobs);
  console.log(
    `memory:   peak ${small.peakMiB.toFixed(0)} MiB with ${small.jobs} jobs, ${large.peakMiB.toFixed(0)} MiB with ${large.jobs}`,
  );
}

function measure(one: Name, count: number): Measurement & { peakMiB: number } {
  const out = execFileSync(process.execPath, [import.meta.filename, String(count), one], { encoding: 'utf8' });
  return JSON.parse(out) as Measurement & { peakMiB: number };
}

function middle(list: (Measurement & { peakMiB: number })[]): (Measurement & { peakMiB: number }) | undefined {
  return list.toSorted((a, b) => a.totalMs - b.totalMs)[Math.floor(list.length / 2)];
}

function rate(measured: Measurement | undefined): number {
  return measured === undefined ? Number.NaN : (measured.jobs / measured.totalMs) * 1000;
}
