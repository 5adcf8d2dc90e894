// Agents: a process each, which claims jobs and says what came of them.

import type { Claim, ClaimRequest, Finish, JobRef } from '../../../src/store/parts/work.ts';
import { lease } from '../contract/make.ts';
import { agents } from './drafts.ts';
import type { Claiming, Ending, Step } from './history.ts';
import type { SideBySide } from './side-by-side.ts';

const endings: Record<Ending, Omit<Finish, keyof JobRef>> = {
  ok: { ok: true, result: { n: [1, null] } },
  failed: { ok: false, code: 7, message: 'it broke' },
  code: { ok: false, code: 3, result: 'as expected' },
  never: { ok: false, outcome: 'denied', retry: 'never' },
  later: { ok: false, message: 'too many requests', retry: { afterMs: 3_000 } },
  denied: { ok: false, outcome: 'denied', message: 'no right' },
  timeout: { ok: false, outcome: 'timeout' },
  lost: { ok: false, outcome: 'lost', message: 'it was killed' },
  cancelled: { ok: false, outcome: 'cancelled' },
};

export class Working {
  readonly #stores: SideBySide;
  readonly #isShared: boolean;
  /** All so far; some are over. */
  readonly #claims: Claim[] = [];
  /** The session of each agent, and how many there were. */
  readonly #sessions = new Map<string, string>();
  #opened = 0;

  constructor(stores: SideBySide, isShared: boolean) {
    this.#stores = stores;
    this.#isShared = isShared;
  }

  async claim(claiming: Claiming): Promise<void> {
    const request = await this.#request(claiming);
    this.#claims.push(...(await this.#stores.all((store) => store.claim(request))));
  }

  async #request({ agent, max, slots, lanes }: Claiming): Promise<ClaimRequest> {
    const name = agents[agent] ?? '';
    // Turns of one inbox and numbers of another are merged only roughly.
    const lane = this.#isShared ? lanes.slice(0, 1) : lanes;
    const request = { agent: name, session: await this.session(name), lanes: lane, max };
    return slots === undefined ? request : { ...request, slots: { vm_manager: slots } };
  }

  async finish({ picks, how, next }: Extract<Step, { do: 'finish' }>): Promise<void> {
    const refs = picks.map((pick) => this.#pick(pick)).filter((ref) => ref !== undefined);
    const finishes = refs.map((ref) => ({ ...ref, ...endings[how] }));
    const request = next === undefined ? undefined : await this.#request(next);
    const { claims } = await this.#stores.all((store) => store.exchange(finishes, request));
    this.#claims.push(...claims);
  }

  /** All that is held ends well. */
  async finishAll(): Promise<void> {
    const held = this.#claims.splice(0).map(({ job, fence }) => ({ guid: job.guid, fence, ok: true }));
    await this.#stores.all((store) => store.exchange(held));
  }

  async hold(what: 'start' | 'release' | 'report', pick: number): Promise<void> {
    const ref = this.#pick(pick);
    if (ref === undefined) return;
    if (what === 'start') await this.#stores.all((store) => store.start(ref));
    else if (what === 'release') await this.#stores.all((store) => store.release([ref]));
    else {
      const lines = [{ stream: 'stdout' as const, text: `under fence ${ref.fence}`, at: this.#stores.clock.now() }];
      await this.#stores.all((store) =>
        store.report([{ ...ref, lines, progress: { percent: ref.fence, message: 'on it' } }]),
      );
      await this.#stores.all((store) => store.logs(ref.guid, 1, 10));
    }
  }

  async session(agent: string): Promise<string> {
    const known = this.#sessions.get(agent);
    if (known !== undefined && (await this.#beat(known))) return known;
    this.#opened += 1;
    const id = `s${String(this.#opened).padStart(3, '0')}`;
    this.#sessions.set(agent, id);
    const run = [null, 'run1', 'run3'][this.#opened % 3] ?? null;
    const session = { id, agent, lanes: ['', 'x'], run, host: 'host', pid: 1, processStart: '1' };
    await this.#stores.all((store) => store.openSession(session, lease));
    return id;
  }

  async beat(): Promise<void> {
    for (const session of this.#sessions.values()) await this.#beat(session);
  }

  async #beat(session: string): Promise<boolean> {
    const held = await this.#stores.all(async (store) => {
      const held = await store.beat(session, lease);
      return held?.sort((a, b) => (a.guid < b.guid ? -1 : 1));
    });
    return held !== undefined;
  }

  /** Of a job that was claimed. */
  guid(i: number): string {
    return this.#pick(i)?.guid ?? 'nobody';
  }

  #pick(i: number): JobRef | undefined {
    const claim = this.#claims[this.#claims.length - 1 - (i % Math.max(1, this.#claims.length))];
    return claim && { guid: claim.job.guid, fence: claim.fence };
  }
}
