// Contract: a runner fires schedules on this store: several at once, after an outage, and while earlier jobs are open.

import { describe, expect, it } from 'vitest';
import { newScheduleState, type Schedule } from '../../../src/records/schedule.ts';
import { Scheduler } from '../../../src/runner/scheduler.ts';
import { type Bench, type OpenStore, useStore } from './harness.ts';
import { agentA, makeJob } from './make.ts';
import { makeSchedule } from './schedules.ts';

const minute = 60_000;

export function firingContract(open: OpenStore): void {
  describe('firing', () => {
    const bench = useStore(open);

    /** A schedule for every minute, and a runner that has turned once. */
    async function begin(b: Bench, fields: Partial<Schedule>): Promise<Scheduler> {
      const schedule = makeSchedule('tick', { ...fields });
      const state = newScheduleState(b.clock.now() + minute);
      await b.store.changeSchedule({ name: 'tick', expected: 0, schedule, state, batch: [] });
      return new Scheduler({ store: b.store });
    }

    /** Turns until nothing more happens at this moment. */
    async function settle(scheduler: Scheduler): Promise<void> {
      while ((await scheduler.turn()) < 100);
    }

    /** Minutes of the slots whose jobs were made, oldest first. */
    async function fired(b: Bench): Promise<number[]> {
      const views = await b.store.list({ limit: 1_000 });
      const runs = new Set(views.map(({ outcome }) => outcome.run ?? ''));
      return [...runs].map((run) => Number(run.slice(-5, -3)) + 60 * Number(run.slice(-7, -5))).sort((a, c) => a - c);
    }

    async function endAll(b: Bench): Promise<void> {
      for (const { job } of await b.store.list({ limit: 1_000 })) await b.store.cancel(job.guid, '');
    }

    it('fires each slot once, however many try at the same moment', async () => {
      const b = bench();
      await begin(b, { overlap: 'allow' });
      const schedulers = [1, 2, 3, 4].map(() => new Scheduler({ store: b.store }));
      for (let i = 0; i < 5; i += 1) {
        b.clock.advance(minute);
        await Promise.all(schedulers.map((scheduler) => settle(scheduler)));
      }
      expect(await fired(b)).toEqual([1, 2, 3, 4, 5]);
      expect((await b.store.schedule('tick'))?.state).toMatchObject({ fired: 5, skipped: 0, missed: null });
    });

    it('makes the jobs of a slot as they were planned, for someone else to admit', async () => {
      const b = bench();
      const [one] = makeSchedule('tick').jobs;
      if (one === undefined) throw new Error('it has a job');
      const two = { ...one, label: 'second', after: [1], start: { afterSeconds: 30 }, priority: 2, line: 7 };
      const scheduler = await begin(b, { jobs: [one, two] });
      b.clock.advance(minute);
      await settle(scheduler);
      const views = (await b.store.list({ limit: 10 })).sort((a, c) => (a.job.guid < c.job.guid ? -1 : 1));
      const run = 'tick.20300101T000100Z';
      expect(views.map(({ job }) => job.guid)).toEqual([`${run}.1`, `${run}.2`]);
      expect(views[1]?.job.dependencies).toEqual([{ guid: `${run}.1`, agents: [agentA] }]);
      expect(views[1]?.job.status.start).toBe(b.clock.now() / 1000 + 30);
      expect(views[1]?.outcome).toMatchObject({ run, n: 2, label: 'second', file: 'x.hero', line: 7 });
      expect((await b.store.undecided(10)).map(({ job }) => job.guid)).toEqual([`${run}.1`]);
    });

    it.each([
      ['none', [1, 30]],
      ['last', [1, 29, 30]],
      ['all', Array.from({ length: 30 }, (_, i) => i + 1)],
    ] as const)('after an outage, catchup %s', async (catchup, slots) => {
      const b = bench();
      const scheduler = await begin(b, { overlap: 'allow', catchup });
      b.clock.advance(minute);
      await settle(scheduler);
      b.clock.advance(29 * minute + 500);
      await settle(scheduler);
      expect(await fired(b)).toEqual(slots);
      await settle(new Scheduler({ store: b.store }));
      expect(await fired(b)).toEqual(slots);
    });

    it('overlap skip leaves out what comes while jobs are open', async () => {
      const b = bench();
      const scheduler = await begin(b, { overlap: 'skip' });
      for (let i = 0; i < 3; i += 1) {
        b.clock.advance(minute);
        await settle(scheduler);
      }
      await endAll(b);
      b.clock.advance(minute);
      await settle(scheduler);
      expect(await fired(b)).toEqual([1, 4]);
      expect((await b.store.schedule('tick'))?.state.skipped).toBe(2);
    });

    it('overlap queue makes them wait for their turn', async () => {
      const b = bench();
      const scheduler = await begin(b, { overlap: 'queue', catchup: 'none' });
      for (let i = 0; i < 3; i += 1) {
        b.clock.advance(minute);
        await settle(scheduler);
      }
      expect(await fired(b)).toEqual([1]);
      for (const slots of [
        [1, 2],
        [1, 2, 3],
        [1, 2, 3],
      ]) {
        await endAll(b);
        await settle(scheduler);
        expect(await fired(b)).toEqual(slots);
      }
    });

    it('overlap replace cancels what is open, and fires when a running job has heard of it', async () => {
      const b = bench();
      const scheduler = await begin(b, { overlap: 'replace' });
      b.clock.advance(minute);
      await settle(scheduler);
      await b.session('s1');
      const [waiting] = await b.store.undecided(1);
      await b.store.admit(waiting?.job.guid ?? '', await b.admission(agentA));
      const claim = await b.take('s1');
      b.clock.advance(10_000);
      await b.store.beat('s1', 15_000);
      b.clock.advance(minute - 10_000);
      await settle(scheduler);
      expect(await fired(b)).toEqual([1]);
      expect((await b.store.get(claim.job.guid))?.outcome.cancel_requested).toContain('replaced');
      await b.finish(claim, { ok: false, outcome: 'cancelled' });
      await settle(scheduler);
      expect(await fired(b)).toEqual([1, 2]);
      // The next one has not begun: it is cancelled at once.
      b.clock.advance(minute);
      await settle(scheduler);
      await settle(scheduler);
      expect(await fired(b)).toEqual([1, 2, 3]);
    });

    it('fires all that are due at the same moment in one turn', async () => {
      const b = bench();
      const next = b.clock.now() + minute;
      for (let i = 0; i < 250; i += 1) {
        const name = `at${i}`;
        const state = newScheduleState(next);
        await b.store.changeSchedule({ name, expected: 0, schedule: makeSchedule(name), state, batch: [] });
      }
      b.clock.advance(minute);
      await new Scheduler({ store: b.store }).turn();
      expect(await b.store.list({ limit: 1_000 })).toHaveLength(250);
    });

    it('keeps the newest hundred runs in mind where all may overlap', async () => {
      const b = bench();
      const scheduler = await begin(b, { overlap: 'allow', catchup: 'all' });
      b.clock.advance(130 * minute);
      await settle(scheduler);
      const { open, fired } = (await b.store.schedule('tick'))?.state ?? newScheduleState(null);
      expect(fired).toBe(130);
      expect(open).toHaveLength(100);
      expect([open[0], open.at(-1)]).toEqual(['tick.20300101T003100Z', 'tick.20300101T021000Z']);
    });

    it('tells expressions in one zone from the same ones in another', async () => {
      const b = bench();
      const zones = ['UTC', 'Asia/Tokyo'];
      for (const tz of zones) {
        const schedule = makeSchedule(tz.slice(-5), { cron: '0 3 * * *', tz });
        const state = newScheduleState(b.clock.now());
        await b.store.changeSchedule({ name: schedule.name, expected: 0, schedule, state, batch: [] });
      }
      await settle(new Scheduler({ store: b.store }));
      const next = (await b.store.schedules()).map(({ state }) => new Date(state.next ?? 0).toISOString().slice(0, 13));
      expect(next.sort()).toEqual(['2030-01-01T03', '2030-01-01T18']);
    });

    it('fires those behind many that wait', async () => {
      const b = bench();
      const now = b.clock.now();
      await b.store.submit([{ job: makeJob('busy', { agents: [] }), trail: { run: 'busy' } }]);
      for (let i = 0; i < 150; i += 1) {
        const name = `wait${i}`;
        const state = { ...newScheduleState(now + 60 * minute), waiting: [now - minute], open: ['busy'] };
        const schedule = makeSchedule(name, { overlap: 'queue' });
        await b.store.changeSchedule({ name, expected: 0, schedule, state, batch: [] });
      }
      const scheduler = await begin(b, {});
      b.clock.advance(minute);
      await scheduler.turn();
      expect((await b.store.schedule('tick'))?.state.fired).toBe(1);
      await b.store.cancel('busy', '');
      while ((await b.store.dueSchedules(1)).due.length > 0) await scheduler.turn();
      expect(await b.store.list({ limit: 1_000 })).toHaveLength(152);
    });

    it('keeps a slot for when the store takes jobs again', async () => {
      const b = bench();
      const problems: string[] = [];
      await begin(b, {});
      const onProblem = (_: string, message: string) => problems.push(message);
      const scheduler = new Scheduler({ store: b.store, onProblem });
      await b.store.setLimit({ kind: 'store', name: '', max: 1 });
      b.clock.advance(minute);
      await settle(scheduler);
      expect(await fired(b)).toEqual([]);
      expect(problems[0]).toContain('takes no new jobs');
      await b.store.removeLimit('store', '');
      b.clock.advance(2 * minute);
      await settle(scheduler);
      // The latest of those that were missed meanwhile.
      expect(await fired(b)).toEqual([1]);
    });

    it('goes on with other schedules when one cannot be fired', async () => {
      const b = bench();
      const problems: string[] = [];
      await begin(b, {});
      const state = newScheduleState(b.clock.now());
      const broken = makeSchedule('broken', { cron: 'never' });
      await b.store.changeSchedule({ name: 'broken', expected: 0, schedule: broken, state, batch: [] });
      const taken = { ...makeSchedule('taken'), source: 'e'.repeat(64) };
      await b.store.changeSchedule({ name: 'taken', expected: 0, schedule: taken, state, batch: [] });
      await b.store.submit([{ job: makeJob('taken.20300101T000000Z.1', { action: 'stop' }), trail: { run: 'other' } }]);
      const scheduler = new Scheduler({
        store: b.store,
        onProblem: (name, message) => problems.push(`${name} ${message}`),
      });
      b.clock.advance(minute);
      await settle(scheduler);
      expect(problems.join('\n')).toMatch(/broken "never" is no cron expression/);
      expect(problems.join('\n')).toMatch(/taken the store refuses the jobs of taken\.20300101T000000Z/);
      expect((await b.store.schedule('tick'))?.state.fired).toBe(1);
      expect((await b.store.schedule('taken'))?.state.next).toBeGreaterThan(b.clock.now());
    });
  });
}
