// Which runners are up, and whether the store needs one.

import { runnerGoneMs, type SeenRunner } from '../../store/parts/runners.ts';
import type { Store } from '../../store/ports.ts';
import { isGoneHere } from '../host.ts';

/** One that was killed on this machine is gone at once, on another one after a few seconds. */
export async function livingRunners(store: Store): Promise<SeenRunner[]> {
  const now = await store.now();
  return (await store.runners()).filter((runner) => now - runner.seenAt < runnerGoneMs && !isGoneHere(runner));
}

/** For `hero doctor`: no runner is a fault where something waits for one. */
export async function examineRunners(store: Store): Promise<{ ok: boolean; detail: string; help?: string }> {
  const living = await livingRunners(store);
  const [waiting] = await store.undecided(1);
  const hasSlots = (await store.schedules()).some(({ state }) => state.next !== null);
  const help = 'start one, on any machine that reaches the store: hero runner';
  if (living.length === 0) {
    const [last] = await store.runners();
    const seen = last === undefined ? '' : `; the last one, ${named(last)}, was seen ${await ago(store, last)} ago`;
    if (waiting !== undefined) {
      return {
        ok: false,
        detail: `no runner is running, and job ${waiting.job.guid} waits for one${seen}`,
        help,
      };
    }
    if (hasSlots) return { ok: false, detail: `no runner is running, and there are schedules${seen}`, help };
    return { ok: true, detail: `none is running${seen}; hero run has its own` };
  }
  const detail = `${living.length} running: ${living.map(named).join(', ')}`;
  if (hasSlots && !living.some(({ fires }) => fires)) {
    return { ok: false, detail: `${detail}; none of them fires schedules`, help };
  }
  return { ok: true, detail };
}

function named({ pid, host }: SeenRunner): string {
  return `process ${pid} on ${host}`;
}

async function ago(store: Store, { seenAt }: SeenRunner): Promise<string> {
  const seconds = Math.max(0, Math.round(((await store.now()) - seenAt) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
