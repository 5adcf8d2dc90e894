// What is measured of a reader: time, memory, edits a second, and a check of a long script from the shell.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '../../src/diagnostics/source.ts';
import { parseScript } from '../../src/script/parse.ts';
import { median } from '../quantiles.ts';
import { noLimits } from './text.ts';

/** Milliseconds of a reading: the first, and the median of those when the machine has warmed up; at least half a second of them. */
export function reading(text: string, read: (text: string) => unknown) {
  const bytes = Buffer.byteLength(text);
  const once = (): number => {
    // A fresh text, as a file gives it: one that was read before has answers kept.
    const fresh = Buffer.from(text).toString();
    const began = performance.now();
    read(fresh);
    return performance.now() - began;
  };
  const firstMs = once();
  const warm = performance.now();
  while (performance.now() - warm < 700) once();
  const times: number[] = [];
  while (times.length < 5 || sum(times) < 700) times.push(once());
  const made = read(text);
  const count = typeof made === 'object' && made !== null && 'actions' in made ? (made.actions as unknown[]).length : 0;
  return { bytes, firstMs, ms: median(times), count };
}

/**
 * Bytes above what there was before: kept as long as text and meaning are there; and at most, by the system's count.
 * What the reader itself takes, whatever it reads, is there before: it has read the beginning once.
 */
export function memory(file: string, read: (text: string) => unknown) {
  const gc = globalThis.gc as () => void;
  read(readFileSync(file, 'utf8').slice(0, 50_000));
  gc();
  const [before, resident] = [used(), process.resourceUsage().maxRSS];
  const text = readFileSync(file, 'utf8');
  const made = read(text);
  const peak = (process.resourceUsage().maxRSS - resident) * 1024;
  gc();
  const kept = used() - before;
  // Both are needed up to here.
  if (made === text) throw new Error('nothing was read');
  return { kept, peak };
}

/** Places are kept outside of the heap. */
function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Milliseconds from an edit of one character to the actions: the median, and the slowest after the first five. */
export function editing(start: string) {
  let text = start;
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    const at = Math.floor((text.length * ((i * 7919) % 1000)) / 1000);
    const began = performance.now();
    // Typed and taken back in turn, so that a quote does not stay open.
    text = i % 2 === 0 ? `${text.slice(0, at)}${"x'/ "[(i / 2) % 4]}${text.slice(at)}` : start;
    parseScript(new Source('edit.hero', text), noLimits);
    times.push(performance.now() - began);
  }
  const counted = times.slice(5);
  return {
    bytes: Buffer.byteLength(start),
    ms: median(counted),
    slowestMs: Math.max(...counted),
    count: counted.length,
  };
}

/** Milliseconds, the median of three. */
export function checkLong(actions: number): number {
  const home = mkdtempSync(join(tmpdir(), 'hero-bench-'));
  try {
    const file = join(home, 'long.hero');
    const lines = Array.from(
      { length: actions },
      (_, i) => `!!core.echo text:'line ${i}' job.name:j${i}\n    job.after:''\n`,
    );
    writeFileSync(file, lines.join('\n'));
    const env = { ...process.env, HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', HERO_STORE: '' };
    const command = join(import.meta.dirname, '../hero.js');
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'check', file], {
        env,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`hero check ended with ${status}: ${stdout}${stderr}`);
      return performance.now() - began;
    });
    return median(times);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function sum(list: number[]): number {
  return list.reduce((total, one) => total + one, 0);
}
