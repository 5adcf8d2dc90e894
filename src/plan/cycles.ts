// Jobs that wait for one another in a cycle. Walks without recursion: a chain may have ten thousand jobs.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JobDraft } from './draft.ts';

/** One diagnostic for each cycle, none of them sharing a job with another. */
export function findCycles(jobs: readonly JobDraft[], after: readonly (readonly number[])[]): Diagnostic[] {
  // Where every job waits only for jobs above it there can be none.
  if (after.every((before, index) => (before.at(-1) ?? 0) <= index)) return [];
  const dependents: number[][] = jobs.map(() => []);
  const waiting = after.map((before) => before.length);
  after.forEach((before, index) => {
    for (const n of before) dependents[n - 1]?.push(index);
  });
  const done = jobs.map(() => false);
  const release = (from: number[]) => {
    for (let index = from.pop(); index !== undefined; index = from.pop()) {
      if (done[index] === true) continue;
      done[index] = true;
      for (const other of dependents[index] ?? []) {
        waiting[other] = (waiting[other] ?? 0) - 1;
        if (waiting[other] === 0) from.push(other);
      }
    }
  };
  release([...jobs.keys()].filter((index) => waiting[index] === 0));
  const diagnostics: Diagnostic[] = [];
  for (const index of jobs.keys()) {
    if (done[index] === true) continue;
    const cycle = walkBack(index, after, done);
    diagnostics.push(describe(cycle.map((at) => jobs[at]).filter((job) => job !== undefined)));
    // The cycle counts as done, so that what only waits for it is not reported as well.
    release(cycle);
  }
  return diagnostics;
}

/** From a job that is never done, along jobs it waits for, until one comes again. The first waits for the second. */
function walkBack(from: number, after: readonly (readonly number[])[], done: readonly boolean[]): number[] {
  const path: number[] = [];
  const positions = new Map<number, number>();
  let at = from;
  for (;;) {
    const again = positions.get(at);
    if (again !== undefined) return path.slice(again);
    positions.set(at, path.length);
    path.push(at);
    const next = after[at]?.find((n) => done[n - 1] !== true);
    if (next === undefined) throw new Error(`job ${at + 1} is not done but waits for nothing`);
    at = next - 1;
  }
}

function describe(cycle: readonly JobDraft[]): Diagnostic {
  const chain = rotate(cycle);
  const [first] = chain;
  if (first === undefined) throw new Error('a cycle has a job in it');
  const names = chain.map((job) => job.label);
  const shown = names.length <= 8 ? names : [...names.slice(0, 5), `… ${names.length - 6} more …`, names.at(-1)];
  const implied = chain.flatMap((job, index) => reason(job, chain[(index + 1) % chain.length] ?? first));
  return {
    code: 'HS0213',
    severity: 'error',
    message: `jobs wait for one another: ${[...shown, first.label].join(' → ')}`,
    span: first.after?.span ?? first.written.headSpan,
    ...(implied.length === 0 ? {} : { notes: implied.slice(0, 3) }),
    help: "take one of them out of the cycle; job.after:'' waits for nothing",
  };
}

/** Begins with a job that says itself what it waits for, if there is one: that is what can be changed. */
function rotate(cycle: readonly JobDraft[]): JobDraft[] {
  const at = Math.max(
    0,
    cycle.findIndex((job) => job.after?.span !== undefined),
  );
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}

function reason(job: JobDraft, next: JobDraft): string[] {
  if (job.references.some(({ label }) => label === next.label))
    return [`${job.label} uses the result of ${next.label}`];
  if (job.after === undefined) return [`${job.label} waits for ${next.label}, which stands above it`];
  return [];
}
