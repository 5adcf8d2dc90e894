// `hero agent ls` and `show`: which agents there are, what they offer, what they do now.

import { didYouMean } from '../../diagnostics/suggest.ts';
import { verifyAgent } from '../../identity/agent-record.ts';
import type { Agent } from '../../records/agent.ts';
import { readLiving } from '../../runner/alive.ts';
import type { Session } from '../../store/parts/sessions.ts';
import type { Store } from '../../store/ports.ts';
import { nameOfAgent } from '../agent-names.ts';
import { completeAgent } from '../complete-policy.ts';
import { isOfRuns } from '../register.ts';
import type { Settings } from '../settings.ts';
import { type Answer, refused, withReadStore, withStore } from '../with-store.ts';

export type AgentState =
  /** A process of it lives. */
  | 'up'
  /** The same, but it is to take no more jobs. */
  | 'draining'
  /** Its last process ended in order, or was a run: those come and go. */
  | 'down'
  /** Its last process ended without a word. */
  | 'gone';

export interface AgentSheet {
  name: string;
  pubkey: string;
  state: AgentState;
  /** Epoch milliseconds. */
  last_seen_ms: number;
  processes: { host: string; pid: number; started_ms: number; run: string | null }[];
  /** Jobs it has now. */
  jobs: number;
  /** Whether the record is what its key signed. */
  signature: 'good' | 'bad' | 'none';
  /** Undefined when it has a process but never wrote its record. */
  record: Agent | undefined;
}

/** `now`: by the clock of the store, as `last_seen_ms` is. */
export function listAgents(settings: Settings): Promise<Answer<{ agents: AgentSheet[]; now: number }>> {
  return withReadStore(settings, async (store) => {
    const agents = await sheets(store);
    return { ok: true, value: { agents, now: await store.now() } };
  });
}

/** `name`: its name, its public key, or the first digits of it. */
export function showAgent(settings: Settings, name: string): Promise<Answer<AgentSheet>> {
  return withReadStore(settings, async (store) => expectAgent(await sheets(store), name));
}

/** The agent takes no more jobs, or with `on` false again. */
export function drainAgent(settings: Settings, name: string, on: boolean): Promise<Answer<AgentSheet>> {
  return withStore(settings, async (store) => {
    const found = expectAgent(await sheets(store), name);
    if (!found.ok) return found;
    const { pubkey } = found.value;
    await store.setDraining(pubkey, on);
    // What had not begun went back.
    return expectAgent(await sheets(store), pubkey);
  });
}

/** Whether a process of it lives. */
export function isThere({ state }: AgentSheet): boolean {
  return state === 'up' || state === 'draining';
}

/** `isMeant`: of several that are called so; whoever names one usually means one that is there. */
export function expectAgent(
  all: readonly AgentSheet[],
  name: string,
  isMeant: (agent: AgentSheet) => boolean = isThere,
): Answer<AgentSheet> {
  const exact = all.filter((agent) => agent.name === name || agent.pubkey === name);
  const likely = exact.length > 0 ? exact : all.filter(({ pubkey }) => name !== '' && pubkey.startsWith(name));
  const meant = likely.filter(isMeant);
  const found = meant.length > 0 ? meant : likely;
  const [agent] = found;
  if (agent !== undefined && found.length === 1) return { ok: true, value: agent };
  if (agent !== undefined) {
    const keys = found.map(({ pubkey }) => pubkey.slice(0, 16)).join(', ');
    return refused(`more than one agent is called ${name}`, `name one by its key: ${keys}`);
  }
  const names = all.map((other) => other.name);
  const help = didYouMean(name, names) ?? 'hero agent ls  lists them';
  return refused(name === '' ? 'no agent is named' : `there is no agent ${name}`, help);
}

/** Those that are up first, then by name. */
export async function sheets(store: Store): Promise<AgentSheet[]> {
  const { agents } = await store.policy();
  const now = await store.now();
  const living = await readLiving(store);
  const draining = await store.draining();
  const held = await store.held();
  const records = new Map(agents.map((agent) => [agent.pubkey, agent]));
  const keys = new Set([...records.keys(), ...living.map(({ agent }) => agent)]);
  const making = [...keys].map(async (pubkey) => {
    const processes = living.filter(({ agent }) => agent === pubkey);
    const made = await sheet(pubkey, records.get(pubkey), processes, held.get(pubkey) ?? 0, now);
    return made.state === 'up' && draining.includes(pubkey) ? { ...made, state: 'draining' as const } : made;
  });
  const all = await Promise.all(making);
  const rank = { up: 0, draining: 1, gone: 2, down: 3 };
  return all.sort((a, b) => rank[a.state] - rank[b.state] || a.name.localeCompare(b.name));
}

async function sheet(
  pubkey: string,
  stored: Agent | undefined,
  processes: readonly Session[],
  jobs: number,
  now: number,
): Promise<AgentSheet> {
  const record = stored && completeAgent(stored);
  const isUp = processes.length > 0;
  return {
    name: record === undefined ? '' : nameOfAgent(record),
    pubkey,
    state: isUp ? 'up' : hasEnded(record) ? 'down' : 'gone',
    last_seen_ms: isUp ? now : (record?.status.timestamp_last ?? 0) * 1000,
    processes: processes.map(({ host, pid, startedAt, run }) => ({ host, pid, started_ms: startedAt, run })),
    jobs,
    signature: await signatureOf(stored),
    record,
  };
}

function hasEnded(record: Agent | undefined): boolean {
  return record !== undefined && (record.status.status === 'down' || isOfRuns(record));
}

async function signatureOf(record: Agent | undefined): Promise<AgentSheet['signature']> {
  if (record === undefined || (record.signature ?? '') === '') return 'none';
  return (await verifyAgent(record)).ok ? 'good' : 'bad';
}
