// How a job ends, and what an attempt that did not succeed leads to: the next candidate, the next round, or the end.

import { backoffDelay } from '../ground/backoff.ts';
import type { FailedAttempt, OutcomeKind } from '../records/outcome.ts';
import { type Life, maxLost, type Step, type Terms, unchanged, type World } from './life.ts';
import { chooseAnew, place } from './place.ts';

export interface End {
  readonly outcome: OutcomeKind;
  readonly code: number;
  readonly message: string;
  readonly result: unknown;
}

/** Errors of the execution itself, which the record may declare harmless; a denial or a cancel never is. */
const ignorable: ReadonlySet<OutcomeKind> = new Set(['failed', 'timeout', 'not_picked_up', 'lost', 'poison']);

/** Final, whatever else could have been tried. */
export function ended(life: Life, end: End, ignored: boolean, world: World): Step {
  const state = end.outcome === 'ok' ? 'ok' : 'error';
  return {
    life: {
      ...life,
      ...end,
      state,
      ignored,
      inbox: null,
      session: null,
      due: null,
      undecided: null,
      endedMs: world.now,
    },
    event: { path: [state], ...end },
    failed: null,
    head: false,
  };
}

/** No other candidate and no further round; milliseconds before which it is not tried again; null = as the job says. */
export type Again = 'never' | number | null;

/** An execution ended in error, or a candidate did not pick the job up. */
export function attemptFailed(life: Life, terms: Terms, end: End, world: World, again: Again = null): Step {
  const failed = failedAttempt(life, end, world);
  if (end.outcome === 'failed' && terms.ignoreCodes.includes(end.code)) {
    return { ...ended(life, end, true, world), failed };
  }
  const candidates = life.candidates?.length ?? 0;
  if (again !== 'never' && life.turn + 1 < candidates) {
    const notBefore = again === null ? life.notBefore : world.now + again;
    return after(end, failed, place({ ...free(life), turn: life.turn + 1, notBefore }, terms, world));
  }
  if (again !== 'never' && life.round < terms.retry) {
    const round = life.round + 1;
    const notBefore = world.now + (again ?? backoffDelay(world.backoff, round, world.random));
    return after(end, failed, place({ ...free(life), turn: 0, round, notBefore }, terms, world));
  }
  return { ...ended(life, end, terms.ignoreError && ignorable.has(end.outcome), world), failed };
}

/** The holder is gone: the agent's fault, so it burns no round; but who loses agent after agent is poison. */
export function holderLost(life: Life, terms: Terms, message: string, world: World): Step {
  const end: End = { outcome: 'lost', code: 0, message, result: null };
  const failed = failedAttempt(life, end, world);
  const revoked: Life = { ...life, fence: life.fence + 1, lost: life.lost + 1 };
  if (life.cancel !== null) return { ...ended(revoked, cancelledEnd(life.cancel), false, world), failed };
  if (revoked.lost >= maxLost) {
    const poison: End = { ...end, outcome: 'poison', message: `${maxLost} agents were lost while they held it` };
    return { ...ended(revoked, poison, terms.ignoreError, world), failed };
  }
  const freed = free(revoked);
  if (!terms.named) return after(end, failed, unchanged(chooseAnew(freed, terms, world)));
  const turn = (life.turn + 1) % Math.max(1, life.candidates?.length ?? 1);
  return after(end, failed, place({ ...freed, turn }, terms, world));
}

export function cancelledEnd(reason: string): End {
  return { outcome: 'cancelled', code: 0, message: reason, result: null };
}

/** Nobody holds it any more. */
function free(life: Life): Life {
  return { ...life, state: 'scheduled', inbox: null, session: null, due: null, startedMs: null };
}

/** The step that follows a failed attempt tells of the attempt. */
function after(end: End, failed: FailedAttempt, step: Step): Step {
  return { ...step, event: { path: ['scheduled'], ...end }, failed };
}

function failedAttempt(life: Life, end: End, world: World): FailedAttempt {
  return {
    attempt: life.attempt,
    agent: life.agent,
    outcome: end.outcome,
    code: end.code,
    message: end.message,
    started_ms: life.startedMs,
    ended_ms: world.now,
  };
}
