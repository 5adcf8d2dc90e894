// What a job waits for, in one sentence.

import type { JobWait } from '../records/wait.ts';
import { runnerGoneMs } from '../store/parts/runners.ts';
import type { Store } from '../store/ports.ts';

/** `nameOf`: of an agent; the first digits of its key without. Undefined if there is no such job. */
export async function readWhy(
  store: Pick<Store, 'why' | 'now' | 'runners'>,
  guid: string,
  nameOf: (agent: string) => string = briefly,
): Promise<{ wait: JobWait; sentence: string } | undefined> {
  const wait = await store.why(guid);
  if (wait === undefined) return undefined;
  const now = await store.now();
  const sentence = whyText(wait, now, nameOf);
  if (!needsRunner(wait)) return { wait, sentence };
  const isThere = (await store.runners()).some(({ seenAt }) => now - seenAt < runnerGoneMs);
  const nobody = '; no runner is running: start one with hero runner';
  return { wait, sentence: isThere ? sentence : `${sentence}${nobody}` };
}

/** `now`: by the store's clock. */
export function whyText(wait: JobWait, now: number, nameOf: (agent: string) => string = briefly): string {
  const span = (from: number, to: number) => `${Math.max(0, Math.round((to - from) / 1000))} s`;
  const lease = (until: number | null) =>
    until === null ? 'its process is not known' : `its process has a lease for another ${span(now, until)}`;
  switch (wait.kind) {
    case 'ended': {
      const ago = `${span(wait.at, now)} ago`;
      if (wait.outcome === 'ok') return `it ended ok ${ago}`;
      return `it ended in error (${wait.outcome}) ${ago}${wait.message === '' ? '' : `: ${wait.message}`}`;
    }
    case 'needs':
      return `waits for ${needsText(wait)}`;
    case 'decision': {
      const lost = wait.lost === 0 ? '' : ` after ${wait.lost} of at most ${wait.maxLost} lost agents`;
      const vain = wait.isVain ? ': no agent could take it so far' : '';
      const given = wait.until === null ? '' : `; given up in ${span(now, wait.until)}`;
      return `waits${lost} for a decision who may execute it${laneText(wait.lane)}${vain}${given}`;
    }
    case 'limit': {
      const { id, held, max, since } = wait;
      const under = `${held} of at most ${max} run; waits for ${span(since, now)}`;
      return `held back by the limit on ${limitText(id, nameOf)}: ${under}`;
    }
    case 'inbox': {
      const { agent, lane, position, since, seen } = wait;
      const heard = seen === null ? 'that agent was never seen here' : heartbeat(span(seen, now));
      const queued = `in the inbox of agent ${nameOf(agent)}${laneText(lane)} at position ${position}`;
      return `${queued}; nobody has taken it for ${span(since, now)}; ${heard}`;
    }
    case 'delay':
      return `delayed until ${timeText(wait.until)}, that is for another ${span(now, wait.until)}`;
    case 'back-off':
      return `back-off until ${timeText(wait.until)}, then round ${wait.round} of ${wait.rounds}`;
    case 'slot':
      return `agent ${nameOf(wait.agent)} has it and waits for a free slot of the actor; ${lease(wait.leaseUntil)}`;
    case 'running': {
      const { agent, since, attempt, cancel, leaseUntil } = wait;
      const asked = cancel === null ? '' : `; its cancel was requested: ${cancel}`;
      return `running on agent ${nameOf(agent)} for ${span(since, now)}, attempt ${attempt}${asked}; ${lease(leaseUntil)}`;
    }
  }
}

/** Only a runner moves it on. */
function needsRunner({ kind }: JobWait): boolean {
  return kind === 'decision' || kind === 'delay' || kind === 'back-off';
}

function needsText({ open, more }: Extract<JobWait, { kind: 'needs' }>): string {
  const named = open.map(({ guid, label, state }) => `${guid} (${label === null ? '' : `${label}, `}${state})`);
  const last = more > 0 ? `${more} more` : (named.pop() ?? 'others');
  return named.length === 0 ? `job ${last}` : `jobs ${named.join(', ')} and ${last}`;
}

/** `actor:vm_manager` as people say it. */
export function limitText(id: string, nameOf: (agent: string) => string = briefly): string {
  const [, kind = '', name = ''] = /^(\w+):(.*)$/.exec(id) ?? [];
  return `${kind} ${kind === 'agent' ? nameOf(name) : name}`;
}

function heartbeat(ago: string): string {
  return `that agent's last heartbeat was ${ago} ago`;
}

function laneText(lane: string): string {
  return lane === '' ? '' : ` (lane ${lane})`;
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

export function briefly(agent: string): string {
  return agent.slice(0, 12);
}
