// The herorunner loop: admits jobs that need a decision, moves on what is due. Any number of them may run on one store.

import { setTimeout as delay } from 'node:timers/promises';
import type { CompiledPolicy } from '../acl/policy.ts';
import type { PolicyCache } from '../policy/policy-cache.ts';
import type { Job } from '../records/job.ts';
import { StoreError } from '../store/errors.ts';
import type { Undecided } from '../store/parts/jobs.ts';
import type { RunnerPresence } from '../store/parts/runners.ts';
import type { Session } from '../store/parts/sessions.ts';
import type { Store } from '../store/ports.ts';
import { judgeAdmission } from './admit.ts';
import { aliveAgents, inTurn, livingSessions, type Presence, readPresence } from './alive.ts';
import type { Scheduler } from './scheduler.ts';

export interface RunnerOptions {
  store: Store;
  policies: PolicyCache;
  /** Called when a turn failed because the store is away; the runner then tries again. Without it such a failure ends it. */
  onTrouble?(error: StoreError): void;
  /** After every turn that the store answered, with the milliseconds by which what was due has waited. */
  onTurn?(lagMs: number): void;
  /** Fires schedules; without it this runner leaves them alone. */
  scheduler?: Scheduler;
  /** Whether a process is known to have ended without a word, so that it gets no jobs in what is left of its lease. */
  isGone?(session: Session): boolean;
  /** Which process it is, so that others see that it is there. */
  self?: Omit<RunnerPresence, 'fires'>;
}

/** Jobs one turn decides about or moves on. */
const turnLimit = 100;
/** Jobs one turn moves on at most when turn after turn leaves some: it takes twice as many each time. */
const mostInTurn = 3_200;
/** The same where nothing else gets done in this process meanwhile. */
const mostInTurnHere = 400;
const longestWaitMs = 1_000;
/** Jobs that end one after the other are looked at together. */
const nudgeMs = 50;
/** Between two times that it says that it is there. */
const tellEveryMs = 1_000;
/** Between two looks which agents have died. */
const lookEveryMs = 1_000;
/** Between turns even when work is left, so that agents on the same store get theirs. A server sees to that by itself. */
const shortestWaitMs = 5;

export class Runner {
  readonly #options: RunnerOptions;
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  #wake: () => void = () => {};
  #nextDue: number | null = null;
  /** Jobs the next turn moves on. */
  #limit = turnLimit;
  /** Jobs were left without a decision in the last turn. */
  #isAnyWaiting = false;
  #inGrace = false;
  #turns = 0;
  /** When it last said that it is there, by the clock of this process. */
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Agents that had a living process at the last look. */
  #agents: ReadonlySet<string> = new Set();
  /** When it last looked, by the store's clock. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #nudge: NodeJS.Timeout | undefined;
  #isNudged = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
    this.#loop.catch(() => {});
  }

  /** Settles when the runner has stopped: by `stop`, or with the error that stopped it. */
  get stopped(): Promise<void> {
    return this.#loop ?? Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#nudge);
    this.#wake();
    await this.#loop;
    const { store, self } = this.#options;
    // It is missed soon enough if the store is away.
    if (self !== undefined) await store.removeRunner(self.id).catch(() => {});
  }

