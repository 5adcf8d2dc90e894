// What is to be done about a schedule at a moment: which slots have come, which of them are left out, which one is fired.
// Pure: the store's clock and the open runs are given, and the answer is written only if nobody was faster.

import type { Schedule, ScheduleState } from '../records/schedule.ts';
import type { CronTimes } from './cron.ts';

/** A slot that is found later than this counts as missed, and `catchup` says what becomes of it. */
export const misfireThresholdMs = 60_000;
/** Slots that wait for their turn at most; those that follow come later, and may count as missed then. */
export const maxWaiting = 100;

export interface Advance {
  /** Undefined = nothing has changed. */
  state: ScheduleState | undefined;
  /** The slot to be fired with it. */
  fire: number | undefined;
  /** Runs to be cancelled before anything can be fired. */
  cancel: string[];
  /** Slots that `catchup` leaves out, from the first to the last. */
  missed: { from: number; to: number } | undefined;
  /** How many `overlap` leaves out. */
  skipped: number;
}

type Policies = Pick<Schedule, 'name' | 'overlap' | 'catchup'>;

/** `open`: of the runs in `before.open`, those that still are. At most one slot is fired at a time: ask again then. */
export function advance(
  policies: Policies,
  before: ScheduleState,
  times: CronTimes,
  now: number,
  open: string[],
): Advance {
  const { overlap, catchup } = policies;
  const state: ScheduleState = { ...before, waiting: [...before.waiting], open };
  const missed = leaveOutMissed(policies, state, times, now);
  const come = takeCome(state, times, now);
  let skipped = 0;
  const [first = now] = come;
  // What came since those that were missed is found with them, and would else be left out for their sake.
  const lateUntil =
    catchup === 'all' && first < now - misfireThresholdMs ? Number.POSITIVE_INFINITY : now - misfireThresholdMs;
  for (const slot of come) {
    const isLate = slot < lateUntil;
    const isBusy = open.length > 0 || state.waiting.length > 0;
    if (overlap === 'skip' && isBusy && !isLate) skipped += 1;
    else if (overlap === 'replace') {
      skipped += state.waiting.length;
      state.waiting = [slot];
    } else state.waiting.push(slot);
  }
  state.skipped += skipped;
  const isFree = overlap === 'allow' || open.length === 0;
  const fire = isFree ? state.waiting.shift() : undefined;
  if (fire !== undefined) state.fired += 1;
  const hasChanged = fire !== undefined || come.length > 0 || missed !== undefined;
  const cancel = overlap === 'replace' && state.waiting.length > 0 ? open : [];
  return { state: hasChanged ? state : undefined, fire, cancel, missed, skipped };
}

/** Moves `state.next` over the slots that were missed and are not to be made up for. */
function leaveOutMissed({ catchup }: Policies, state: ScheduleState, times: CronTimes, now: number): Advance['missed'] {
  const from = state.next;
  const limit = now - misfireThresholdMs;
  if (catchup === 'all' || from === null || from >= limit) return undefined;
  const last = Math.max(from, times.before(limit) ?? from);
  state.next = catchup === 'last' ? last : times.after(last);
  const to = catchup === 'last' ? times.before(last) : last;
  if (to === null || to < from) return undefined;
  state.missed = { from, to };
  return state.missed;
}

/** Slots up to now, as far as there is room for them. */
function takeCome(state: ScheduleState, times: CronTimes, now: number): number[] {
  const come: number[] = [];
  while (state.next !== null && state.next <= now && state.waiting.length + come.length < maxWaiting) {
    come.push(state.next);
    state.next = times.after(state.next);
  }
  return come;
}
