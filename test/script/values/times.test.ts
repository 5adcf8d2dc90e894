// Durations, points in time, times of day.

import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../src/script/values/duration.ts';
import { parseTime } from '../../../src/script/values/time.ts';
import { parseInterval, parseTimeOfDay } from '../../../src/script/values/time-of-day.ts';
import { readsAs } from './cases.ts';

const now = new Date('2024-01-01T00:00:00Z');

describe('parseDuration', () => {
  readsAs(
    parseDuration,
    [
      ['90', 90],
      ['0', 0],
      ['1.5', 1.5],
      ['90s', 90],
      ['10m', 600],
      ['1h30m', 5400],
      ['1h 30m', 5400],
      ['2d', 172_800],
      ['1w', 604_800],
      ['500ms', 0.5],
      ['1s500ms', 1.5],
      ['1.5h', 5400],
      ['10M', 600],
    ],
    ['', '-5', '-5s', '5x', 's', '1h1h', '30m1h', '1 2', '1h30', `${'9'.repeat(30)}d`, '1e3', '10 mins'],
  );
});

describe('parseTime', () => {
  readsAs(
    (text) => {
      const time = parseTime(text, now);
      return time.ok ? { ok: true, value: time.value.toISOString() } : time;
    },
    [
      ['', '2024-01-01T00:00:00.000Z'],
      ['2022-12-5', '2022-12-05T00:00:00.000Z'],
      [' 2022/12/05 10 ', '2022-12-05T10:00:00.000Z'],
      ['12/01/1999', '1999-01-12T00:00:00.000Z'],
      ['5-12-2022 1:2:3', '2022-12-05T01:02:03.000Z'],
      ['2022-12-05T20:14:35', '2022-12-05T20:14:35.000Z'],
      ['2022-12-05T20:14:35.25Z', '2022-12-05T20:14:35.250Z'],
      ['2022-12-05T20:14+02:00', '2022-12-05T18:14:00.000Z'],
      ['2022-12-05 20:14 -0530', '2022-12-06T01:44:00.000Z'],
      ['2024-02-29', '2024-02-29T00:00:00.000Z'],
      ['+1h', '2024-01-01T01:00:00.000Z'],
      [' - 1 s ', '2023-12-31T23:59:59.000Z'],
      ['+1d-2h', '2024-01-01T22:00:00.000Z'],
      ['+1h30m', '2024-01-01T01:30:00.000Z'],
      ['+1.5h', '2024-01-01T01:30:00.000Z'],
      ['+1Y -2Q +2M +4h -60s', new Date(now.getTime() + 21_182_340_000).toISOString()],
    ],
    [
      ...['0', 'tomorrow', '2022', '2022-12', '22-12-05', '2022-13-01', '2022-00-01', '2022-02-30', '2023-02-29'],
      ...['2022-12-05 24:00', '2022-12-05 10:60', '2022-12-05 10:00:60', '2022-12-05x', '2022-12/05'],
      ...['+', '+5', '+x', '1h', '+1hour', '--', '+99999999999999Y', '2022-12-05 10:00+15:00', '+1D'],
    ],
  );

  test('the zone of this machine, when asked for', () => {
    const time = parseTime('2022-07-05 10:00', now, true);
    expect(time).toEqual({ ok: true, value: new Date(2022, 6, 5, 10) });
    expect(parseTime('2022-07-05 10:00Z', now, true)).toEqual({ ok: true, value: new Date('2022-07-05T10:00:00Z') });
    expect(parseTime('2022-02-30', now, true)).toMatchObject({ ok: false });
  });
});

describe('parseTimeOfDay', () => {
  readsAs(
    parseTimeOfDay,
    [
      ['10AM', 36_000],
      ['8PM', 72_000],
      ['8:07pm', 72_420],
      ['8 PM', 72_000],
      ['12AM', 0],
      ['12:30AM', 1800],
      ['12PM', 43_200],
      ['16:21', 58_860],
      ['10:5', 36_300],
      ['10', 36_000],
      ['24:00', 86_400],
    ],
    ['', '15AM', '25', '24:01', '10:60', '10:20:30', 'abc', '-1', '10:', 'AM'],
  );
});

describe('parseInterval', () => {
  readsAs(
    (text) => parseInterval(text, now),
    [
      ['08:00-17:30', { start: 28_800, end: 63_000 }],
      ['8AM - 5PM', { start: 28_800, end: 61_200 }],
      ['10-10', { start: 36_000, end: 36_000 }],
      ['2024-01-01 - 2024-01-02 12:00', { start: 1_704_067_200, end: 1_704_196_800 }],
      ['2024-01-01T00:00:00Z - 2024-01-01T00:00:01Z', { start: 1_704_067_200, end: 1_704_067_201 }],
    ],
    ['', '-', '08:00', '17:30-08:00', '1-2-3', '2024-01-02 - 2024-01-01', '2024-01-01 - ', 'a-b'],
  );
});
