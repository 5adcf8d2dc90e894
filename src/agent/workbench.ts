// The jobs that an agent has: those that run, those that wait for a slot of their actor, and what of them is to be handed
// to the store.

import type { Actor } from '../actors/actor.ts';
import type { Clock } from '../ground/clock.ts';
import type { PolicyCache } from '../policy/policy-cache.ts';
import type { SecretFolder } from '../secrets/secret-files.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { LogStream } from '../store/parts/views.ts';
import type { Claim, Finish, JobRef, Report } from '../store/parts/work.ts';
import type { Store } from '../store/ports.ts';
import { executeClaim } from './execute.ts';
import { Stop } from './interrupt.ts';
import { LogBuffer } from './log-buffer.ts';
import { SlotTable } from './slots.ts';

export interface WorkbenchOptions {
  store: Store;
  actors: ReadonlyMap<string, Actor>;
  /** Public key of the agent. */
  pubkey: string;
  policies: PolicyCache;
  /** Where the secrets of this agent are; absent = it has none. */
  secrets?: readonly SecretFolder[];
  clock: Clock;
  onBegin?(claim: Claim): void;
  /** `finish` undefined: it was interrupted by loss or shutdown. */
  onEnd?(claim: Claim, finish: Finish | undefined): void;
  /** Lines of the jobs that run here, as they come. */
  onLog?(guid: string, stream: LogStream, text: string): void;
  onProgress?(guid: string, percent: number | null, message: string): void;
}

type Policy = Awaited<ReturnType<PolicyCache['current']>>;

interface ActiveJob {
  claim: Claim;
  stop: Stop;
  started: boolean;
  /** Wall clock just after the claim. */
  claimedAt: number;
}

/** What is to be handed to the store. */
export interface Output {
  finishes: Finish[];
  /** Interrupted by shutdown and stopped: to be put back. */
  returns: JobRef[];
  /** What running jobs have said. */
  reports: Report[];
}

/** Log lines of running jobs wait this long for company. */
const logFlushMs = 100;

export class Workbench {
  readonly #options: WorkbenchOptions;
  readonly #wake: () => void;
  readonly #active = new Map<string, ActiveJob>();
  readonly #slots: SlotTable;
  readonly #logs: LogBuffer;
  /** Whatever still comes goes back. */
  #isClosing = false;
  #output: Omit<Output, 'reports'> = { finishes: [], returns: [] };

  /** `wake`: there is something to hand over. */
  constructor(options: WorkbenchOptions, wake: () => void) {
    this.#options = options;
    this.#wake = wake;
    this.#slots = new SlotTable(options.actors);
    this.#logs = new LogBuffer(() => setTimeout(wake, logFlushMs).unref());
  }

  /** Jobs that run or wait for a slot. */
  get busy(): number {
    return this.#active.size;
  }

  /** Jobs whose end, or return, is to be handed over. */
  get ready(): number {
    return this.#output.finishes.length + this.#output.returns.length;
  }

  /** Something is to be said of running jobs, or a job waits for a slot that is free. */
  get hasNews(): boolean {
    if (this.#logs.size > 0) return true;
    for (const { started, claim } of this.#active.values())
      if (!started && this.#slots.has(claim.job.actor)) return true;
    return false;
  }

  /** Guids of all jobs that are here, those that have ended and are still to be handed over included. */
  get known(): Set<string> {
    const { finishes, returns } = this.#output;
    return new Set([...this.#active.keys(), ...[...finishes, ...returns].map(({ guid }) => guid)]);
  }

  /** Free slots of actors; undefined when no actor has a limit. */
  get slots(): Record<string, number> | undefined {
    return this.#slots.free();
  }

  take(): Output {
    const taken = { ...this.#output, reports: this.#logs.take() };
    this.#output = { finishes: [], returns: [] };
    return taken;
  }

  /** What could not be handed over comes first the next time. */
  putBack({ finishes = [], returns = [], reports = [] }: Partial<Output>): void {
    this.#output.finishes.unshift(...finishes);
    this.#output.returns.unshift(...returns);
    this.#logs.putBack(reports);
  }

  /** Begins what was claimed; `revision`: of the policy then. */
  async begin(claims: Claim[], revision: number): Promise<void> {
    if (this.#isClosing) return this.giveBack(claims.map(refOf));
    const claimedAt = this.#options.clock.now();
    const policy = await this.#options.policies.at(revision).catch((error: unknown) => {
      this.#output.returns.push(...claims.map(refOf));
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
  async startPlanned(): Promise<void> {
    for (const active of this.#active.values()) {
      const { job } = active.claim;
      if (active.started || !this.#slots.has(job.actor)) continue;
      active.started = true;
      this.#slots.take(job.actor);
      try {
        const policy = await this.#options.policies.current();
        if (await this.#options.store.start(refOf(active.claim))) {
          void this.#execute(active, policy);
          continue;
        }
        this.#drop(active);
      } catch (error) {
        // It may be said again.
        active.started = false;
        this.#slots.give(job.actor);
        throw error;
      }
      this.#slots.give(job.actor);
    }
  }

  /** Interrupts what the session does not hold any more, and what is to be cancelled. `asked`: when the store was asked. */
  heed(held: readonly Held[], asked: number): void {
    const byGuid = new Map(held.map((entry) => [entry.guid, entry]));
    for (const [guid, active] of this.#active) {
      const entry = byGuid.get(guid);
      const isHeld = entry !== undefined && entry.fence === active.claim.fence;
      // A beat that was asked before the claim cannot know of it.
      if (!isHeld && active.claimedAt < asked) this.#interrupt(active, 'lost');
      else if (isHeld && entry.cancel !== null) this.#interrupt(active, 'cancel');
    }
  }

  interruptAll(why: 'lost' | 'shutdown'): void {
    if (why === 'shutdown') this.#isClosing = true;
    for (const active of [...this.#active.values()]) this.#interrupt(active, why);
    this.#wake();
  }

  /** Jobs that are not here, although the store believes it. */
  giveBack(refs: readonly JobRef[]): void {
    if (refs.length === 0) return;
    this.#output.returns.push(...refs);
    this.#wake();
  }

  async #execute(active: ActiveJob, policy: Policy): Promise<void> {
    const { claim, stop } = active;
    const { guid, log, actor } = claim.job;
    const { actors, pubkey, secrets = [], clock, onLog, onProgress, onBegin, onEnd } = this.#options;
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
      { actors, agent: pubkey, policy, secrets, clock },
    );
    this.#drop(active);
    this.#slots.give(actor);
    onEnd?.(claim, finish);
    if (finish !== undefined) this.#output.finishes.push(finish);
    else if (stop.interruption === 'shutdown') this.#output.returns.push(refOf(claim));
    this.#wake();
  }

  /** One that was taken away and did not hear of it may be here again meanwhile, as another execution. */
  #drop(active: ActiveJob): void {
    active.stop.over();
    const { guid } = active.claim.job;
    if (this.#active.get(guid) === active) this.#active.delete(guid);
  }

  #interrupt(active: ActiveJob, why: 'lost' | 'shutdown' | 'cancel'): void {
    active.stop.interrupt(why);
    if (active.started) return;
    const ref = refOf(active.claim);
    this.#drop(active);
    if (why === 'shutdown') this.#output.returns.push(ref);
    if (why === 'cancel') this.#output.finishes.push({ ...ref, ok: false, outcome: 'cancelled', retry: 'never' });
    this.#wake();
  }
}

function refOf({ job, fence }: Claim): JobRef {
  return { guid: job.guid, fence };
}
