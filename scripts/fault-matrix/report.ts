// What is printed of a run: a row for each kind, what was broken, and how long recoveries took.

import { isBroken, type Recovery, type Verdict } from './verdict.ts';

const heads = ['jobs', 'faults', 'runs', 'wasted', 'lost', 'doubled', 'not final', 'dependents', 'wrong'] as const;
const nameWidth = 26;
/** Broken promises of one sort that are told one by one. */
const mostTold = 10;
/** Upper ends of the classes of recovery times, seconds. */
const classes = [0.5, 1, 2, 4, 8, 12, 14, 15, 16];

export function tableHead(): string {
  return `${'kind'.padEnd(nameWidth)}${heads.map((head) => head.padStart(head.length + 2)).join('')}   took s`;
}

/** The row of a kind, and below it what was broken. */
export function tableRow(name: string, verdict: Verdict & { faults: number }, seconds: number): string {
  const { jobs, faults, executions, wasted, lost, doubled, notFinal, dependentsWrong, wrong } = verdict;
  const broken = { lost, doubled, notFinal, dependentsWrong, wrong };
  const counts = [jobs, faults, executions, wasted, ...Object.values(broken).map(({ length }) => length)];
  const cells = counts.map((count, i) => String(count).padStart((heads[i]?.length ?? 0) + 2));
  const lines = [`${name.padEnd(nameWidth)}${cells.join('')}${seconds.toFixed(0).padStart(9)}`];
  if (isBroken(verdict)) {
    for (const [what, list] of Object.entries(broken)) {
      lines.push(...list.slice(0, mostTold).map((text) => `  ${what}: ${text}`));
      if (list.length > mostTold) lines.push(`  ${what}: and ${list.length - mostTold} more`);
    }
  }
  return lines.join('\n');
}

/** How many recoveries of each kind and victim took how long. */
export function distribution(recoveries: ReadonlyMap<string, readonly Recovery[]>): string {
  const row = (name: string, cells: string[]) =>
    name.padEnd(nameWidth) + cells.map((cell) => cell.padStart(7)).join('');
  const lines = [row('seconds to recovery', ['n', ...classes.map((end) => `≤${end}`), 'more', 'p50', 'p99', 'max'])];
  for (const [kind, all] of recoveries) {
    for (const [victim, some] of Map.groupBy(all, ({ victim }) => victim)) {
      const sorted = some.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
      const counts = [...classes, Number.POSITIVE_INFINITY].map((end, i, ends) => {
        const from = ends[i - 1] ?? Number.NEGATIVE_INFINITY;
        return sorted.filter((seconds) => seconds > from && seconds <= end).length;
      });
      const shares = [0.5, 0.99, 1].map((share) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(2));
      const cells = [sorted.length, ...counts].map((count) => (count === 0 ? '.' : String(count)));
      lines.push(row(victim === '' ? kind : `${kind}: ${victim}`, [...cells, ...shares]));
    }
  }
  return lines.join('\n');
}
