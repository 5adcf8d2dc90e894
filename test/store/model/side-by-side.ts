// The model and stores beside it: each operation is done everywhere, and compared.

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Store } from '../../../src/store/ports.ts';
import { defaultRetention, type Retention } from '../../../src/store/retention.ts';
import { type Bench, ManualClock } from '../contract/harness.ts';
import { type Compared, type Model, openModel } from './model.ts';
import { visible } from './visible.ts';

/** Short, so that histories see it; the number that is kept is another matter, as jobs may end at the same moment. */
const retention: Retention = {
  ...defaultRetention,
  ok: { ageMs: 20_000, count: 1_000 },
  error: { ageMs: 40_000, count: 1_000 },
};

/** What stores are opened with. */
export const options = { retention, random: () => 0 };

export class SideBySide {
  readonly clock = new ManualClock();
  readonly model: Model = openModel(this.clock, retention);
  readonly benches: readonly Bench[];
  /** Events that were compared. */
  #heard = 0;

  constructor(benches: readonly Bench[]) {
    this.benches = benches;
  }

  /** The same operation everywhere, with the same answer. */
  async all<T>(operation: (store: Compared) => Promise<T>): Promise<T> {
    const expected = await operation(this.model);
    for (const { store } of this.benches) expectSame(await operation(store), expected);
    return expected;
  }

  /** All that can be seen. */
  async compare(): Promise<void> {
    const expected = await visible(this.model, this.model.events.slice(this.#heard));
    for (const { store, events } of this.benches) {
      expectSame(await visible(store, events.slice(this.#heard)), expected);
    }
    for (const { store } of this.benches) await this.#comparePositions(store);
    this.#heard = this.model.events.length;
  }

  /** A store tells them, if no limit is in the way. */
  async #comparePositions(store: Store): Promise<void> {
    const expected = [...this.model.positions()];
    const found = expected.map(async ([guid, position]): Promise<[string, number]> => {
      const wait = await store.why(guid);
      return [guid, wait?.kind === 'inbox' ? wait.position : position];
    });
    expectSame(await Promise.all(found), expected);
  }

  advance(ms: number): void {
    for (const { clock } of [this, ...this.benches]) clock.advance(ms);
  }

  /** A process that begins in a grace may know nothing of it (SQLite). */
  async reopen(): Promise<void> {
    if (this.model.isGrace()) return;
    for (const bench of this.benches) {
      await bench.reopen();
      await bench.store.now();
    }
  }
}

/** Mostly they are, and then the test's own comparison would take too long. */
function expectSame(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}
