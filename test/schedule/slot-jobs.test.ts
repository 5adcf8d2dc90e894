// The jobs of a slot.

import { expect, test } from 'vitest';
import { type JobStart, startSecond } from '../../src/records/start.ts';
import { slotJobs, slotRun } from '../../src/schedule/slot-jobs.ts';
import { makeSchedule } from '../store/contract/schedules.ts';

const slot = Date.UTC(2026, 10, 27, 2, 0, 0);

test('the run tells the slot in UTC, with milliseconds where somebody fired it', () => {
  expect(slotRun('nightly', slot)).toBe('nightly.20261127T020000Z');
  expect(slotRun('nightly', slot + 7)).toBe('nightly.20261127T020000007Z');
});

test('a delay is never shorter than what is written', () => {
  const [job] = makeSchedule('nightly').jobs;
  if (job === undefined) throw new Error('it has a job');
  const startOf = (start: JobStart) =>
    slotJobs(makeSchedule('nightly', { jobs: [{ ...job, start }] }), slot, slot + 900)[0]?.job.status.start;
  expect(startOf({ afterSeconds: 5 })).toBe(slot / 1000 + 6);
  expect(startOf({ atSecond: 7 })).toBe(7);
  expect(startSecond({ afterSeconds: 5 }, slot)).toBe(slot / 1000 + 5);
});
