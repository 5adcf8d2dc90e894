// Slots of cron expressions: zones, the hour that is missing and the one that is there twice.

import { expect, test } from 'vitest';
import { readCron } from '../../src/schedule/cron.ts';

function slots(cron: string, tz: string, from: string, count: number): string[] {
  const reading = readCron(cron, tz);
  if (!reading.ok) throw new Error(reading.problem.message);
  const found: string[] = [];
  let at: number | null = Date.parse(from);
  for (let i = 0; i < count; i += 1) {
    at = reading.times.after(at);
    if (at === null) break;
    found.push(new Date(at).toISOString().slice(5, 19));
  }
  return found;
}

const brussels = 'Europe/Brussels';

test('a time of day is that of the zone, in summer and in winter', () => {
  expect(slots('0 3 * * *', brussels, '2026-07-01T00:00Z', 1)).toEqual(['07-01T01:00:00']);
  expect(slots('0 3 * * *', brussels, '2026-12-01T00:00Z', 1)).toEqual(['12-01T02:00:00']);
  expect(slots('0 3 * * *', 'UTC', '2026-12-01T00:00Z', 1)).toEqual(['12-01T03:00:00']);
});

test('seconds are a sixth field in front', () => {
  expect(slots('*/20 * * * * *', 'UTC', '2026-12-01T00:00:05Z', 3)).toEqual([
    '12-01T00:00:20',
    '12-01T00:00:40',
    '12-01T00:01:00',
  ]);
});

// In Brussels the clocks go from 02:00 to 03:00 at 01:00 UTC on 28 March 2027.
test('a time that the change to summer leaves out comes at the first moment after the gap, once', () => {
  const from = '2027-03-27T12:00Z';
  expect(slots('30 2 * * *', brussels, from, 2)).toEqual(['03-28T01:00:00', '03-29T00:30:00']);
  expect(slots('30 2,14 * * *', brussels, from, 3)).toEqual(['03-27T13:30:00', '03-28T01:00:00', '03-28T12:30:00']);
});

test('what repeats follows the real hours when one is missing', () => {
  const from = '2027-03-28T00:10Z';
  expect(slots('*/30 * * * *', brussels, from, 3)).toEqual(['03-28T00:30:00', '03-28T01:00:00', '03-28T01:30:00']);
});

// In Greenland they go from 23:00 to midnight at 01:00 UTC on that day, so the gap ends on another day than it begins.
test('so does one whose gap lasts to midnight', () => {
  const greenland = 'America/Scoresbysund';
  const from = '2027-03-27T12:00Z';
  expect(slots('30,45 23 * * *', greenland, from, 3)).toEqual(['03-28T01:00:00', '03-29T00:30:00', '03-29T00:45:00']);
  expect(slots('*/30 23 * * *', greenland, from, 2)).toEqual(['03-29T00:00:00', '03-29T00:30:00']);
  const reading = readCron('30 23 * * *', greenland);
  if (!reading.ok) throw new Error(reading.problem.message);
  const gap = Date.parse('2027-03-28T01:00Z');
  expect(reading.times.before(gap + 1000)).toBe(gap);
  expect(reading.times.before(gap)).toBe(Date.parse('2027-03-27T01:30Z'));
});

// From 03:00 back to 02:00 at 01:00 UTC on 25 October 2026.
test('a time that is there twice comes once, at the first of both', () => {
  const from = '2026-10-24T12:00Z';
  expect(slots('30 2 * * *', brussels, from, 2)).toEqual(['10-25T00:30:00', '10-26T01:30:00']);
});

test('what repeats comes in both of the doubled hours', () => {
  const from = '2026-10-24T23:10Z';
  expect(slots('0 * * * *', brussels, from, 3)).toEqual(['10-25T00:00:00', '10-25T01:00:00', '10-25T02:00:00']);
});

test('a change of half an hour is one too', () => {
  const from = '2026-10-02T16:00Z';
  expect(slots('15 2 * * *', 'Australia/Lord_Howe', from, 2)).toEqual(['10-03T15:30:00', '10-04T15:15:00']);
});

test('the last slot before a moment', () => {
  const reading = readCron('0 3 * * *', brussels);
  expect(reading.ok && reading.times.before(Date.parse('2026-12-01T02:00Z'))).toBe(Date.parse('2026-11-30T02:00Z'));
  expect(reading.ok && reading.times.before(Date.parse('2026-12-01T02:00:01Z'))).toBe(Date.parse('2026-12-01T02:00Z'));
});

test('some expressions never come', () => {
  expect(slots('0 0 30 2 *', 'UTC', '2026-01-01T00:00Z', 1)).toEqual([]);
});

test.each([
  ['61 * * * *', 'UTC', 'cron', '61 is no minute'],
  ['* * * 13 *', 'UTC', 'cron', '13 is no month'],
  ['*/0 0 1,,2 * * *', 'UTC', 'cron', '*/0 is no second'],
  ['0 0 1,,2 * * mon#6', 'UTC', 'cron', '1,,2 is no hour'],
  ['* * * *', 'UTC', 'cron', 'it has not five or six fields'],
  ['0 0 0 1 1 * 2030', 'UTC', 'cron', 'it has not five or six fields'],
  ['2030-01-01T00:00:00', 'UTC', 'cron', 'it is a date'],
  ['', 'UTC', 'cron', 'it has not five or six fields'],
  ['@reboot', 'UTC', 'cron', 'not supported'],
  ['0 3 * * *', 'Europe/Brusels', 'tz', 'no time zone'],
  ['0 3 * * *', '+02:00', 'tz', 'no time zone'],
  ['0 3 * * *', '', 'tz', 'no time zone'],
])('%s in %s is wrong', (cron, tz, param, reason) => {
  const reading = readCron(cron, tz);
  expect(reading).toMatchObject({ ok: false, problem: { param, message: expect.stringContaining(reason) } });
});

test('a zone that is nearly right is named', () => {
  const reading = readCron('0 3 * * *', 'Europe/Brusels');
  expect(!reading.ok && reading.problem.help).toBe('did you mean Europe/Brussels?');
});
