// Busy polling: which waits keep the process awake, and for how long. Time and the event loop are the test's own.

import { beforeEach, describe, expect, test } from 'vitest';
import { BusyPoll } from '../../src/ground/busy-poll.ts';

const longestMs = 2;
/** Between two turns of an event loop that has nothing to do. */
const turnMs = 0.125;

describe('busy polling', () => {
  let now: number;
  let look: (() => void) | undefined;
  let poll: BusyPoll;

  beforeEach(() => {
    now = 1_000;
    look = undefined;
    poll = new BusyPoll(
      longestMs,
      () => now,
      (next) => {
        expect(look, 'looks twice in one turn').toBeUndefined();
        look = next;
      },
    );
  });

  /** Lets time pass, in turns of the event loop while the process is awake; how long it was. */
  function pass(ms: number): number {
    const end = now + ms;
    const begun = now;
    let awake = 0;
    while (look !== undefined && now < end) {
      now += turnMs;
      awake = now - begun;
      const next = look;
      look = undefined;
      next();
    }
    now = end;
    return awake;
  }

  /** A wait of so long; how long the process was awake in it. */
  async function wait(ms: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = poll.during(promise);
    const awake = pass(ms);
    resolve('answer');
    expect(await answer).toBe('answer');
    return awake;
  }

  test('lasts as long as a short wait, and ends with it', async () => {
    expect(await wait(0.5)).toBe(0.5);
    expect(pass(5)).toBe(turnMs);
    expect(look).toBeUndefined();
  });

  test('ends before a long wait does, and comes again after a short one', async () => {
    expect(await wait(50)).toBe(longestMs);
    expect(await wait(50)).toBe(0);
    expect(await wait(0.5)).toBe(0);
    expect(await wait(0.5)).toBe(0.5);
  });

  test('goes on while any of several waits is short', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = poll.during(promise);
    pass(1);
    expect(await wait(1)).toBe(1);
    resolve();
    await first;
    expect(pass(5)).toBe(turnMs);
  });

  test('tells a failure as it is', async () => {
    await expect(poll.during(Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(pass(5)).toBe(turnMs);
  });
});
