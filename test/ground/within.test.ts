// An answer that comes in time counts, and nothing is left of the wait for it.

import { expect, test } from 'vitest';
import { within } from '../../src/ground/within.ts';

const never = new Promise<never>(() => {});
const hour = 3_600_000;

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('settles as the answer does, and leaves no timer', async () => {
  const before = timers();
  expect(await within(hour, Promise.resolve('here'), 'late')).toBe('here');
  await expect(within(hour, Promise.reject(new Error('no')), 'late')).rejects.toThrow('no');
  expect(timers()).toBeLessThanOrEqual(before);
});

test('says what else when time is up', async () => {
  expect(await within(1, never, 'late')).toBe('late');
});

test('waits also where no timer can wait that long', async () => {
  const answer = new Promise((resolve) => setTimeout(() => resolve('here'), 50));
  expect(await within(2 ** 31, answer, 'late')).toBe('here');
});

test('does not wait on after an abort', async () => {
  const stop = new AbortController();
  const waiting = within(hour, never, 'late', stop.signal);
  stop.abort();
  expect(await waiting).toBe('late');
  expect(await within(hour, never, 'late', stop.signal)).toBe('late');
});

test('an answer that fails too late disturbs nobody', async () => {
  let fail = (_: Error) => {};
  const answer = new Promise<string>((_, reject) => {
    fail = reject;
  });
  expect(await within(1, answer, 'late')).toBe('late');
  fail(new Error('too late'));
  // A rejection that nobody hears would fail this file.
  await new Promise((resolve) => setImmediate(resolve));
});
