// A run on a file whose jobs a test executes by hand, and a way to hold up what it says to its store.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { RunController } from '../../../src/app/run/controller.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import type { AuthorisedPlan } from '../../../src/plan/plan.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { compileText } from '../../plan/planning.ts';
import { until } from '../../setup/until.ts';
import { Bench, ManualClock } from '../../store/contract/harness.ts';
import { agentA, asker } from '../../store/contract/make.ts';

/** Calls of a store that are held up on their way, from `shut` to `open`. */
export class Gate {
  #waiting = 0;
  #isOpen: Promise<void> = Promise.resolve();
  open: () => void = () => {};

  shut(): void {
    this.#isOpen = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  through<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      this.#waiting += 1;
      await this.#isOpen;
      this.#waiting -= 1;
      return call(...args);
    };
  }

  isMet(): Promise<unknown> {
    return until('a call is held up', () => this.#waiting > 0);
  }
}

export class RunScene {
  readonly #dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  readonly bench: Bench;

  constructor() {
    const store = openSqliteStore(join(this.#dir, 'jobs.db'));
    const destroy = () => store.close();
    this.bench = new Bench({ store, clock: new ManualClock(), reopen: async () => store, destroy });
  }

  /** `changes`: calls that reach the store in another way. `told`: codes of what the run has said. */
  async begin(text: string, changes: Partial<Store>): Promise<{ controller: RunController; told: string[] }> {
    const { store } = this.bench;
    const { plan, diagnostics } = compileText(text);
    expect(diagnostics).toEqual([]);
    const grants = new Map(plan.jobs.map(({ n }) => [n, { candidates: [agentA] }]));
    const authorised = { plan, source: asker, revision: await store.revision(), grants } as unknown as AuthorisedPlan;
    const told: string[] = [];
    const controller = new RunController({
      authorised,
      store: { ...store, ...changes },
      clock: systemClock,
      run: 'r',
      lane: '',
      local: undefined,
      subscribe: (onEvents) => store.subscribe(onEvents),
      keepGoing: false,
      check: () => [],
      emit: (event) => event.type === 'diagnostic' && told.push(event.diagnostic.code),
    });
    return { controller, told };
  }

  /** How the jobs that the store has stand, in script order. */
  async states(): Promise<string[]> {
    const views = await this.bench.store.list({ run: 'r', limit: 10 });
    views.sort((a, b) => (a.outcome.n ?? 0) - (b.outcome.n ?? 0));
    return Promise.all(views.map(({ job }) => this.bench.stands(job.guid)));
  }

  async close(): Promise<void> {
    await this.bench.opened.destroy();
    rmSync(this.#dir, { recursive: true });
  }
}
