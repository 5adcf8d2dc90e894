// What is wrong with a cron expression, in words for whoever has written it.

import { Cron } from 'croner';

/** A single moment, which the library would read too. */
export const moment = /^\d{4}-/;

const fields = "five fields: minute hour day month weekday, such as '0 3 * * *'; a sixth one in front means seconds";

const units = [
  { name: 'second', values: '0 to 59' },
  { name: 'minute', values: '0 to 59' },
  { name: 'hour', values: '0 to 23' },
  { name: 'day', values: '1 to 31, L for the last one' },
  { name: 'month', values: '1 to 12, JAN to DEC' },
  { name: 'weekday', values: '0 to 7, SUN to SAT' },
];

/** Of an expression that cannot be read. */
export function cronProblem(cron: string): { reason: string; help: string } {
  const texts = cron.trim().split(/\s+/);
  const known = units.slice(-texts.length);
  if (moment.test(cron)) return { reason: 'it is a date', help: fields };
  if (cron.startsWith('@'))
    return { reason: `${cron} is not supported`, help: 'such as @hourly, @daily, @weekly or @monthly' };
  if (texts.length !== 5 && texts.length !== 6) return { reason: 'it has not five or six fields', help: fields };
  // Each by itself: the library tells of the first one only, and counts days and months from 0.
  const bad = texts.findIndex((text, i) => !isReadable(texts.map((_, at) => (at === i ? text : '*')).join(' ')));
  const unit = known[bad];
  if (unit === undefined) return { reason: 'it cannot be read', help: fields };
  const help = `a ${unit.name} is ${unit.values}, or *; also a list 1,2, a range 1-5 or steps */5`;
  return { reason: `${texts[bad]} is no ${unit.name}`, help };
}

function isReadable(cron: string): boolean {
  try {
    new Cron(cron, { paused: true, mode: '5-or-6-parts' });
    return true;
  } catch {
    return false;
  }
}
