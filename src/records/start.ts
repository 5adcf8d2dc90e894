// When a job may begin.

/** As it is written: so many seconds after it is submitted, or a moment in seconds since 1970. */
export type JobStart = { afterSeconds: number } | { atSecond: number };

/** For the record, which has whole seconds; a delay is never shorter than what is written. `now`: epoch milliseconds. */
export function startSecond(start: JobStart, now: number): number {
  return 'atSecond' in start ? start.atSecond : Math.ceil(now / 1000) + start.afterSeconds;
}
