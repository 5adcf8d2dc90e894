// What the jobs of a plan are called when all of them stand in one script.

import type { JobStep } from '../plan.ts';

const longest = 64;

export class JobNames {
  readonly #labels = new Map<number, string>();

  constructor(jobs: readonly JobStep[]) {
    const taken = new Set(jobs.map(({ label }) => label));
    const used = new Set<string>();
    for (const [index, { n, label }] of jobs.entries()) {
      const name = label.startsWith('#') ? `#${index + 1}` : used.has(label) ? another(label, taken) : label;
      used.add(name);
      taken.add(name);
      this.#labels.set(n, name);
    }
  }

  labelOf(n: number): string {
    const label = this.#labels.get(n);
    if (label === undefined) throw new Error(`the plan names job ${n}, which it does not have`);
    return label;
  }
}

function another(label: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n += 1) {
    const name = `${label.slice(0, longest - 1 - String(n).length)}_${n}`;
    if (!taken.has(name)) return name;
  }
}
