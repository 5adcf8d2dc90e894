// What happens although nobody asks: a start time, a back-off, a lack of patience, a timeout, the end of a grace.

import { attemptFailed, cancelledEnd, ended } from './end.ts';
import { isHeld, type Life, type Step, type Terms, unchanged, type World } from './life.ts';
import { patienceEnd, place } from './place.ts';

/** The job's due time has come. */
export function dueReached(life: Life, terms: Terms, world: World): Step {
  // Whoever was to do something until now had no chance to tell.
  if (world.now < world.grace && (isHeld(life) || life.inbox !== null || life.undecided !== null)) {
    return unchanged({ ...life, due: isHeld(life) ? world.grace : patienceEnd(terms, world.grace) });
  }
  switch (life.state) {
    case 'created':
      return life.undecided === null ? place(life, terms, world) : ended(life, nobody(terms), terms.ignoreError, world);
    case 'scheduled':
      if (life.undecided !== null) return ended(life, nobody(terms), terms.ignoreError, world);
      if (life.inbox === null) return place(life, terms, world);
      return attemptFailed(life, terms, { ...nobody(terms), message: `not picked up ${within(terms)}` }, world);
    case 'planned':
    case 'running': {
      const revoked: Life = { ...life, fence: life.fence + 1 };
      if (life.cancel !== null) return ended(revoked, cancelledEnd(life.cancel), false, world);
      const message = `ran longer than ${seconds(terms.timeoutMs)}`;
      return attemptFailed(revoked, terms, { outcome: 'timeout', code: 0, message, result: null }, world);
    }
    case 'ok':
    case 'error':
      return unchanged({ ...life, due: null });
  }
}

function nobody(terms: Terms) {
  return {
    outcome: 'not_picked_up',
    code: 0,
    message: `no agent could take it ${within(terms)}`,
    result: null,
  } as const;
}

function within(terms: Terms): string {
  return `within ${seconds(terms.scheduleMs)}`;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
