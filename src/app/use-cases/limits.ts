// `hero limit …`: how much a store takes, and how many jobs run at the same time; kept in the store.

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Agent } from '../../records/agent.ts';
import { parseBytes } from '../../script/values/size.ts';
import type { Limit, LimitKind, LimitSheet } from '../../store/parts/limits.ts';
import type { Store } from '../../store/ports.ts';
import { livingFirst, nameOfAgent, resolveAgentName } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';
import { type LocalKeys, openLocalKeys } from '../keys.ts';
import type { Settings } from '../settings.ts';
import { type Answer, refused, withNewStore, withReadStore, withStore } from '../with-store.ts';

export interface NamedLimit extends LimitSheet {
  /** As people name it: `actor:vm_manager`, `agent:node1`, `source:me`. */
  shown: string;
}

type Target = Pick<Limit, 'kind' | 'name'>;

export function listLimits(settings: Settings): Promise<Answer<NamedLimit[]>> {
  return withReadStore(settings, async (store) => {
    const namer = await Namer.of(settings, store);
    return { ok: true, value: (await store.limits()).map((sheet) => ({ ...sheet, shown: namer.show(sheet) })) };
  });
}

export interface LimitSet {
  limit: Limit;
  /** What may be wrong with it all the same; undefined: nothing. */
  doubt: LimitDoubt | undefined;
}

/** Nobody has offered the actor so far, maybe it is mistyped; or the store is beyond its limit already. */
export type LimitDoubt = { what: 'unoffered'; suggestion: string | undefined } | { what: 'full'; usedBytes: number };

/** `what`: `store`, `agent:NAME`, `actor:NAME` or `source:KEY`; `most`: an amount of storage, or a number of jobs. */
export function setLimit(settings: Settings, what: string, most: string): Promise<Answer<LimitSet>> {
  return withNewStore(settings, async (store) => {
    const target = await findTarget(settings, store, what);
    if (!target.ok) return target;
    const max = readMax(target.value.kind, most);
    if (!max.ok) return max;
    const limit = { ...target.value, max: max.value };
    await store.setLimit(limit);
    return { ok: true, value: { limit, doubt: await doubtOf(store, limit) } };
  });
}

async function doubtOf(store: Store, { kind, name, max }: Limit): Promise<LimitDoubt | undefined> {
  if (kind === 'store') {
    const usedBytes = (await store.limits()).find((limit) => limit.kind === 'store')?.used ?? 0;
    return usedBytes > max ? { what: 'full', usedBytes } : undefined;
  }
  if (kind !== 'actor') return undefined;
  const actors = (await store.policy()).services.map(({ actor }) => actor);
  if (actors.length === 0 || actors.includes(name)) return undefined;
  return { what: 'unoffered', suggestion: didYouMean(name, actors) };
}

export function removeLimit(settings: Settings, what: string): Promise<Answer<boolean>> {
  return withStore(settings, async (store) => {
    const target = await findTarget(settings, store, what);
    if (!target.ok) return target;
    return { ok: true, value: await store.removeLimit(target.value.kind, target.value.name) };
  });
}

async function findTarget(settings: Settings, store: Store, what: string): Promise<Answer<Target>> {
  if (what === 'store') return { ok: true, value: { kind: 'store', name: '' } };
  const [, kind, name = ''] = /^(agent|actor|source):(.+)$/.exec(what) ?? [];
  if (kind === undefined) {
    return refused(`${what} is nothing that can have a limit`, 'it is store, agent:NAME, actor:NAME or source:KEY');
  }
  if (kind === 'actor') return { ok: true, value: { kind, name } };
  const found = (await Namer.of(settings, store)).find(kind as 'agent' | 'source', name);
  if (found !== undefined) return { ok: true, value: { kind: kind as LimitKind, name: found } };
  return kind === 'agent'
    ? refused(`there is no agent ${name}`, 'name it as hero agent ls does, or by its public key')
    : refused(`${name} is no public key`, 'a source is named by its public key of 64 hex digits, or me');
}

function readMax(kind: LimitKind, text: string): Answer<number> {
  if (kind === 'store') {
    const bytes = parseBytes(text);
    return bytes.ok && bytes.value > 0
      ? { ok: true, value: bytes.value }
      : refused(`${text} is no amount of storage`, 'such as 512MB or 10GB');
  }
  const most = 1_000_000;
  if (/^\d+$/.test(text) && Number(text) <= most) return { ok: true, value: Number(text) };
  return refused(`${text} is no number of jobs`, `it is a whole number from 0 to ${most}; 0 holds all of them back`);
}

/** From what people call the agent or source of a limit to its key, and back. */
class Namer {
  readonly #agents: readonly Agent[];
  readonly #keys: LocalKeys | undefined;

  private constructor(agents: readonly Agent[], keys: LocalKeys | undefined) {
    this.#agents = agents;
    this.#keys = keys;
  }

  static async of(settings: Settings, store: Store): Promise<Namer> {
    const keys = await openLocalKeys(settings);
    const agents = await livingFirst(store, completePolicy(await store.policy()).agents);
    return new Namer(agents, keys.ok ? keys.keys : undefined);
  }

  find(kind: 'agent' | 'source', name: string): string | undefined {
    if (kind === 'source' && name === 'me') return this.#keys?.user;
    const agents = kind === 'agent' ? this.#agents : [];
    return resolveAgentName(name, agents, kind === 'agent' ? this.#keys?.agent : undefined);
  }

  show({ kind, name }: Target): string {
    if (kind === 'store') return kind;
    if (kind === 'source' && name === this.#keys?.user) return 'source:me';
    if (kind === 'agent' && name === this.#keys?.agent) return 'agent:local';
    const agent = kind === 'agent' ? this.#agents.find(({ pubkey }) => pubkey === name) : undefined;
    return `${kind}:${agent === undefined ? name : nameOfAgent(agent)}`;
  }
}
