// Rounds of an agent: one step of the store takes the results of a round and claims the next jobs, as many as there are
// free slots.

import type { ClaimRequest, Finish, Handed, Report } from '../store/parts/work.ts';
import type { Store } from '../store/ports.ts';
import type { Session } from './session.ts';
import type { Strangers } from './strangers.ts';
import type { Output, Workbench } from './workbench.ts';

export interface RoundsOptions {
  store: Store;
  /** Public key of the agent. */
  pubkey: string;
  lanes: string[];
  /** Jobs that run at a time in this process. */
  concurrency: number;
}

interface Hooks {
  /** Whether anything new may be claimed. */
  isTaking(): boolean;
  /** Has another round taken. */
  poke(): void;
}

/** Jobs that one call takes on a server, where nobody else is heard meanwhile: it ends and takes so many within 3 ms. */
const mostOnServer = 16;
const mostRounds = 4;

export class Rounds {
  readonly #options: RoundsOptions;
  readonly #bench: Workbench;
  readonly #session: Session;
  readonly #strangers: Strangers;
  readonly #hooks: Hooks;
  /** Jobs that rounds under way may bring. */
  #asked = 0;
  #asking = 0;
  /** Ends and returns that are on their way to the store. */
  handing = 0;
  /** The last claim brought as many jobs as it asked for. */
  #plenty = false;
  /** The last round brought jobs in place of those that had ended: there is no need to stand ready for more. */
  #follows = false;

  constructor(options: RoundsOptions, bench: Workbench, session: Session, strangers: Strangers, hooks: Hooks) {
    this.#options = options;
    this.#bench = bench;
    this.#session = session;
    this.#strangers = strangers;
    this.#hooks = hooks;
  }

  /** Whether the store has yet to answer. */
  get isAsking(): boolean {
    return this.#asking > 0;
  }

  /** There is more than one round takes, and room for it. */
  get wantsCompany(): boolean {
    return this.#plenty && this.free > 0;
  }

  /**
   * At a time: while another process works on one, the next is prepared here. Slots of actors are told to the store by one
   * round, and two of them would have them filled twice.
   */
  get atATime(): number {
    const { concurrency, store } = this.#options;
    if (!store.isRemote || concurrency === 1 || this.#bench.slots !== undefined) return 1;
    return Math.min(mostRounds, Math.max(2, Math.ceil(concurrency / mostOnServer)));
  }

  /**
   * One round; rejects when the store fails, and what it had not answered to is offered again. `first`: of those that wait
   * for work.
   */
  async take(first: boolean): Promise<void> {
    const number = this.#strangers.begin();
    const output = this.#bench.take();
    const ends = output.finishes.length + output.returns.length;
    try {
      this.handing += ends;
      await this.#handOver(number, output, first).finally(() => {
        this.handing -= ends;
      });
      await this.#bench.startPlanned();
    } finally {
      this.#strangers.end(number);
    }
  }

  /** A job that came by itself. One for which there is no room goes back, uncounted. */
  async accept({ claim, revision }: Handed): Promise<void> {
    if (this.free > 0) await this.#bench.begin([claim], revision);
    else this.#bench.giveBack([{ guid: claim.job.guid, fence: claim.fence }]);
  }

  async #handOver(round: number, output: Output, first: boolean): Promise<void> {
    const { store } = this.#options;
    const { finishes, returns, reports } = output;
    this.#strangers.hand(round, [...returns, ...finishes]);
    if (returns.length > 0) await store.release(returns).catch(this.#keep(output));
    const free = Math.min(this.free, this.#most);
    if (finishes.length > 0 || free > 0) await this.#exchange(finishes, free, reports, first);
    else if (reports.length > 0) await store.report(reports).catch(this.#keep({ reports }));
  }

  /** The store takes everything twice without harm, so what it has not answered to is offered again. */
  #keep(output: Partial<Output>): (error: unknown) => never {
    return (error) => {
      this.#bench.putBack(output);
      throw error;
    };
  }

  async #exchange(finishes: Finish[], free: number, reports: Report[], first: boolean): Promise<void> {
    const request = free > 0 ? this.#claimRequest(free, first && !this.#follows) : undefined;
    this.#asked += free;
    this.#asking += 1;
    // There is more than this round takes: the next one asks for it meanwhile.
    if (this.wantsCompany) this.#hooks.poke();
    let brought = 0;
    try {
      const { claims, revision } = await this.#options.store
        .exchange(finishes, request, reports)
        .catch(this.#keep({ finishes, reports }));
      brought = claims.length;
      if (free > 0) this.#plenty = brought === free;
      this.#follows = finishes.length > 0 && brought > 0;
      if (brought > 0) await this.#bench.begin(claims, revision);
    } finally {
      // Not before: what has not begun yet takes its room.
      this.#asked -= free;
      this.#asking -= 1;
    }
    // There is room again, and the one that waits for work did not know.
    if (!first && brought < free) this.#hooks.poke();
  }

  /** Jobs it may take now. */
  get free(): number {
    const { concurrency } = this.#options;
    return this.#hooks.isTaking() ? concurrency - this.#bench.busy - this.#asked : 0;
  }

  /** Jobs that one round takes at most, so that those at the same time share the slots. */
  get #most(): number {
    const { concurrency, store } = this.#options;
    const share = Math.ceil(concurrency / this.atATime);
    return store.isRemote ? Math.min(share, mostOnServer) : share;
  }

  #claimRequest(max: number, isReady: boolean): ClaimRequest {
    const { pubkey: agent, lanes } = this.#options;
    const { slots } = this.#bench;
    return { agent, session: this.#session.id, lanes, max, ...(slots === undefined ? { isReady } : { slots }) };
  }
}
