// Lines that wait for the store: in their order, not more than there is room for, and only of executions that go on.

import { expect, test } from 'vitest';
import { LogBuffer } from '../../src/agent/log-buffer.ts';
import type { Report } from '../../src/store/parts/work.ts';

const line = (text: string) => ({ stream: 'log' as const, text, at: 1 });
const texts = (reports: Report[]) => reports.flatMap(({ lines = [] }) => lines.map(({ text }) => text));

test('what could not be told comes before what was said since then', () => {
  let woken = 0;
  const buffer = new LogBuffer(() => {
    woken += 1;
  });
  buffer.line('a', 1, line('one'));
  buffer.progress('a', 1, 10, 'begun');
  const taken = buffer.take();
  buffer.line('a', 1, line('two'));
  buffer.putBack(taken);
  const again = buffer.take();
  expect(texts(again)).toEqual(['one', 'two']);
  expect(again[0]?.progress).toEqual({ percent: 10, message: 'begun' });
  buffer.putBack(again);
  expect(woken).toBe(3);
});

test('a newer execution is not mixed with an older one', () => {
  const buffer = new LogBuffer(() => {});
  buffer.line('a', 1, line('old'));
  const old = buffer.take();
  buffer.line('a', 2, line('new'));
  buffer.putBack(old);
  buffer.line('a', 1, line('late'));
  expect(buffer.take()).toEqual([{ guid: 'a', fence: 2, lines: [line('new')] }]);
});

test('the job that writes most loses its older lines, and says so', () => {
  const buffer = new LogBuffer(() => {}, 1_000);
  buffer.line('quiet', 1, line('here'));
  for (let i = 0; i < 100; i += 1) buffer.line('loud', 1, line(`line ${i}`));
  const [quiet, loud] = buffer.take();
  expect(texts([quiet as Report])).toEqual(['here']);
  const [first = '', ...rest] = texts([loud as Report]);
  const missing = Number(/here (\d+) lines are missing/.exec(first)?.[1]);
  expect(rest).toEqual(Array.from({ length: 100 - missing }, (_, i) => `line ${i + missing}`));
  expect(rest.length).toBeLessThan(20);
  expect(texts(buffer.take())).toEqual([]);
});

test('a line that is longer than there is room for is cut', () => {
  const buffer = new LogBuffer(() => {}, 1_000);
  // Half of the room ends within the last of these.
  buffer.line('loud', 1, line(`x${'😀'.repeat(600)}`));
  expect(texts(buffer.take())).toEqual([`x${'😀'.repeat(249)} (cut here: 1201 characters are too many)`]);
});

test('where nothing is left of a job, what was lost keeps its time', () => {
  const buffer = new LogBuffer(() => {}, 1_000);
  buffer.line('loud', 1, { ...line('a'.repeat(500)), at: 6 });
  buffer.line('other', 1, { ...line('b'.repeat(480)), at: 7 });
  const [, other] = buffer.take();
  expect(other?.lines).toEqual([{ stream: 'log', text: expect.stringContaining('here 1 line is missing'), at: 7 }]);
});
