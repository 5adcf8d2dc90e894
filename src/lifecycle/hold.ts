// While an agent has a job: claimed, started, given back, finished.

import { type Again, attemptFailed, cancelledEnd, type End, ended, holderLost } from './end.ts';
import { isHeld, type Life, moved, type Step, type Terms, timeoutGraceMs, type World } from './life.ts';
import { patience } from './place.ts';

/** What the holder reports. */
export interface Report extends End {
  readonly again: Again;
}

/** Taken out of its inbox; without a free slot it waits at the agent for `started`. */
export function claimed(life: Life, terms: Terms, agent: string, session: string, slot: boolean, world: World): Step {
  const held: Life = {
    ...life,
    state: 'planned',
    inbox: null,
    agent,
    session,
    fence: life.fence + 1,
    attempt: life.attempt + 1,
    startedMs: null,
    due: null,
  };
  return slot ? moved(started(held, terms, world).life, 'planned', 'running') : moved(held, 'planned');
}

/** planned → running. */
export function started(life: Life, terms: Terms, world: World): Step {
  return moved(
    {
      ...life,
      state: 'running',
      startedMs: world.now,
      due: terms.timeoutMs === 0 ? null : world.now + terms.timeoutMs + timeoutGraceMs,
    },
    'running',
  );
}

/** Given back by an agent that shuts down: not counted, and the first of its inbox. */
export function released(life: Life, terms: Terms, world: World): Step {
  if (life.cancel !== null) return ended({ ...life, fence: life.fence + 1 }, cancelledEnd(life.cancel), false, world);
  const back: Life = {
    ...life,
    state: 'scheduled',
    inbox: life.agent,
    session: null,
    fence: life.fence + 1,
    attempt: life.attempt - 1,
    scheduledMs: world.now,
    startedMs: null,
    due: patience(terms, world),
  };
  return { ...moved(back, 'scheduled'), head: true };
}

/** The holder reports the end of its attempt. */
export function finished(life: Life, terms: Terms, report: Report, world: World): Step {
  const { again, ...end } = report;
  const heard: Life = { ...life, answered: life.fence };
  if (end.outcome === 'ok') {
    if (life.state === 'running') return ended(heard, end, false, world);
    // Its start was not told, or got lost.
    return {
      ...ended({ ...heard, startedMs: world.now }, end, false, world),
      event: { path: ['running', 'ok'], ...end },
    };
  }
  if (end.outcome === 'lost') return holderLost(heard, terms, end.message, world);
  if (life.cancel !== null || end.outcome === 'cancelled') {
    return ended(heard, { ...end, outcome: 'cancelled', message: end.message || (life.cancel ?? '') }, false, world);
  }
  return attemptFailed(heard, terms, end, world, again);
}

/** Whether a report under this fence still counts. */
export function isHolder(life: Life, fence: number): boolean {
  return isHeld(life) && life.fence === fence;
}
