// Contract: schedules. A slot and its jobs are one step, and only who has read the last revision can do it.

import { describe, expect, it } from 'vitest';
import { newScheduleState, type Schedule, type ScheduleState } from '../../../src/records/schedule.ts';
import type { Submission } from '../../../src/store/parts/jobs.ts';
import type { Store } from '../../../src/store/ports.ts';
import { type Bench, type OpenStore, useStore } from './harness.ts';
import { asker, makeJob, needs } from './make.ts';

const minute = 60_000;

export function makeSchedule(name: string, fields: Partial<Schedule> = {}): Schedule {
  const { guid, source, dependencies, status, ...job } = makeJob('any');
  return {
    name,
    cron: '* * * * *',
    tz: 'Europe/Brussels',
    overlap: 'skip',
    catchup: 'last',
    source: asker,
    jobs: [{ job, after: [], priority: 5, label: '#1', file: 'x.hero', line: 2 }],
    file: 'x.hero',
    line: 1,
    ...fields,
  };
}

/** A job as a slot makes it: nobody has decided yet who may have it. */
function slotJob(guid: string, run: string, fields: Parameters<typeof makeJob>[1] = {}): Submission {
  return { job: makeJob(guid, { agents: [], ...fields }), trail: { run } };
}

async function define(store: Store, name: string, next: number | null): Promise<number> {
  const state = newScheduleState(next);
  expect(await store.changeSchedule({ name, expected: 0, schedule: makeSchedule(name), state, batch: [] })).toBe(
    'done',
  );
  return (await store.schedule(name))?.revision ?? -1;
}