  /** Something happened that may need a decision: the next turn comes soon. */
  nudge(): void {
    this.#nudge ??= setTimeout(() => {
      this.#nudge = undefined;
      this.#isNudged = true;
      this.#wake();
    }, nudgeMs).unref();
  }

  /** One turn now: admission and everything that is due. Returns the milliseconds until the next is worth while. */
  async turn(): Promise<number> {
    const { store, scheduler } = this.#options;
    await this.#tell();
    // First: what it fires is admitted in the same turn.
    const untilSlot = (await scheduler?.turn()) ?? longestWaitMs;
    // Also before: the store would end by itself, and without a reason, what nobody may take.
    if (this.#isAnyWaiting) await this.#decideAll(await store.now(), this.#inGrace);
    const swept = await store.sweep(this.#limit);
    // Otherwise jobs would end faster than they are retired, and the store would grow.
    const most = store.isRemote ? mostInTurn : mostInTurnHere;
    this.#limit = swept.more ? Math.min(2 * this.#limit, most) : turnLimit;
    await this.#missAgents(swept.now, swept.grace);
    const lag = this.#nextDue === null ? 0 : Math.max(0, swept.now - this.#nextDue);
    const decided = await this.#decideAll(swept.now, swept.grace);
    this.#inGrace = swept.grace;
    this.#nextDue = swept.nextDue;
    this.#options.onTurn?.(lag);
    if (swept.more || decided === turnLimit) return store.isRemote ? 0 : shortestWaitMs;
    const untilDue = swept.nextDue === null ? longestWaitMs : swept.nextDue - swept.now;
    return Math.min(longestWaitMs, Math.max(shortestWaitMs, Math.min(untilDue, untilSlot)));
  }

  /** Returns how many jobs do not wait for a decision any more. */
  async #decideAll(now: number, grace: boolean): Promise<number> {
    const { store, policies } = this.#options;
    const undecided = await store.undecided(turnLimit);
    if (undecided.length === 0) {
      this.#isAnyWaiting = false;
      return 0;
    }
    const presence = await this.#look(now, grace);
    const policy = await policies.current();
    // Told to the store together, in this order: one after the other would each cost the way there and back.
    const isDecided = await Promise.all(undecided.map((entry) => this.#decide(entry, policy, presence)));
    const decided = isDecided.filter(Boolean).length;
    this.#isAnyWaiting = decided < undecided.length;
    return decided;
  }

  /** False: it stays undecided for now. */
  async #decide({ job, lane, since }: Undecided, policy: CompiledPolicy, presence: Presence): Promise<boolean> {
    const { store } = this.#options;
    this.#turns += 1;
    const alive = await this.#butNotTheSame(job, inTurn(aliveAgents(presence, lane), this.#turns));
    const verdict = judgeAdmission(job, policy, alive);
    if (verdict.verdict === 'refuse') return store.refuse(job.guid, 'denied', 0, verdict.message);
    if (verdict.verdict === 'admit') {
      const { candidates } = verdict;
      return (await store.admit(job.guid, { candidates, revision: policy.revision })) !== 'stale';
    }
    const { timeout_schedule: patience } = job;
    if (patience === 0 || presence.grace || presence.now < since + patience * 1000 - nudgeMs) return false;
    const nobody = `agent that offers ${job.actor}.${job.action} came up within ${patience} s`;
    if (verdict.denial === undefined) return store.refuse(job.guid, 'not_picked_up', 0, `no ${nobody}`);
    return store.refuse(job.guid, 'denied', 0, `denied: ${verdict.denial}; no other ${nobody}`);
  }

  /** Who had it before and lost it, or let it lie, comes last: it may be dead although its lease goes on. */
  async #butNotTheSame({ guid, status }: Job, agents: string[]): Promise<string[]> {
    if (status.status === 'created' || agents.length < 2) return agents;
    const before = (await this.#options.store.get(guid))?.outcome.agent;
    return agents.toSorted((one, other) => Number(one === before) - Number(other === before));
  }

  /** What waits for an agent that has died since the last look is decided anew. */
  async #missAgents(now: number, grace: boolean): Promise<void> {
    if (now - this.#lookedAt < lookEveryMs) return;
    this.#lookedAt = now;
    const { store } = this.#options;
    const living = livingSessions(await this.#look(now, grace));
    const agents = new Set(living.map(({ agent }) => agent));
    for (const agent of this.#agents) if (!agents.has(agent)) await store.abandon(agent);
    this.#agents = agents;
  }

  /** Who is there, without processes that are known to be gone. */
  async #look(now: number, grace: boolean): Promise<Presence> {
    const { store, isGone = () => false } = this.#options;
    const seen = await readPresence(store, now, grace);
    return { ...seen, sessions: seen.sessions.filter((session) => !isGone(session)) };
  }

  async #tell(): Promise<void> {
    const { store, self, scheduler } = this.#options;
    const now = performance.now();
    if (self === undefined || now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    await store.tellRunner({ ...self, fires: scheduler !== undefined });
  }

  /** A turn; one that the store did not answer is told and comes again soon. */
  async #tryTurn(): Promise<number> {
    const { onTrouble } = this.#options;
    try {
      return await this.turn();
    } catch (error) {
      if (onTrouble === undefined || !(error instanceof StoreError)) throw error;
      onTrouble(error);
      return longestWaitMs;
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#isNudged = false;
      const wait = await this.#tryTurn();
      const pause = new AbortController();
      this.#wake = () => pause.abort();
      if (signal.aborted) return;
      // It may have come while the turn was under way.
      if (this.#isNudged) continue;
      await delay(wait, undefined, { signal: pause.signal }).catch(() => {});
    }
  }
}
