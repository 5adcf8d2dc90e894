// The jobs of one slot. Their guids follow from the schedule and the slot alone, whoever makes them.

import { epochSeconds } from '../ground/clock.ts';
import type { Schedule } from '../records/schedule.ts';
import { startSecond } from '../records/start.ts';
import type { Submission } from '../store/parts/jobs.ts';

/** `nightly.20261127T020000Z`; one that is fired by hand has its milliseconds too. */
export function slotRun(name: string, slot: number): string {
  const time = new Date(slot).toISOString().replace(/[-:]/g, '');
  return `${name}.${slot % 1000 === 0 ? time.replace('.000', '') : time.replace('.', '')}`;
}

/** `now`: the store's time. Nobody has decided about them yet: that is for whoever admits them. */
export function slotJobs(schedule: Schedule, slot: number, now: number): Submission[] {
  const run = slotRun(schedule.name, slot);
  const guidOf = (n: number) => `${run}.${n}`;
  const agentsOf = (n: number) => schedule.jobs[n - 1]?.job.agents ?? [];
  return schedule.jobs.map((planned, index) => {
    const n = index + 1;
    const { job, after, priority, label, file, line } = planned;
    return {
      job: {
        ...job,
        guid: guidOf(n),
        source: schedule.source,
        dependencies: after.map((other) => ({ guid: guidOf(other), agents: agentsOf(other) })),
        status: {
          guid: guidOf(n),
          created: epochSeconds(now),
          start: planned.start === undefined ? 0 : startSecond(planned.start, now),
          end: 0,
          status: 'created',
        },
      },
      trail: { run, n, label, file, line, priority },
    };
  });
}
