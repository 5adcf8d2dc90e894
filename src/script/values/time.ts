// Points in time: dates with or without a time of day, and distances from now.

import { type Parsed, right, wrong } from './parsed.ts';

const help = "write it as 2030-01-31, '2030-01-31 06:30', 2030-01-31T06:30:00Z or +2h";
const maxSeconds = 8_640_000_000_000;

/**
 * UTC where no zone is given, or that of this machine with `local`. `+2h -10s` counts from `now`, and nothing at all
 * is now.
 */
export function parseTime(text: string, now: Date, local = false): Parsed<Date> {
  const trimmed = text.trim();
  if (trimmed === '') return right(now);
  if (/^[+-]/.test(trimmed)) {
    const seconds = readDistance(trimmed);
    const time = now.getTime() + (seconds ?? Number.NaN) * 1000;
    if (seconds === undefined || !(Math.abs(time) <= maxSeconds * 1000)) {
      return wrong(text, 'a distance in time', 'write it as +2h, -15m or +1w -2d, with the units s m h d w M Q Y');
    }
    return right(new Date(Math.round(time)));
  }
  return readDate(text, trimmed, local);
}

/** A month is 30 days, a quarter 90, a year 365. */
const unitSeconds: Record<string, number> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  Q: 7_776_000,
  Y: 31_536_000,
};

/** Seconds; blanks count for nothing, and a sign holds until the next one. */
function readDistance(text: string): number | undefined {
  const step = /([+-]?)(\d{1,15}(?:\.\d{1,9})?)(ms|[smhdwMQY])/y;
  const dense = text.replace(/\s+/g, '');
  let [total, sign] = [0, 1];
  while (step.lastIndex < dense.length) {
    const match = step.exec(dense);
    if (match === null) return undefined;
    const [, written, digits, unit = ''] = match;
    if (written !== '') sign = written === '-' ? -1 : 1;
    total += sign * Number(digits) * (unitSeconds[unit] ?? 0);
  }
  return total;
}

const date = /^(?:(\d{4})([-/])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/])(\d{1,2})\6(\d{4}))(?:(?:[ \t]+|[Tt])(\S.*))?$/;
const clock = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?[ \t]*(Z|z|[+-]\d{2}:?\d{2})?$/;

function readDate(text: string, trimmed: string, local: boolean): Parsed<Date> {
  const match = date.exec(trimmed);
  if (match === null) return wrong(text, 'a time', help);
  const [, year1, , month1, day1, day2, , month2, year2, rest] = match;
  const [year, month, day] = [year1 ?? year2, month1 ?? month2, day1 ?? day2].map(Number) as [number, number, number];
  const time = clock.exec(rest ?? '0');
  if (time === null) return wrong(text, 'a time', help);
  const [hour, minute, second] = time.slice(1, 4).map((part) => Number(part ?? 0)) as [number, number, number];
  const milliseconds = Math.floor(Number(`0.${time[4] ?? 0}`) * 1000);
  const found = new Date(0);
  found.setUTCFullYear(year, month - 1, day);
  const exists = month >= 1 && month <= 12 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59) {
    return wrong(text, 'a time that exists', 'check the month, the day and the time of day');
  }
  if (local && time[5] === undefined) {
    const here = new Date(0);
    here.setFullYear(year, month - 1, day);
    here.setHours(hour, minute, second, milliseconds);
    return right(here);
  }
  found.setUTCHours(hour, minute, second, milliseconds);
  const zone = readZone(time[5]);
  if (zone === undefined) return wrong(text, 'a time that exists', 'a zone goes up to 14 hours from UTC');
  return right(new Date(found.getTime() - zone * 60_000));
}

/** Minutes to the east of UTC. */
function readZone(text = 'Z'): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
