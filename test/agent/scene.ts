// An agent on a store of its own, with one action: slow.go.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, ActorAction } from '../../src/actors/actor.ts';
import { toService } from '../../src/actors/catalogue.ts';
import { Agent } from '../../src/agent/agent.ts';
import type { OnBeat } from '../../src/agent/session.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import type { Job } from '../../src/records/job.ts';
import { StoreError } from '../../src/store/errors.ts';
import type { Store } from '../../src/store/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { plainActor, plainAgent } from '../setup/plain-records.ts';
import { agentA, asker, makeJob } from '../store/contract/make.ts';

export const leaseMs = 1_500;

export function slowActor(execute: ActorAction['execute']): Actor {
  return plainActor('slow', 'go', execute);
}

export interface Surroundings {
  /** The store as the agent sees it. */
  seen?: Store;
  /** While it says so, the agent's heart is silent. */
  isSilent?: () => boolean;
  actor?: Actor;
  /** What else the agent has. */
  others?: readonly Actor[];
}

export class Scene {
  readonly #dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  readonly #actor: Actor;
  readonly #leaseMs: number;
  readonly store: Store;
  #agent: Agent | undefined;

  private constructor(actor: Actor, lease: number, store?: Store) {
    this.#actor = actor;
    this.#leaseMs = lease;
    this.store = store ?? openSqliteStore(join(this.#dir, 'jobs.db'));
  }

  /** `store`: another one than a file of its own; it is closed with the scene. */
  static async open(actor: Actor, store?: Store, lease = leaseMs): Promise<Scene> {
    const scene = new Scene(actor, lease, store);
    await scene.store.putService(toService(actor));
    await scene.store.putAgent(plainAgent(agentA, actor));
    return scene;
  }

  async startAgent({
    seen,
    isSilent = () => false,
    actor = this.#actor,
    others = [],
  }: Surroundings = {}): Promise<void> {
    this.#agent = new Agent({
      store: this.#whileHeard(seen ?? this.store, isSilent),
      actors: new Map([actor, ...others].map((one) => [one.name, one])),
      pubkey: agentA,
      lanes: [''],
      run: null,
      concurrency: 4,
      leaseMs: this.#leaseMs,
      policies: new PolicyCache(this.store, [asker]),
      clock: systemClock,
      startHeartbeat: (session, onBeat) => this.#beatEvery(100, session, onBeat, isSilent),
      onTrouble: () => {},
    });
    await this.#agent.start();
  }

  #whileHeard(store: Store, isSilent: () => boolean): Store {
    const beat: Store['beat'] = async (...args) => {
      if (isSilent()) throw new StoreError('unreachable', 'it is away', '');
      return store.beat(...args);
    };
    return seenAs(store, { beat });
  }

  #beatEvery(ms: number, session: string, onBeat: OnBeat, isSilent: () => boolean) {
    const timer = setInterval(async () => {
      const asked = Date.now();
      if (isSilent()) return;
      try {
        onBeat(await this.store.beat(session, this.#leaseMs), asked);
      } catch {
        // Away.
      }
    }, ms);
    return { stop: async () => clearInterval(timer) };
  }

  /** The store, except for these. */
  seenAs(odd: Partial<Store>): Store {
    return seenAs(this.store, odd);
  }

  /** Jobs of slow.go, admitted to the agent. */
  async submit(guids: readonly string[], fields: Partial<Job> = {}): Promise<void> {
    const admission = { candidates: [agentA], revision: await this.store.revision() };
    const jobs = guids.map((guid) => makeJob(guid, { actor: 'slow', action: 'go', ...fields }));
    await this.store.submit(jobs.map((job) => ({ job, trail: {}, admission })));
  }

  /** Settles when the agent has stopped, or rejects with what has stopped it. */
  async stopped(): Promise<void> {
    await this.#agent?.stopped;
  }

  async shutDown(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.shutDown();
  }

  async close(): Promise<void> {
    await this.shutDown();
    await this.store.close();
    rmSync(this.#dir, { recursive: true });
  }
}

function seenAs(store: Store, odd: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const value = odd[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
