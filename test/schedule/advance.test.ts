// What becomes of slots: policies for overlaps and for outages, against a plain list of what has to happen.

import { describe, expect, test } from 'vitest';
import { newScheduleState, type Schedule } from '../../src/records/schedule.ts';
import { advance, maxWaiting, misfireThresholdMs } from '../../src/schedule/advance.ts';
import type { CronTimes } from '../../src/schedule/cron.ts';

const minute = 60_000;
const start = Date.UTC(2030, 0, 1);
/** Every minute. */
const times: CronTimes = {
  after: (ms) => (Math.floor(ms / minute) + 1) * minute,
  before: (ms) => (Math.ceil(ms / minute) - 1) * minute,
};

class Play {
  state = newScheduleState(start + minute);
  now = start;
  open: string[] = [];
  readonly fired: number[] = [];
  readonly cancelled: string[] = [];
  readonly policies: Pick<Schedule, 'name' | 'overlap' | 'catchup'>;

  constructor(overlap: Schedule['overlap'], catchup: Schedule['catchup']) {
    this.policies = { name: 'nightly', overlap, catchup };
  }

  /** Turns until nothing changes any more. Slots are numbered from 1. */
  turn(minutes: number): this {
    this.now = start + minutes * minute;
    for (let left = 10_000; left > 0; left -= 1) {
      const { state, fire, cancel } = advance(this.policies, this.state, times, this.now, this.open);
      this.cancelled.push(...cancel);
      if (state === undefined) return this;
      this.state = state;
      if (fire === undefined) continue;
      this.fired.push((fire - start) / minute);
      this.open.push(`run${this.fired.at(-1)}`);
    }
    throw new Error('it does not come to rest');
  }

  end(): this {
    this.open = [];
    return this;
  }
}

describe('overlap', () => {
  test('skip leaves out slots that come while jobs are open', () => {
    const play = new Play('skip', 'last').turn(1).turn(2).turn(3).end().turn(4);
    expect(play.fired).toEqual([1, 4]);
    expect(play.state.skipped).toBe(2);
  });

  test('queue fires them one after the other', () => {
    const play = new Play('queue', 'none').turn(1).turn(2).turn(3).turn(30);
    expect(play.fired).toEqual([1]);
    expect(play.end().turn(30).end().turn(30).fired).toEqual([1, 2, 3]);
  });

  test('replace asks to end what is open, then fires the newest only', () => {
    const play = new Play('replace', 'last').turn(1).turn(2).turn(3);
    expect(play.fired).toEqual([1]);
    expect(new Set(play.cancelled)).toEqual(new Set(['run1']));
    expect(play.end().turn(3).fired).toEqual([1, 3]);
    expect(play.state.skipped).toBe(1);
  });

  test('allow fires all', () => {
    expect(new Play('allow', 'none').turn(1).turn(2).turn(3).fired).toEqual([1, 2, 3]);
  });
});

describe('after an outage', () => {
  test('none goes on with the next slot', () => {
    const play = new Play('allow', 'none').turn(1).turn(600.5);
    expect(play.fired).toEqual([1, 600]);
    expect(play.state.missed).toEqual({ from: start + 2 * minute, to: start + 599 * minute });
    expect(play.turn(601).fired).toEqual([1, 600, 601]);
  });

  test('last makes up for the latest', () => {
    const play = new Play('queue', 'last').turn(1).end().turn(600.5);
    expect(play.fired).toEqual([1, 599]);
    expect(play.end().turn(600.5).fired).toEqual([1, 599, 600]);
    expect(play.state.missed).toEqual({ from: start + 2 * minute, to: start + 598 * minute });
  });

  test('all makes up for each, however many, in order', () => {
    const play = new Play('allow', 'all').turn(1).turn(600);
    expect(play.fired).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect(play.state.missed).toBeNull();
  });

  test('all with skip makes up one after the other, and skips only what comes meanwhile', () => {
    const play = new Play('skip', 'all').turn(1).end().turn(4);
    expect(play.fired).toEqual([1, 2]);
    play.turn(5);
    expect(play.state.skipped).toBe(1);
    play.end().turn(5).end().turn(5).end().turn(5);
    expect(play.fired).toEqual([1, 2, 3, 4]);
    expect(play.state.skipped).toBe(1);
  });

  test('all with skip leaves out what comes while others wait, though no job is open', () => {
    const play = new Play('skip', 'all').turn(1).end().turn(4);
    expect(play.fired).toEqual([1, 2]);
    play.end().turn(5).end().turn(5).end().turn(5);
    expect(play.fired).toEqual([1, 2, 3, 4]);
    expect(play.state.skipped).toBe(1);
  });

  test('a delay within the grace is no outage', () => {
    const play = new Play('skip', 'none').turn(1 + misfireThresholdMs / minute);
    expect(play.fired).toEqual([1]);
    expect(play.state.missed).toBeNull();
  });

  test('one that is late by exactly one slot has missed nothing but that slot', () => {
    const play = new Play('queue', 'none').turn(2.5);
    expect(play.fired).toEqual([2]);
    expect(play.state.missed).toEqual({ from: start + minute, to: start + minute });
  });
});

test('a queue holds a bounded number of slots', () => {
  const play = new Play('queue', 'all').turn(1);
  for (let i = 2; i < 400; i += 1) play.turn(i);
  expect(play.state.waiting).toHaveLength(maxWaiting);
  for (let i = 0; i < 500; i += 1) play.end().turn(400);
  expect(play.fired).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
});

test('a schedule that comes no more is at rest', () => {
  const state = newScheduleState(null);
  const policies = { name: 'x', overlap: 'skip', catchup: 'all' } as const;
  expect(advance(policies, state, times, start, [])).toMatchObject({ state: undefined, fire: undefined });
});
