// The agent: begins and ends, and takes rounds whenever there is news: of work, of jobs that have ended, of its session.

import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { StoreError } from '../store/errors.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { Handed } from '../store/parts/work.ts';
import { Rounds, type RoundsOptions } from './rounds.ts';
import { Session, type SessionOptions } from './session.ts';
import { Strangers } from './strangers.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

export interface AgentOptions extends SessionOptions, WorkbenchOptions, RoundsOptions {
  /** Called when the store is away; the agent then tries again. Without it such a failure ends the agent. */
  onTrouble?(error: StoreError): void;
  /** A new session took the place of one that the store did not know any more. */
  onReopen?(): void;
}

const idleWaitMs = 2_000;
/** Between two tries while the store is away. */
const troubleWaitMs = 1_000;

export class Agent {
  readonly #options: AgentOptions;
  readonly #bench: Workbench;
  readonly #session: Session;
  readonly #strangers = new Strangers();
  readonly #rounds: Rounds;
  #isShuttingDown = false;
  #isDraining = false;
  #reopening = false;
  #isBroken = false;
  /** Why no session came in place of one that was lost. */
  #failure: unknown;
  /** Counts what rounds should look at. */
  #news = 0;
  readonly #wakers = new Set<() => void>();
  /** How many rounds are under way. */
  #underway = 0;
  /** There may be work that was not asked for yet. */
  #workIsDue = true;
  #loop: Promise<void> | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#bench = new Workbench(options, () => this.#poke());
    const lose = () => this.#bench.interruptAll('lost');
    this.#session = new Session(options, (held, asked) => this.#onBeat(held, asked), lose);
    this.#rounds = new Rounds(options, this.#bench, this.#session, this.#strangers, {
      isTaking: () => !this.#isShuttingDown && !this.#isDraining,
      poke: () => this.#poke(),
    });
  }

  /** Opens the session and begins to claim. */
  async start(): Promise<void> {
    await this.#session.open();
    this.#loop = this.#run();
    // Whoever drains gets the failure; until then it must not count as unhandled.
    this.#loop.catch(() => {});
  }

  /** Settles when the agent has stopped: by `shutDown`, or with the error that stopped it. */
  get stopped(): Promise<void> {
    return this.#loop ?? Promise.resolve();
  }

  /** Looks for cancelled and lost jobs now instead of at the next beat. */
  checkHeld(): Promise<void> {
    return this.#session.beat();
  }

  /** Stops claiming, gives running jobs `graceMs`, then interrupts them and puts them back uncounted. */
  async shutDown(graceMs = 0): Promise<void> {
    if (this.#loop === undefined) return;
    this.#isShuttingDown = true;
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
  setDraining(on: boolean): void {
    if (this.#isDraining === on) return;
    this.#isDraining = on;
    this.#workIsDue = true;
    this.#poke();
  }

  /** Interrupts at once what a shutdown still waits for. */
  hurry(): void {
    this.#bench.interruptAll('shutdown');
  }

  /** Jobs that run here or wait here for a slot. */
  get busy(): number {
    return this.#bench.busy;
  }

  /** Nothing runs here, and the store has all that has ended. */
  get isIdle(): boolean {
    return this.#bench.busy + this.#bench.ready + this.#rounds.handing === 0;
  }

  async #run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#rounds.atATime }, (_, i) => this.#takeRounds(i === 0)));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** `first`: the one that waits for work; the others only help when there is plenty of it. */
  async #takeRounds(first: boolean): Promise<void> {
    while (!this.#isOver) {
      const heard = this.#news;
      if (this.#isRoundDue(first)) {
        this.#underway += 1;
        const isDone = await this.#survives(() => this.#rounds.take(first));
        this.#underway -= 1;
        if (!isDone) continue;
        if (first) this.#workIsDue = false;
      }
      if (this.#isOver) break;
      // Short actions end within this turn of the event loop, and go back together.
      await immediate();
      if (this.#bench.ready > 0 || heard !== this.#news) continue;
      await this.#survives(async () => {
        const handed = await this.#waitForNews(first && this.#rounds.free > 0);
        if (handed !== undefined) await this.#rounds.accept(handed);
      });
    }
    this.#poke();
  }

  #isRoundDue(first: boolean): boolean {
    if (this.#bench.ready > 0 || this.#rounds.wantsCompany) return first || this.#rounds.isAsking;
    return first && (this.#workIsDue || this.#bench.hasNews);
  }

  /** Drained, or broken off by a failure. A round under way may still bring jobs. */
  get #isOver(): boolean {
    const isEmpty = this.#bench.busy + this.#bench.ready + this.#underway === 0;
    return this.#isBroken || (this.#isShuttingDown && isEmpty);
  }

  async #waitForNews(orWork: boolean): Promise<Handed | undefined> {
    const { promise: news, resolve: wake } = Promise.withResolvers<void>();
    this.#wakers.add(wake);
    try {
      return orWork ? await this.#waitForWork(news) : await news.then(() => undefined);
    } finally {
      this.#wakers.delete(wake);
    }
  }

  async #waitForWork(news: Promise<void>): Promise<Handed | undefined> {
    const { store, pubkey, lanes } = this.#options;
    const { id: session } = this.#session;
    const stop = new AbortController();
    const number = this.#strangers.begin();
    const work = store
      .waitForWork(pubkey, lanes, idleWaitMs, { signal: stop.signal, session })
      .finally(() => this.#strangers.end(number));
    const isNews = await Promise.race([news.then(() => true), work.then(() => false)]);
    // Without a reason it makes an error with its stack, which takes longer than all the rest here.
    if (isNews) stop.abort('news');
    const arrival = await work;
    if (typeof arrival === 'object') return arrival;
    // After a wait in vain too: its marker may have got lost.
    if (!isNews || arrival === 'perhaps') this.#workIsDue = true;
    return undefined;
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

  #onBeat(held: Held[] | undefined, asked: number): void {
    if (held === undefined) {
      this.#bench.interruptAll('lost');
      if (!this.#isShuttingDown) void this.#reopen().catch((error: unknown) => this.#fail(error));
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
      while (!this.#isShuttingDown && !(await this.#survives(() => this.#session.open()))) {}
      if (!this.#isShuttingDown) this.#options.onReopen?.();
    } finally {
      this.#reopening = false;
    }
    this.#workIsDue = true;
    this.#poke();
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#isBroken = true;
    this.#poke();
  }

  #poke(): void {
    this.#news += 1;
    for (const wake of this.#wakers) wake();
  }
}
