// Ends that come from outside: a cancel, a refusal, a dependency that ended in error.

import { cancelledEnd, type End, ended } from './end.ts';
import { cancelGraceMs, isOpen, type Life, type Step, unchanged, type World } from './life.ts';

/** Waiting: final now. Running: the holder is asked to end it, and has a grace for it. */
export function cancelled(life: Life, reason: string, world: World): Step {
  if (!isOpen(life)) return unchanged(life);
  if (life.state !== 'running') return ended({ ...life, fence: life.fence + 1 }, cancelledEnd(reason), false, world);
  if (life.cancel !== null) return unchanged(life);
  const grace = world.now + cancelGraceMs;
  return unchanged({ ...life, cancel: reason, due: life.due === null ? grace : Math.min(life.due, grace) });
}

/** Denied, or otherwise refused, before it ran. */
export function refused(life: Life, end: End, world: World): Step {
  return ended({ ...life, fence: life.fence + 1 }, end, false, world);
}

/** It can no longer happen what it waits for. */
export function dependencyFailed(life: Life, dependency: string, world: World): Step {
  const message = `depends on ${dependency}, which ended in error`;
  return ended(life, { outcome: 'dependency', code: 0, message, result: null }, false, world);
}

/** Nothing says any more what was to be done. */
export function recordDeleted(life: Life, world: World): Step {
  return ended(life, { outcome: 'unknown', code: 0, message: 'its record was deleted', result: null }, false, world);
}
