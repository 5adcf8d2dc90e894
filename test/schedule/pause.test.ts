// What a schedule has left out, or makes up for, when it goes on after a pause.

import { expect, test } from 'vitest';
import { newScheduleState, type ScheduleState } from '../../src/records/schedule.ts';
import { advance } from '../../src/schedule/advance.ts';
import { readCron } from '../../src/schedule/cron.ts';
import { paused, resumed } from '../../src/schedule/pause.ts';

const hour = 3_600_000;
const reading = readCron('0 * * * *', 'UTC');
if (!reading.ok) throw new Error('an expression of every hour');
const { times } = reading;

/** Paused half an hour before its slot 1. */
const before: ScheduleState = paused({ ...newScheduleState(hour), waiting: [0] }, hour / 2);

test('a second pause changes nothing', () => {
  expect(paused(before, hour)).toEqual(before);
});

test('slots of the pause are left out, also one that comes at its end', () => {
  for (const now of [3 * hour, 3.5 * hour]) {
    const after = { ...newScheduleState(4 * hour), waiting: [0], missed: { from: hour, to: 3 * hour } };
    expect(resumed(before, times, now, false)).toEqual(after);
  }
});

test('a pause without a slot leaves nothing out', () => {
  expect(resumed(before, times, hour - 1, false)).toEqual({ ...newScheduleState(hour), waiting: [0] });
});

test('one that is not paused stays as it is', () => {
  const late = newScheduleState(hour);
  expect(resumed(late, times, 3 * hour, false)).toEqual(late);
});

test.each([
  ['none', [] as number[], { from: hour, to: 3 * hour }],
  ['last', [3 * hour], { from: hour, to: 2 * hour }],
  ['all', [hour, 2 * hour, 3 * hour], undefined],
] as const)('with catchup:%s they may be made up for as after an outage', (catchup, expected, missed) => {
  let state: ScheduleState = { ...resumed(before, times, 3.5 * hour, true), waiting: [] };
  const fired: number[] = [];
  const left: unknown[] = [];
  for (;;) {
    const step = advance({ name: 'n', overlap: 'skip', catchup }, state, times, 3.5 * hour, []);
    if (step.fire !== undefined) fired.push(step.fire);
    if (step.missed !== undefined) left.push(step.missed);
    if (step.state === undefined) break;
    state = step.state;
  }
  expect(fired).toEqual(expected);
  expect(left).toEqual(missed === undefined ? [] : [missed]);
});
