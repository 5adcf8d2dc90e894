// What the contract suite needs of an adapter, and the words its tests are written in.

import { afterEach, beforeEach, expect } from 'vitest';
import { readWhy } from '../../../src/app/why-text.ts';
import type { Backoff } from '../../../src/ground/backoff.ts';
import type { Clock } from '../../../src/ground/clock.ts';
import type { Job } from '../../../src/records/job.ts';
import type { JobView } from '../../../src/records/outcome.ts';
import { legalMoves } from '../../../src/records/transitions.ts';
import type { JobState } from '../../../src/records/words.ts';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Admission, Trail } from '../../../src/store/parts/jobs.ts';
import type { Claim, Finish } from '../../../src/store/parts/work.ts';
import type { Store } from '../../../src/store/ports.ts';
import type { Retention } from '../../../src/store/retention.ts';
import { agentA, lease } from './make.ts';

/** Stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = Date.UTC(2030, 0, 1);

  now(): number {
    return this.#now;
  }

  tick(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

export interface OpenOptions {
  retention?: Partial<Retention>;
  random?: () => number;
  backoff?: Backoff;
}

export interface Opened {
  store: Store;
  clock: ManualClock;
  /** Closes the store and opens it again, with the same clock. */
  reopen(): Promise<Store>;
  destroy(): Promise<void>;
}

export type OpenStore = (options: OpenOptions) => Promise<Opened>;

/** The store of one test, and what tests do with it again and again. */
export class Bench {
  readonly opened: Opened;
  readonly events: JobEvent[] = [];
  store: Store;

  constructor(opened: Opened) {
    this.opened = opened;
    this.store = opened.store;
    this.store.subscribe((events) => this.events.push(...events));
  }

  get clock(): ManualClock {
    return this.opened.clock;
  }

  async reopen(): Promise<void> {
    this.store = await this.opened.reopen();
    this.store.subscribe((events) => this.events.push(...events));
  }

  /** Submits jobs; those that name agents are admitted to them under the current policy. */
  async submit(jobs: Job | Job[], trail: Trail = {}): Promise<void> {
    const revision = await this.store.revision();
    const batch = [jobs].flat().map((job) => ({
      job,
      trail,
      ...(job.agents.length > 0 ? { admission: { candidates: job.agents, revision } } : {}),
    }));
    expect(await this.store.submit(batch)).toEqual({ ok: true, existing: [] });
  }

  async admission(...candidates: string[]): Promise<Admission> {
    return { candidates, revision: await this.store.revision() };
  }

  async session(id: string, agent = agentA, lanes = [''], run: string | null = null): Promise<void> {
    await this.store.openSession({ id, agent, lanes, run, host: 'host', pid: 1, processStart: '1' }, lease);
  }

  claim(session: string, agent = agentA, max = 100, lanes = ['']): Promise<Claim[]> {
    return this.store.claim({ agent, session, lanes, max });
  }

  /** Claims exactly one job and returns it. */
  async take(session: string, agent = agentA): Promise<Claim> {
    const [claim] = await this.claim(session, agent, 1);
    expect(claim, `a job for ${session}`).toBeDefined();
    return claim as Claim;
  }

  async finish(claim: Claim, end: Omit<Finish, 'guid' | 'fence'> = { ok: true }): Promise<string> {
    const { answers } = await this.store.exchange([{ guid: claim.job.guid, fence: claim.fence, ...end }]);
    return answers[0] ?? 'none';
  }

  fail(claim: Claim, code = 1, message = 'it broke'): Promise<string> {
    return this.finish(claim, { ok: false, code, message });
  }

  /** What a job waits for, as people read it. */
  async why(guid: string): Promise<string | undefined> {
    return (await readWhy(this.store, guid))?.sentence;
  }

  async view(guid: string): Promise<JobView> {
    const view = await this.store.get(guid);
    expect(view, `job ${guid}`).toBeDefined();
    return view as JobView;
  }

  /** State, and the outcome if it has ended: `running`, `ok`, `error(timeout)`, `error(failed) ignored`. */
  async stands(guid: string): Promise<string> {
    const { job, outcome } = await this.view(guid);
    const { status } = job.status;
    return status === 'error' ? `error(${outcome.outcome})${outcome.ignored ? ' ignored' : ''}` : status;
  }

  /** Lets time pass and moves on what is due; somebody looks so often that the store never seems to have been away. */
  async pass(ms: number): Promise<void> {
    await this.passAlive(ms);
  }

  /** Keeps sessions alive while time passes, a lease at a time. */
  async passAlive(ms: number, ...sessions: string[]): Promise<void> {
    for (let left = ms; left > 0; left -= lease / 3) {
      this.clock.advance(Math.min(left, lease / 3));
      for (const session of sessions) await this.store.beat(session, lease);
      while ((await this.store.sweep(100)).more);
    }
  }

  pathsOf(guid: string): string[] {
    return this.events.filter((event) => event.guid === guid).map(({ path }) => path.join('>'));
  }
}

/** A store of its own for each test; after it no invariant is broken and no illegal move was told. */
export function useStore(open: OpenStore, options: OpenOptions = {}): () => Bench {
  let bench: Bench | undefined;
  beforeEach(async () => {
    bench = new Bench(await open({ random: () => 0, ...options }));
  });
  afterEach(async () => {
    const used = bench;
    bench = undefined;
    if (used === undefined) return;
    try {
      expect(await used.store.inspect()).toEqual([]);
      expect(illegalMoves(used.events)).toEqual([]);
    } finally {
      await used.opened.destroy();
    }
  });
  return () => {
    if (bench === undefined) throw new Error('only within a test');
    return bench;
  };
}

/** `open` opens the same store each time. Only closed in the end. */
export async function openBench(open: () => Promise<Store>, clock: ManualClock): Promise<Bench> {
  let store = await open();
  const reopen = async () => {
    await store.close();
    store = await open();
    return store;
  };
  return new Bench({ store, clock, reopen, destroy: () => store.close() });
}

/** Moves that the table does not have, and gaps in the numbers. */
export function illegalMoves(events: JobEvent[]): string[] {
  const illegal: string[] = [];
  const states = new Map<string, JobState>();
  let seq = events[0]?.seq ?? 0;
  for (const event of events) {
    if (event.seq !== seq++) illegal.push(`event ${event.seq} is out of order`);
    for (const state of event.path) {
      const before = states.get(event.guid);
      if (before !== undefined && !legalMoves[before].includes(state))
        illegal.push(`${event.guid}: ${before} > ${state}`);
      states.set(event.guid, state);
    }
  }
  return illegal;
}
