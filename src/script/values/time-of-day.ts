// Times of day, and what lies between two of them or between two points in time.

import { type Parsed, right, wrong } from './parsed.ts';
import { parseTime } from './time.ts';

const pattern = /^(\d{1,2})(?::(\d{1,2}))?[ \t]*([ap]m)?$/i;
const help = 'write it as 16:30, 4PM or 4:30PM';

/** Seconds since midnight, `24:00` being the last: `16:21`, `16`, `10AM`, `8:07 PM`. Noon is 12PM, midnight 12AM. */
export function parseTimeOfDay(text: string): Parsed<number> {
  const match = pattern.exec(text.trim());
  if (match === null) return wrong(text, 'a time of day', help);
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  const half = match[3]?.toLowerCase();
  const fits = half === undefined ? hour <= 24 : hour <= 12;
  const seconds = (hour + shift(hour, half)) * 3600 + minute * 60;
  if (!fits || minute > 59 || seconds > 86_400) return wrong(text, 'a time of day that exists', help);
  return right(seconds);
}

/** Hours to add for the half of the day. */
function shift(hour: number, half: string | undefined): number {
  if (half === 'am') return hour === 12 ? -12 : 0;
  return half === 'pm' && hour !== 12 ? 12 : 0;
}

export interface Interval {
  /** Seconds: since midnight for times of day, since 1970 for points in time. */
  start: number;
  end: number;
}

/** `08:00-17:30`, or two points in time with a dash between blanks. It never ends before it begins. */
export function parseInterval(text: string, now: Date): Parsed<Interval> {
  const hint = "write it as 08:00-17:30 or '2030-01-31 08:00 - 2030-02-01 17:30'";
  const read = (part: string): number | undefined => {
    const seconds = parseTimeOfDay(part);
    return seconds.ok ? seconds.value : undefined;
  };
  const [from = '', to = '', ...more] = text.split('-');
  let [start, end] = more.length === 0 ? [read(from), read(to)] : [undefined, undefined];
  if (start === undefined || end === undefined) {
    const [first = '', second = '', ...rest] = text.trim().split(/[ \t]-[ \t]+(?=\S*\d)/);
    const times = [parseTime(first, now), parseTime(second, now)];
    if (rest.length > 0 || first.trim() === '' || second.trim() === '' || times.some((time) => !time.ok)) {
      return wrong(text, 'an interval', hint);
    }
    [start, end] = times.map((time) => (time.ok ? time.value.getTime() / 1000 : 0)) as [number, number];
  }
  if (end < start) return wrong(text, 'an interval that ends after it begins', hint);
  return right({ start, end });
}
