// Busy polling: who stays awake, for how long, and when it gives way. Time and the event loop are the test's own.

import { beforeEach, describe, expect, test } from 'vitest';
import { BusyPoll } from '../../src/ground/busy-poll.ts';

/** Between two turns of an event loop that has nothing to do. */
const turnMs = 0.01;

describe('busy polling', () => {
  let now: number;
  let look: (() => void) | undefined;
  let poll: BusyPoll;

  beforeEach(() => {
    now = 1_000;
    look = undefined;
    poll = new BusyPoll(
      () => now,
      (next) => {
        expect(look, 'looks twice in one turn').toBeUndefined();
        look = next;
      },
    );
  });

  /** Lets the event loop turn until the process would go to sleep, at most for so long; how long it was awake. */
  function awake(atMost = 10, turn = turnMs): number {
    const begun = now;
    while (look !== undefined && now - begun < atMost) {
      now += turn;
      const next = look;
      look = undefined;
      next();
    }
    return now - begun;
  }

  function callEvery(ms: number, times: number): void {
    for (let i = 0; i < times; i += 1) {
      poll.called();
      const used = awake(ms);
      now += ms - used;
    }
  }

  test('is short after a call that follows no other', () => {
    poll.called();
    expect(awake()).toBeCloseTo(0.1, 1);
    expect(look).toBeUndefined();
  });

  test('lasts longer with each close call, up to a limit', () => {
    callEvery(1, 1);
    poll.called();
    expect(awake()).toBeCloseTo(0.2, 1);
    callEvery(1, 20);
    poll.called();
    expect(awake()).toBeCloseTo(2, 1);
  });

  test('counts from the last call', () => {
    callEvery(1, 20);
    poll.called();
    awake(1.5);
    poll.called();
    expect(awake()).toBeCloseTo(2, 1);
  });

  test('costs next to nothing when calls are far apart', () => {
    callEvery(1, 20);
    awake();
    now += 5;
    poll.called();
    expect(awake()).toBeCloseTo(0.1, 1);
  });

  test('ends when somebody else needs the core', () => {
    callEvery(1, 20);
    poll.called();
    expect(awake(10, 0.6)).toBeCloseTo(0.6, 1);
    expect(look).toBeUndefined();
  });
});