export function scheduleContract(open: OpenStore): void {
  describe('schedules', () => {
    const bench = useStore(open);
    const firing = async (b: Bench, name: string, expected: number, batch: Submission[], fields = {}) => {
      const state: ScheduleState = { ...newScheduleState(b.clock.now() + minute), fired: 1, ...fields };
      return b.store.changeSchedule({ name, expected, state, batch });
    };

    it('gives back what was defined, in the order of names, after opening it again too', async () => {
      const b = bench();
      expect(await b.store.schedules()).toEqual([]);
      expect(await b.store.schedule('nightly')).toBeUndefined();
      await define(b.store, 'nightly', b.clock.now() + minute);
      await define(b.store, 'hourly', null);
      await b.reopen();
      const all = await b.store.schedules();
      expect(all.map(({ schedule }) => schedule.name)).toEqual(['hourly', 'nightly']);
      expect(all[1]).toEqual(await b.store.schedule('nightly'));
      expect(all[1]).toEqual({
        schedule: makeSchedule('nightly'),
        state: newScheduleState(b.clock.now() + minute),
        revision: expect.any(Number),
      });
    });

    it('tells its time', async () => {
      expect(await bench().store.now()).toBe(bench().clock.now());
      bench().clock.advance(1_500);
      expect(await bench().store.now()).toBe(bench().clock.now());
    });

    it('tells what is due, the longest due first, and when the next one will be', async () => {
      const b = bench();
      const now = b.clock.now();
      expect(await b.store.dueSchedules(10)).toEqual({ now, due: [], looked: 0, nextDue: null });
      await define(b.store, 'third', now + 2 * minute);
      await define(b.store, 'second', now + minute);
      await define(b.store, 'first', now);
      await define(b.store, 'never', null);
      const names = async (limit: number) =>
        (await b.store.dueSchedules(limit)).due.map(({ schedule }) => schedule.name);
      expect(await names(10)).toEqual(['first']);
      expect((await b.store.dueSchedules(10)).nextDue).toBe(now + minute);
      b.clock.advance(minute);
      expect(await names(10)).toEqual(['first', 'second']);
      expect(await names(1)).toEqual(['first']);
      const second = await b.store.dueSchedules(1, 1);
      expect(second.due.map(({ schedule }) => schedule.name)).toEqual(['second']);
      expect(second.looked).toBe(1);
      expect((await b.store.dueSchedules(1, 2)).looked).toBe(0);
      expect((await b.store.dueSchedules(0)).nextDue).toBe(now + 2 * minute);
    });

    it('is due as long as a slot waits', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      await firing(b, 'nightly', revision, [], { waiting: [b.clock.now()] });
      expect((await b.store.dueSchedules(10)).due).toHaveLength(1);
    });

    it('is not due while it is paused, whatever waits', async () => {
      const b = bench();
      const now = b.clock.now();
      const revision = await define(b.store, 'nightly', now);
      await firing(b, 'nightly', revision, [], { waiting: [now], paused: now });
      b.clock.advance(2 * minute);
      expect(await b.store.dueSchedules(10)).toMatchObject({ due: [], nextDue: null });
      expect((await b.store.schedule('nightly'))?.state.paused).toBe(now);
    });

    it('fires a slot once: jobs and state in one step, by the last revision only', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const batch = [slotJob('n.1', 'run'), slotJob('n.2', 'run', needs('n.1'))];
      expect(await firing(b, 'nightly', revision, batch)).toBe('done');
      expect(await b.stands('n.1')).toBe('created');
      expect((await b.store.undecided(10)).map(({ job }) => job.guid)).toEqual(['n.1']);
      const other = [slotJob('other', 'run')];
      expect(await firing(b, 'nightly', revision, other, { fired: 2 })).toBe('stale');
      expect(await b.store.get('other')).toBeUndefined();
      const after = await b.store.schedule('nightly');
      expect(after?.state.fired).toBe(1);
      expect(after?.schedule).toEqual(makeSchedule('nightly'));
      expect(await firing(b, 'nightly', after?.revision ?? 0, other, { fired: 2 })).toBe('done');
      expect(await b.stands('other')).toBe('created');
    });

    it('says done again to whoever repeats a change because an answer was lost', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const batch = [slotJob('n.1', 'run')];
      for (const _ of [1, 2]) expect(await firing(b, 'nightly', revision, batch)).toBe('done');
      expect(await firing(b, 'nightly', revision, batch, { fired: 2 })).toBe('stale');
      expect(await b.store.list({ limit: 100 })).toHaveLength(1);
    });

    it('lets one of many win', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const tries = Array.from({ length: 8 }, (_, i) =>
        firing(b, 'nightly', revision, [slotJob(`try${i}`, 'run')], { skipped: i }),
      );
      expect((await Promise.all(tries)).filter((answer) => answer === 'done')).toHaveLength(1);
      expect(await b.store.list({ limit: 100 })).toHaveLength(1);
    });

    it('does not fire a slot again whose jobs are gone', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      await firing(b, 'nightly', revision, [slotJob('n.1', 'run')]);
      await b.store.cancel('n.1', 'no need');
      expect(await b.store.prune(['error'], b.clock.now(), 10)).toBe(1);
      expect(await firing(b, 'nightly', revision, [slotJob('n.1', 'run')], { fired: 2 })).toBe('stale');
      expect(await b.store.get('n.1')).toBeUndefined();
    });

    it('never gives a new schedule the revision of one that was removed', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      expect(await b.store.removeSchedule('nightly')).toBe(true);
      expect(await b.store.removeSchedule('nightly')).toBe(false);
      expect(await firing(b, 'nightly', revision, [slotJob('n.1', 'run')])).toBe('stale');
      expect((await b.store.dueSchedules(10)).due).toEqual([]);
      expect(await define(b.store, 'nightly', b.clock.now())).not.toBe(revision);
      expect(await firing(b, 'nightly', revision, [slotJob('n.1', 'run')])).toBe('stale');
    });

    it('changes nothing when the jobs are refused', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const before = await b.store.schedule('nightly');
      expect(await firing(b, 'nightly', revision, [slotJob('n.1', 'run', needs('nobody'))])).toBe('refused');
      expect(await b.store.schedule('nightly')).toEqual(before);
      expect(await b.store.get('n.1')).toBeUndefined();
    });

    it('changes what is defined and keeps how far it has come', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const schedule = makeSchedule('nightly', { cron: '0 3 * * *' });
      const state = newScheduleState(b.clock.now());
      const change = { name: 'nightly', expected: revision, schedule, state, batch: [] };
      expect(await b.store.changeSchedule({ ...change, expected: 0 })).toBe('stale');
      expect(await b.store.changeSchedule(change)).toBe('done');
      expect((await b.store.schedule('nightly'))?.schedule).toEqual(schedule);
      expect(await firing(b, 'nightly', revision, [slotJob('n.1', 'run')])).toBe('stale');
    });

    it('fires more jobs than one call takes, all of them or none', async () => {
      const b = bench();
      const revision = await define(b.store, 'nightly', b.clock.now());
      const batch = Array.from({ length: 250 }, (_, i) => slotJob(`n.${i + 1}`, 'run', i === 0 ? {} : needs(`n.${i}`)));
      const two = [firing(b, 'nightly', revision, batch), firing(b, 'nightly', revision, batch, { skipped: 1 })];
      const answers = await Promise.all(two);
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
      expect((await b.store.list({ limit: 300 })).length).toBe(250);
      expect(await b.store.openRuns(['run', 'none'])).toEqual(['run']);
      expect(await firing(b, 'nightly', revision, batch, { skipped: 2 })).not.toBe('done');
    });

    it('knows which runs are open', async () => {
      const b = bench();
      expect(await b.store.openRuns([])).toEqual([]);
      await b.store.submit([slotJob('a.1', 'a'), slotJob('a.2', 'a'), slotJob('b.1', 'b')]);
      expect((await b.store.openRuns(['a', 'b', 'c'])).sort()).toEqual(['a', 'b']);
      await b.store.cancel('a.1', '');
      await b.store.cancel('b.1', '');
      expect(await b.store.openRuns(['a', 'b', 'c'])).toEqual(['a']);
    });
  });
}
