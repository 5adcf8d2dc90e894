// Schedules: a change and the jobs it makes are one step, and only who has read the last revision can do it.

import { scheduleDue } from '../../../src/records/schedule.ts';
import type { ScheduleAnswer, ScheduleStore, StoredSchedule } from '../../../src/store/parts/schedules.ts';
import type { Core } from './core.ts';
import { isOpen } from './job.ts';
import { submit } from './submitting.ts';

export function schedules(core: Core): Omit<ScheduleStore, 'schedule'> {
  return {
    async schedules() {
      return [...core.world.schedules.values()].sort((a, b) => (a.schedule.name < b.schedule.name ? -1 : 1));
    },

    async dueSchedules(limit, skip = 0) {
      const at = ({ state }: StoredSchedule) => scheduleDue(state) ?? Number.POSITIVE_INFINITY;
      const now = core.clock.now();
      const all = (await this.schedules()).sort((a, b) => at(a) - at(b));
      const due = all.filter((schedule) => at(schedule) <= now).slice(skip, skip + limit);
      const next = all.map(at).find((time) => time > now && time < Number.POSITIVE_INFINITY);
      return { now, due, looked: due.length, nextDue: next ?? null };
    },

    /** Repeated after its answer was lost, it finds its own change. */
    async changeSchedule({ name, expected, schedule, state, batch }) {
      return core.do((world): ScheduleAnswer => {
        const known = world.schedules.get(name);
        const next = schedule ?? known?.schedule;
        if ((known?.revision ?? 0) !== expected) {
          const isOwn = JSON.stringify([known?.state, known?.schedule]) === JSON.stringify([state, next]);
          return isOwn ? 'done' : 'stale';
        }
        if (next === undefined || !submit(world, batch).ok) return 'refused';
        world.scheduleChanges += 1;
        world.schedules.set(name, { schedule: next, state, revision: world.scheduleChanges });
        return 'done';
      });
    },

    async removeSchedule(name) {
      return core.world.schedules.delete(name);
    },

    async openRuns(runs) {
      const open = [...core.world.jobs.values()].filter(isOpen);
      return runs.filter((run) => open.some(({ trail }) => trail.run === run));
    },
  };
}
