// Those who ask for jobs, and those who decide who may execute them.

import { expect } from 'vitest';
import type { Job } from '../../../src/records/job.ts';
import { newScheduleState } from '../../../src/records/schedule.ts';
import type { Submission } from '../../../src/store/parts/jobs.ts';
import { makeJob, needs } from '../contract/make.ts';
import { makeSchedule } from '../contract/schedules.ts';
import { toBatch } from './drafts.ts';
import type { Draft, Step } from './history.ts';
import type { SideBySide } from './side-by-side.ts';

export class Asking {
  readonly #stores: SideBySide;
  readonly #isShared: boolean;
  /** All so far, also what was refused. */
  readonly submitted: Submission[] = [];

  constructor(stores: SideBySide, isShared: boolean) {
    this.#stores = stores;
    this.#isShared = isShared;
  }

  /** Guids of the jobs that are there, the newest first. */
  async known(): Promise<string[]> {
    return (await this.#stores.model.list({ limit: 1_000 })).map(({ job }) => job.guid);
  }

  async #batch(drafts: readonly Draft[], isBackwards = false): Promise<Submission[]> {
    const known = await this.known();
    const now = Math.floor(this.#stores.clock.now() / 1000);
    const around = { first: this.submitted.length, known, now, revision: await this.#stores.model.revision() };
    const batch = toBatch(drafts, { ...around, isShared: this.#isShared }, isBackwards);
    this.submitted.push(...batch);
    return batch;
  }

  async submit(drafts: readonly Draft[], isBackwards: boolean): Promise<void> {
    const batch = await this.#batch(drafts, isBackwards);
    expect(await this.#stores.all((store) => store.submit(batch))).toEqual({ ok: true, existing: [] });
  }

  /** A store need not name all that is wrong with a batch, and says more about it than the model. */
  async submitBadly(pick: number, how: Extract<Step, { do: 'submit badly' }>['how']): Promise<void> {
    const known = (await this.#stores.model.list({ limit: 1_000 })).at(pick)?.job;
    const fresh = makeJob('new');
    const batches: Record<typeof how, Job[]> = {
      again: known === undefined ? [] : [known, known],
      conflict: known === undefined ? [] : [fresh, { ...known, action: 'other' }],
      unknown: [fresh, makeJob('new2', needs('nobody', 'new'))],
      circle: [makeJob('new', needs('new3')), makeJob('new2', needs('new')), makeJob('new3', needs('new2'))],
    };
    const batch = batches[how].map((job) => ({ job, trail: {} }));
    const expected = await this.#stores.model.submit(batch);
    const named = (result: typeof expected) =>
      result.ok ? [] : result.refusals.map(({ guid, reason }) => `${guid} ${reason}`);
    for (const { store } of this.#stores.benches) {
      const answer = await store.submit(batch);
      if (expected.ok) expect(answer).toEqual(expected);
      else {
        expect(named(answer).length).toBeGreaterThan(0);
        expect(named(expected)).toEqual(expect.arrayContaining(named(answer)));
      }
    }
  }

  async fire({ name, jobs, how }: Extract<Step, { do: 'fire' }>): Promise<void> {
    const schedule = makeSchedule(`every${name}`);
    const known = (await this.#stores.model.schedules()).find((stored) => stored.schedule.name === schedule.name);
    const fired = (known?.state.fired ?? 0) + 1;
    const state = { ...newScheduleState(this.#stores.clock.now() + 7_000 * (fired % 3)), fired };
    const expected = (known?.revision ?? 0) + (how === 'late' ? 1 : 0);
    const isNew = known === undefined;
    const batch = await this.#batch(jobs);
    const change = { name: schedule.name, expected, state, batch, ...(isNew ? { schedule } : {}) };
    await this.#stores.all((store) => store.changeSchedule(change));
    if (how === 'twice') await this.#stores.all((store) => store.changeSchedule(change));
  }

  /** Says who may execute what waits for it: whom the job names, or `chosen`. */
  async decide(chosen: string[], isOutdated: boolean): Promise<void> {
    const revision = (await this.#stores.model.revision()) - (isOutdated ? 1 : 0);
    for (const { job } of await this.#stores.model.undecided(1_000)) {
      const admission = { candidates: job.agents.length > 0 ? job.agents : chosen, revision };
      await this.#stores.all((store) => store.admit(job.guid, admission));
    }
  }

  guid(i: number): string {
    return this.submitted.at(-1 - (i % Math.max(1, this.submitted.length)))?.job.guid ?? 'nobody';
  }
}
