// When a schedule comes: cron expressions in IANA zones. A time of day that a change of the clocks leaves out comes at the
// first moment after the gap, one that is there twice comes once; what repeats within the day follows the real hours.

import { Cron } from 'croner';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { CronProblem } from '../records/schedule.ts';
import { cronProblem, moment } from './cron-problem.ts';
import { Gaps } from './gaps.ts';

/** Slots as epoch milliseconds, whole seconds. */
export interface CronTimes {
  /** The first slot after this moment; null = none. */
  after(ms: number): number | null;
  /** The last slot before this moment; null = none. */
  before(ms: number): number | null;
}

export type CronReading = { ok: true; times: CronTimes } | { ok: false; problem: CronProblem };

/** What is no list of times of day: a wildcard in front of the three fields that are about days, or a name for such. */
const repeats = /^@|\*.*(\s+\S+){3}\s*$/;

export function readCron(cron: string, tz: string): CronReading {
  if (!isZone(tz)) {
    const help = didYouMean(tz, Intl.supportedValuesOf('timeZone')) ?? 'such as Europe/Brussels, or UTC';
    return { ok: false, problem: { param: 'tz', message: `"${tz}" is no time zone`, help } };
  }
  try {
    if (moment.test(cron)) throw new Error('no schedule');
    // As Vixie cron has it: lists of times of day are times of day too.
    const read = new Cron(cron, { timezone: tz, paused: true, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' });
    const gaps = repeats.test(cron) ? undefined : new Gaps(cron, tz);
    const times: CronTimes = {
      after(ms) {
        const next = read.nextRun(new Date(ms))?.getTime() ?? null;
        return gaps?.after(ms, next) ?? next;
      },
      before(ms) {
        const last = read.previousRuns(1, new Date(ms))[0]?.getTime() ?? null;
        return gaps?.before(ms, last) ?? last;
      },
    };
    return { ok: true, times };
  } catch {
    const { reason, help } = cronProblem(cron);
    return { ok: false, problem: { param: 'cron', message: `"${cron}" is no cron expression: ${reason}`, help } };
  }
}

/** Names only: an offset knows nothing of summer and winter. */
function isZone(tz: string): boolean {
  if (!/^[A-Za-z]/.test(tz)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
    return true;
  } catch {
    return false;
  }
}
