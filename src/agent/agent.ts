// The agent: claims jobs up to its concurrency, executes them, hands results back. One transaction takes the results
// of a round and claims the next jobs.

import { hostname } from 'node:os';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { Actor } from '../actors/actor.ts';
import type { Clock } from '../ground/clock.ts';
import { newGuid } from '../ground/id.ts';
import type { PolicyCache } from '../policy/policy-cache.ts';
import { StoreError } from '../store/errors.ts';
import type { Claim, ClaimRequest, Finish, Held, JobRef, LogStream, Report, Store } from '../store/ports.ts';
import { executeClaim } from './execute.ts';
import { Stop } from './interrupt.ts';
import { LogBuffer } from './log-buffer.ts';
import { processStart } from './process-start.ts';
import { SlotTable } from './slots.ts';
import { Strangers } from './strangers.ts';

export interface AgentOptions {
  store: Store;
  actors: ReadonlyMap<string, Actor>;
  /** Public key. */
  pubkey: string;
  lanes: string[];
  /** The run this process follows, if any. */
  run: string | null;
  /** Jobs that run at a time in this process. */
  concurrency: number;
  /** Milliseconds for which the jobs of this process are safe without a sign of life. */
  leaseMs: number;
  policies: PolicyCache;
  clock: Clock;
  /** Renews the lease of a session, from a thread of its own so that a busy event loop does not look dead. */
  startHeartbeat(session: string, onBeat: OnBeat): Heartbeat;
  /** Called when the store is away; the agent then tries again. Without it such a failure ends the agent. */
  onTrouble?(error: StoreError): void;
  /** A new session took the place of one that the store did not know any more. */
  onReopen?(): void;
  onBegin?(claim: Claim): void;
  /** `finish` undefined: it was interrupted by loss or shutdown. */
  onEnd?(claim: Claim, finish: Finish | undefined): void;
  /** Lines of the jobs that run here, as they come. */
  onLog?(guid: string, stream: LogStream, text: string): void;
  onProgress?(guid: string, percent: number | null, message: string): void;
}

/** `held` undefined: the session was buried. `asked`: wall clock just before the store was asked. */
export type OnBeat = (held: Held[] | undefined, asked: number) => void;

export interface Heartbeat {
  stop(): Promise<void>;
}

interface ActiveJob {
  claim: Claim;
  stop: Stop;
  started: boolean;
  /** Wall clock just after the claim. */
  claimedAt: number;
}

/** How long a drain waits for running jobs before it interrupts them, milliseconds. */
const defaultDrainMs = 0;
const idleWaitMs = 2_000;
/** Between two tries while the store is away. */
const troubleWaitMs = 1_000;
/** Log lines of running jobs wait this long for company. */
const logFlushMs = 100;

