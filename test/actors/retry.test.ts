// When a failed job may be tried again, as programs and servers say it.

import { expect, test } from 'vitest';
import { readRetryAfter, readRetryLine } from '../../src/actors/retry.ts';

test.each([
  ['#: @retry after 30s', { retry: { afterSeconds: 30 } }],
  ['  #: @retry  after 1h30m ', { retry: { afterSeconds: 5_400 } }],
  ['#: @retry after 500ms', { retry: { afterSeconds: 0.5 } }],
  ['#: @retry never', { retry: 'never' }],
  ['#: @retry', { problem: expect.stringContaining('"@retry " is not heeded') }],
  ['#: @retry after', { problem: expect.stringContaining('"@retry after" is not heeded') }],
  ['#: @retry after -1s', { problem: expect.stringContaining('`#: @retry after 30s`') }],
  ['#: @retries never', undefined],
  ['will #: @retry never', undefined],
  ['retry after 30s', undefined],
])('a program writes %s', (line, read) => {
  expect(readRetryLine(line)).toEqual(read);
});

const now = Date.UTC(2030, 0, 1);
test.each([
  ['120', { afterSeconds: 120 }],
  ['0', { afterSeconds: 0 }],
  ['Tue, 01 Jan 2030 00:01:00 GMT', { afterSeconds: 60 }],
  ['Mon, 31 Dec 2029 00:00:00 GMT', { afterSeconds: 0 }],
  ['99999999', { afterSeconds: 604_800 }],
  ['soon', undefined],
  [undefined, undefined],
])('a server answers Retry-After: %s', (header, read) => {
  expect(readRetryAfter(header, now)).toEqual(read);
});
