// The agent: claims jobs up to its concurrency, has them executed, hands results back. One step of the store takes the
// results of a round and claims the next jobs.

import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { StoreError } from '../store/errors.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { ClaimRequest, Finish, Report } from '../store/parts/work.ts';
import { Session, type SessionOptions } from './session.ts';
import { Strangers } from './strangers.ts';
import { type Output, Workbench, type WorkbenchOptions } from './workbench.ts';

export interface AgentOptions extends SessionOptions, WorkbenchOptions {
  /** Jobs that run at a time in this process. */
  concurrency: number;
  /** Called when the store is away; the agent then tries again. Without it such a failure ends the agent. */
  onTrouble?(error: StoreError): void;
  /** A new session took the place of one that the store did not know any more. */
  onReopen?(): void;
}

/** How long a drain waits for running jobs before it interrupts them, milliseconds. */
const defaultDrainMs = 0;
const idleWaitMs = 2_000;
/** Jobs that one call takes on a server, where nobody else is heard meanwhile. */
const mostOnServer = 25;
const mostRounds = 4;
/** Between two tries while the store is away. */
const troubleWaitMs = 1_000;

export class Agent {
  readonly #options: AgentOptions;
  readonly #bench: Workbench;
  readonly #session: Session;
  readonly #strangers = new Strangers();
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

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#bench = new Workbench(options, () => this.#poke());
    const lose = () => this.#bench.interruptAll('lost');
    this.#session = new Session(options, (held, asked) => this.#onBeat(held, asked), lose);
  }

  /** Opens the session and begins to claim. */
  async start(): Promise<void> {
    await this.#session.open();
    this.#loop = this.#run();
    // Whoever drains gets the failure; until then it must not count as unhandled.
    this.#loop.catch(() => {});
  }

  /** Settles when the agent has stopped: by `drain`, or with the error that stopped it. */
  get stopped(): Promise<void> {
    return this.#loop ?? Promise.resolve();
  }

  /** Looks for cancelled and lost jobs now instead of at the next beat. */
  checkHeld(): Promise<void> {
    return this.#session.beat();
  }

  /** Stops claiming, gives running jobs `graceMs`, then interrupts them and puts them back uncounted. */
  async drain(graceMs = defaultDrainMs): Promise<void> {
    if (this.#loop === undefined) return;
    this.#draining = true;
    this.#poke();
    const timer = setTimeout(() => this.hurry(), graceMs);
    try {
      await this.#loop;
    } finally {
      clearTimeout(timer);
      await this.#session.close();
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
    this.#bench.interruptAll('shutdown');
  }

  /** Jobs that run here or wait here for a slot. */
  get busy(): number {
    return this.#bench.busy;
  }

  async #run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#rounds }, (_, i) => this.#takeRounds(i === 0)));
  }

  /** At a time: while another process works on one, the next is prepared here. */
  get #rounds(): number {
    const { concurrency, store } = this.#options;
    if (!store.isRemote || concurrency === 1) return 1;
    return Math.min(mostRounds, Math.max(2, Math.ceil(concurrency / mostOnServer)));
  }

  /** `first`: the one that waits for work; the others only help when there is plenty of it. */
  async #takeRounds(first: boolean): Promise<void> {
    while (!this.#isOver) {
      const heard = this.#news;
      if (first || (this.#underway > 0 && (this.#bench.ready > 0 || (this.#plenty && this.#free > 0)))) {
        this.#underway += 1;
        const isDone = await this.#survives(() => this.#round());
        this.#underway -= 1;
        if (!isDone) continue;
      }
      if (this.#isOver) break;
      // Short actions end within this turn of the event loop, and go back together.
      await immediate();
      if (this.#bench.ready === 0 && heard === this.#news) await this.#waitForNews(first && this.#free > 0);
    }
    this.#poke();
  }

  /** Drained, or broken off by a failure. */
  get #isOver(): boolean {
    return this.#isBroken || (this.#draining && this.#bench.busy + this.#bench.ready === 0);
  }

  async #waitForNews(orWork: boolean): Promise<void> {
    const { store, pubkey, lanes } = this.#options;
    const stop = new AbortController();
    const news = new Promise<void>((resolve) => this.#wakers.push(resolve));
    await Promise.race([news, ...(orWork ? [store.waitForWork(pubkey, lanes, idleWaitMs, stop.signal)] : [])]);
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

  async #round(): Promise<void> {
    const number = this.#strangers.begin();
    try {
      await this.#handOver(number);
      await this.#bench.startPlanned();
    } finally {
      this.#strangers.end(number);
    }
  }

  async #handOver(round: number): Promise<void> {
    const { store } = this.#options;
    const output = this.#bench.take();
    const { finishes, returns, reports } = output;
    this.#strangers.hand(round, [...returns, ...finishes]);
    if (returns.length > 0) await store.release(returns).catch(this.#keep(output));
    const free = Math.min(this.#free, this.#most);
    if (finishes.length > 0 || free > 0) await this.#exchange(finishes, free, reports);
    else if (reports.length > 0) await store.report(reports).catch(this.#keep({ reports }));
  }

  /** The store takes everything twice without harm, so what it has not answered to is offered again. */
  #keep(output: Partial<Output>): (error: unknown) => never {
    return (error) => {
      this.#bench.putBack(output);
      throw error;
    };
  }

  async #exchange(finishes: Finish[], free: number, reports: Report[]): Promise<void> {
    const request = free > 0 ? this.#claimRequest(free) : undefined;
    this.#asked += free;
    // There is more than this round takes: the next one asks for it meanwhile.
    if (this.#plenty && this.#free > 0) this.#poke();
    const { claims, revision } = await this.#options.store
      .exchange(finishes, request, reports)
      .catch(this.#keep({ finishes, reports }))
      .finally(() => {
        this.#asked -= free;
      });
    if (free > 0) this.#plenty = claims.length === free;
    if (claims.length > 0) await this.#bench.begin(claims, revision);
  }

  /** Jobs it may take now. */
  get #free(): number {
    const { concurrency } = this.#options;
    return this.#draining || this.#paused ? 0 : concurrency - this.#bench.busy - this.#asked;
  }

  /** Jobs that one round takes at most, so that those at the same time share the slots. */
  get #most(): number {
    const { concurrency, store } = this.#options;
    const share = Math.ceil(concurrency / this.#rounds);
    return store.isRemote ? Math.min(share, mostOnServer) : share;
  }

  #claimRequest(max: number): ClaimRequest {
    const { pubkey: agent, lanes } = this.#options;
    const { slots } = this.#bench;
    return { agent, session: this.#session.id, lanes, max, ...(slots === undefined ? {} : { slots }) };
  }

  #onBeat(held: Held[] | undefined, asked: number): void {
    if (held === undefined) {
      this.#bench.interruptAll('lost');
      if (!this.#draining) void this.#reopen().catch(() => {});
      return;
    }
    this.#bench.heed(held, asked);
    this.#bench.giveBack(this.#strangers.meet(held, this.#bench.known));
  }

  /** A session in place of one that was buried. */
  async #reopen(): Promise<void> {
    // The thread of the old session may tell of its end more than once.
    if (this.#reopening) return;
    this.#reopening = true;
    try {
      while (!this.#draining && !(await this.#survives(() => this.#session.open()))) {}
      if (!this.#draining) this.#options.onReopen?.();
    } finally {
      this.#reopening = false;
    }
    this.#poke();
  }

  #poke(): void {
    this.#news += 1;
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