export class Agent {
  readonly #options: AgentOptions;
  readonly #active = new Map<string, ActiveJob>();
  readonly #slots: SlotTable;
  readonly #strangers = new Strangers();
  readonly #logs: LogBuffer;
  #finishes: Finish[] = [];
  /** Interrupted by shutdown and stopped: to be put back. */
  #returns: JobRef[] = [];
  #session = '';
  #heartbeat: Heartbeat | undefined;
  #draining = false;
  #paused = false;
  #reopening = false;
  #isBroken = false;
  /** Counts what rounds should look at. */
  #news = 0;
  #wakers: (() => void)[] = [];
  /** Rounds. */
  #underway = 0;
  /** Jobs that rounds under way may bring. */
  #asked = 0;
  /** The last claim brought as many jobs as it asked for. */
  #plenty = false;
  #loop: Promise<void> | undefined;
  #lastBeat = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#slots = new SlotTable(options.actors);
    this.#logs = new LogBuffer(() => setTimeout(() => this.#poke(), logFlushMs).unref());
  }

  /** Opens the session and begins to claim. */
  async start(): Promise<void> {
    await this.#openSession();
    this.#loop = this.#run();
    // Whoever drains gets the failure; until then it must not count as unhandled.
    this.#loop.catch(() => {});
  }

  /** Settles when the agent has stopped: by `drain`, or with the error that stopped it. */
  get stopped(): Promise<void> {
    return this.#loop ?? Promise.resolve();
  }

  /** Looks for cancelled and lost jobs now instead of at the next beat. */
  async checkHeld(): Promise<void> {
    const asked = this.#options.clock.now();
    this.#onBeat(await this.#options.store.beat(this.#session, this.#options.leaseMs), asked);
  }

  /** Stops claiming, gives running jobs `graceMs`, then interrupts them and puts them back uncounted. */
  async drain(graceMs = defaultDrainMs): Promise<void> {
    if (this.#loop === undefined) return;
    this.#draining = true;
    this.#poke();
    const timer = setTimeout(() => this.#interruptAll('shutdown'), graceMs);
    try {
      await this.#loop;
    } finally {
      clearTimeout(timer);
      await this.#closeSession();
    }
  }

  /** While on, nothing new is taken; what runs goes on. */
  pause(on: boolean): void {
    if (this.#paused === on) return;
    this.#paused = on;
    this.#poke();
  }

  /** Interrupts at once what a drain still waits for. */
  hurry(): void {
    this.#interruptAll('shutdown');
  }

  /** Jobs that run here or wait here for a slot. */
  get busy(): number {
    return this.#active.size;
  }

  /** While the store works on one round, another one is prepared here, if the store says that it is worth it. */
  async #run(): Promise<void> {
    const rounds = this.#options.concurrency > 1 ? this.#options.store.exchangesAtATime : 1;
    await Promise.all(Array.from({ length: rounds }, (_, i) => this.#takeRounds(i === 0)));
  }

  /** `first`: the one that waits for work; the others only help when there is plenty of it. */
  async #takeRounds(first: boolean): Promise<void> {
    let heard = 0;
    while (!this.#isOver) {
      heard = this.#news;
      if (first || (this.#underway > 0 && (this.#finishes.length > 0 || (this.#plenty && this.#free > 0)))) {
        this.#underway += 1;
        const isDone = await this.#survives(() => this.#round());
        this.#underway -= 1;
        if (!isDone) continue;
      }
      if (this.#isOver) break;
      // Short actions end within this turn of the event loop, and go back together.
      await immediate();
      if (this.#finishes.length + this.#returns.length > 0) continue;
      if (heard === this.#news) await this.#waitForNews(first && this.#free > 0);
    }
    this.#poke();
  }

  /** Drained, or broken off by a failure. */
  get #isOver(): boolean {
    return this.#isBroken || (this.#draining && this.#active.size + this.#finishes.length + this.#returns.length === 0);
  }

  async #waitForNews(orWork: boolean): Promise<void> {
    const { store } = this.#options;
    const stop = new AbortController();
    const news = new Promise<void>((resolve) => this.#wakers.push(resolve));
    await Promise.race([news, ...(orWork ? [this.#waitForWork(store, stop.signal)] : [])]);
    stop.abort();
  }

  /** False: the store was away, and it is time to try again. */
  async #survives(step: () => Promise<void>): Promise<boolean> {
    const { onTrouble } = this.#options;
    try {
      await step();
      return true;
    } catch (error) {
      if (onTrouble === undefined || !(error instanceof StoreError)) {
        this.#isBroken = true;
        throw error;
      }
      onTrouble(error);
      await delay(troubleWaitMs);
      return false;
    }
  }

  /** A session in place of one that was buried. */
  async #reopen(): Promise<void> {
    // The thread of the old session may tell of its end more than once.
    if (this.#reopening) return;
    this.#reopening = true;
    try {
      while (!this.#draining && !(await this.#survives(() => this.#openSession()))) {}
      if (!this.#draining) this.#options.onReopen?.();
    } finally {
      this.#reopening = false;
    }
    this.#poke();
  }

  #waitForWork(store: Store, signal: AbortSignal): Promise<void> {
    return store.waitForWork(this.#options.pubkey, this.#options.lanes, idleWaitMs, signal);
  }

  async #round(): Promise<void> {
    const number = this.#strangers.begin();
    try {
      await this.#goRound(number);
    } finally {
      this.#strangers.end(number);
    }
  }

  async #goRound(number: number): Promise<void> {
    const { store } = this.#options;
    const reports = this.#logs.take();
    const returns = this.#returns.splice(0);
    const finishes = this.#finishes;
    this.#finishes = [];
    this.#strangers.hand(number, [...returns, ...finishes]);
    if (returns.length > 0) {
      await store.release(returns).catch((error: unknown) => {
        this.#returns.unshift(...returns);
        this.#finishes.unshift(...finishes);
        throw error;
      });
    }
    const free = Math.min(this.#free, this.#most);
    if (finishes.length > 0 || free > 0) await this.#exchange(finishes, free, reports);
    else if (reports.length > 0) await store.report(reports);
    await this.#startPlanned();
  }

  async #exchange(finishes: Finish[], free: number, reports: Report[]): Promise<void> {
    const request = free > 0 ? this.#claimRequest(free) : undefined;
    this.#asked += free;
    const { claims, revision } = await this.#options.store
      .exchange(finishes, request, reports)
      .catch((error: unknown) => {
        // The store takes a result twice without harm, so it is offered again.
        this.#finishes.unshift(...finishes);
        throw error;
      })
      .finally(() => {
        this.#asked -= free;
      });
    if (free > 0) this.#plenty = claims.length === free;
    if (claims.length > 0) await this.#begin(claims, revision);
  }

  /** Jobs it may take now. */
  get #free(): number {
    const { concurrency } = this.#options;
    return this.#draining || this.#paused ? 0 : concurrency - this.#active.size - this.#asked;
  }

  /** Jobs that one round takes at most, so that those at the same time share the slots. */
  get #most(): number {
    const { concurrency, store } = this.#options;
    return Math.ceil(concurrency / store.exchangesAtATime);
  }

  #claimRequest(max: number): ClaimRequest {
    const { pubkey, lanes } = this.#options;
    const slots = this.#slots.free();
    return { agent: pubkey, session: this.#session, lanes, max, ...(slots === undefined ? {} : { slots }) };
  }

  async #begin(claims: Claim[], revision: number): Promise<void> {
    const claimedAt = this.#options.clock.now();
    const policy = await this.#options.policies.at(revision).catch((error: unknown) => {
      this.#returns.push(...claims.map(({ job, fence }) => ({ guid: job.guid, fence })));
      throw error;
    });
    for (const claim of claims) {
      const active = { claim, stop: new Stop(), started: claim.state === 'running', claimedAt };
      this.#active.set(claim.job.guid, active);
      if (active.started) {
        this.#slots.take(claim.job.actor);
        void this.#execute(active, policy);
      }
    }
  }

  /** Jobs that arrived without a free slot of their actor begin when one is free. */
  async #startPlanned(): Promise<void> {
    for (const active of this.#active.values()) {
      const { job, fence } = active.claim;
      if (active.started || !this.#slots.has(job.actor)) continue;
      active.started = true;
      this.#slots.take(job.actor);
      try {
        const policy = await this.#options.policies.current();
        if (await this.#options.store.start({ guid: job.guid, fence })) {
          void this.#execute(active, policy);
          continue;
        }
        this.#active.delete(job.guid);
      } catch (error) {
        // It may be said again.
        active.started = false;
        this.#slots.give(job.actor);
        throw error;
      }
      this.#slots.give(job.actor);
    }
  }

  async #execute(active: ActiveJob, policy: Awaited<ReturnType<PolicyCache['current']>>): Promise<void> {
    const { claim, stop } = active;
    const { guid, log, actor } = claim.job;
    const { actors, pubkey, clock, onLog, onProgress, onBegin, onEnd } = this.#options;
    onBegin?.(claim);
    const finish = await executeClaim(
      {
        claim,
        stop,
        onLine: (line) => {
          if (log) this.#logs.line(guid, claim.fence, line);
          onLog?.(guid, line.stream, line.text);
        },
        onProgress: (percent, message) => {
          this.#logs.progress(guid, claim.fence, percent, message);
          onProgress?.(guid, percent, message);
        },
      },
      { actors, agent: pubkey, policy, clock },
    );
    this.#active.delete(guid);
    this.#slots.give(actor);
    onEnd?.(claim, finish);
    if (finish !== undefined) this.#finishes.push(finish);
    else if (stop.interruption === 'shutdown') this.#returns.push({ guid, fence: claim.fence });
    this.#poke();
  }

  #onBeat(held: Held[] | undefined, asked: number): void {
    if (held === undefined) {
      this.#interruptAll('lost');
      if (!this.#draining) void this.#reopen().catch(() => {});
      return;
    }
    this.#lastBeat = this.#options.clock.tick();
    const byGuid = new Map(held.map((entry) => [entry.guid, entry]));
    for (const [guid, active] of this.#active) {
      const entry = byGuid.get(guid);
      const isHeld = entry !== undefined && entry.fence === active.claim.fence;
      // A beat that was asked before the claim cannot know of it.
      if (!isHeld && active.claimedAt < asked) this.#interrupt(active, 'lost');
      else if (isHeld && entry.cancel !== null) this.#interrupt(active, 'cancel');
    }
    this.#returnStrangers(held);
  }

  #returnStrangers(held: Held[]): void {
    const waiting = [...this.#finishes, ...this.#returns].map(({ guid }) => guid);
    const returns = this.#strangers.meet(held, new Set([...this.#active.keys(), ...waiting]));
    if (returns.length === 0) return;
    this.#returns.push(...returns);
    this.#poke();
  }

  #interrupt(active: ActiveJob, why: 'lost' | 'shutdown' | 'cancel'): void {
    active.stop.interrupt(why);
    if (active.started) return;
    const { claim } = active;
    const ref = { guid: claim.job.guid, fence: claim.fence };
    this.#active.delete(ref.guid);
    if (why === 'shutdown') this.#returns.push(ref);
    if (why === 'cancel') this.#finishes.push({ ...ref, ok: false, outcome: 'cancelled', retry: 'never' });
    this.#poke();
  }

  #interruptAll(why: 'lost' | 'shutdown'): void {
    for (const active of [...this.#active.values()]) this.#interrupt(active, why);
    this.#poke();
  }

  async #openSession(): Promise<void> {
    const { store, pubkey, lanes, run, leaseMs, clock, startHeartbeat } = this.#options;
    await this.#heartbeat?.stop();
    this.#session = newGuid();
    await store.openSession(
      {
        id: this.#session,
        agent: pubkey,
        lanes,
        run,
        host: hostname(),
        pid: process.pid,
        processStart: processStart(process.pid) ?? '',
      },
      leaseMs,
    );
    this.#lastBeat = clock.tick();
    this.#heartbeat = startHeartbeat(this.#session, (held, asked) => this.#onBeat(held, asked));
    this.#watch ??= setInterval(() => this.#checkLease(), Math.max(100, leaseMs / 15)).unref();
  }

  /** Without an answered beat for most of the lease, somebody else may soon run these jobs: stop them first. */
  #checkLease(): void {
    if (this.#options.clock.tick() - this.#lastBeat > 0.8 * this.#options.leaseMs) this.#interruptAll('lost');
  }

  async #closeSession(): Promise<void> {
    clearInterval(this.#watch);
    await this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    await this.#options.store.closeSession(this.#session);
  }

  #poke(): void {
    this.#news += 1;
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
