// Contract: whatever happens in whatever order, the promises hold.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, Finish } from '../../../src/store/parts/work.ts';
import { Bench, illegalMoves, type OpenStore } from './harness.ts';
import { agentA, agentB, lease, makeJob, needs } from './make.ts';

type Action =
  | { do: 'submit'; agents: number; retry: number; ignore: boolean; deps: number[] }
  | { do: 'claim'; agent: number; max: number; slots: number }
  | { do: 'finish'; pick: number; how: 'ok' | 'failed' | 'never' | 'later' | 'timeout' | 'lost' | 'cancelled' }
  | { do: 'start' | 'release' | 'cancel'; pick: number }
  | { do: 'bury' | 'close'; agent: number }
  | { do: 'pass'; ms: number; beat: boolean }
  | { do: 'policy' | 'decide' | 'reopen' };

const index = fc.nat({ max: 30 });
const agent = fc.nat({ max: 1 });
const submitting = fc.record({
  do: fc.constant('submit' as const),
  agents: fc.nat({ max: 3 }),
  retry: fc.nat({ max: 1 }),
  ignore: fc.boolean(),
  deps: fc.array(index, { maxLength: 3 }),
});
const claiming = fc.record({
  do: fc.constant('claim' as const),
  agent,
  max: fc.integer({ min: 1, max: 4 }),
  slots: fc.nat({ max: 2 }),
});
const finishing = fc.record({
  do: fc.constant('finish' as const),
  pick: index,
  how: fc.constantFrom(
    'ok' as const,
    'ok' as const,
    'failed' as const,
    'never' as const,
    'later' as const,
    'timeout' as const,
    'lost' as const,
    'cancelled' as const,
  ),
});
const others: fc.Arbitrary<Action>[] = [
  fc.record({ do: fc.constantFrom('start' as const, 'release' as const, 'cancel' as const), pick: index }),
  fc.record({ do: fc.constantFrom('bury' as const, 'close' as const), agent }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(500, 5_000, 16_000, 61_000), beat: fc.boolean() }),
  fc.record({ do: fc.constantFrom('policy' as const, 'decide' as const, 'reopen' as const) }),
];
export const actions = fc.array<Action>(
  fc.oneof(
    { weight: 4, arbitrary: submitting },
    { weight: 4, arbitrary: claiming },
    { weight: 4, arbitrary: finishing },
    ...others,
  ),
  { minLength: 5, maxLength: 60 },
);

const ends: Record<Extract<Action, { do: 'finish' }>['how'], Omit<Finish, 'guid' | 'fence'>> = {
  ok: { ok: true },
  failed: { ok: false, outcome: 'failed', code: 1 },
  never: { ok: false, retry: 'never' },
  later: { ok: false, retry: { afterMs: 7_000 } },
  timeout: { ok: false, outcome: 'timeout', code: 1 },
  lost: { ok: false, outcome: 'lost', code: 1 },
  cancelled: { ok: false, outcome: 'cancelled', code: 1 },
};

const agents = [agentA, agentB];
const candidates = [[agentA], [agentB], [agentA, agentB], []];

/** Plays actions on a store, and knows which results were accepted. */
export class Player {
  readonly bench: Bench;
  readonly guids: string[] = [];
  readonly held: Claim[] = [];
  readonly good = new Set<string>();
  readonly dependencies = new Map<string, string[]>();
  #sessions = 0;
  readonly #session: string[] = [];

  constructor(bench: Bench) {
    this.bench = bench;
  }

  async play(action: Action): Promise<void> {
    const { store } = this.bench;
    switch (action.do) {
      case 'submit': {
        const guid = `j${this.guids.length}`;
        const deps = this.guids.length === 0 ? [] : action.deps.map((i) => this.guids[i % this.guids.length] ?? '');
        this.dependencies.set(guid, deps);
        this.guids.push(guid);
        const named = candidates[action.agents] ?? [];
        await this.bench.submit(
          makeJob(guid, {
            agents: named,
            retry: action.retry,
            ignore_error: action.ignore,
            timeout: 30,
            ...needs(...deps),
          }),
        );
        return;
      }
      case 'claim': {
        const request = {
          agent: agents[action.agent] ?? '',
          session: await this.#sessionOf(action.agent),
          lanes: [''],
        };
        const slots = { vm_manager: action.slots };
        this.held.push(...(await store.claim({ ...request, max: action.max, slots })));
        return;
      }
      case 'finish':
        return this.#finish(this.#pick(action.pick), action.how);
      case 'start':
      case 'release': {
        const claim = this.#pick(action.pick);
        if (claim === undefined) return;
        const ref = { guid: claim.job.guid, fence: claim.fence };
        await (action.do === 'start' ? store.start(ref) : store.release([ref]));
        return;
      }
      case 'cancel': {
        const guid = this.guids[action.pick % Math.max(1, this.guids.length)];
        if (guid !== undefined) await store.cancel(guid, 'random');
        return;
      }
      case 'bury':
        await store.bury(await this.#sessionOf(action.agent));
        this.#session[action.agent] = '';
        return;
      case 'close':
        await store.closeSession(await this.#sessionOf(action.agent));
        this.#session[action.agent] = '';
        return;
      case 'pass':
        if (action.beat) await this.bench.passAlive(action.ms, ...this.#session.filter((id) => id !== ''));
        else await this.bench.pass(action.ms);
        return;
      case 'policy':
        return store.revoke(`${this.bench.clock.now()}-${this.guids.length}-${this.held.length}`);
      case 'decide':
        return this.decide();
      case 'reopen':
        return this.bench.reopen();
    }
  }

  async decide(): Promise<void> {
    for (const { job } of await this.bench.store.undecided(100)) {
      const choice = job.agents.length > 0 ? job.agents : agents;
      expect(await this.bench.store.admit(job.guid, await this.bench.admission(...choice))).toBe('scheduled');
    }
  }

  /** Everything that is still open comes to its end. */
  async drain(): Promise<void> {
    for (let i = 0; i < 60; i++) {
      if ((await this.bench.store.open(this.guids)).length === 0) return;
      await this.decide();
      for (const n of [0, 1]) await this.play({ do: 'claim', agent: n, max: 100, slots: 100 });
      for (const claim of this.held) await this.#finish(claim, 'ok');
      await this.bench.pass(lease);
    }
    throw new Error(`still open: ${(await this.bench.store.open(this.guids)).join()}`);
  }

  async #finish(claim: Claim | undefined, how: keyof typeof ends): Promise<void> {
    if (claim === undefined) return;
    const ok = how === 'ok';
    const answer = await this.bench.finish(claim, ends[how]);
    if (answer !== 'accepted') return;
    if (this.good.has(claim.job.guid)) throw new Error(`${claim.job.guid}: a second result was accepted`);
    if (ok) this.good.add(claim.job.guid);
  }

  #pick(i: number): Claim | undefined {
    return this.held[this.held.length - 1 - (i % Math.max(1, this.held.length))];
  }

  async #sessionOf(n: number): Promise<string> {
    const known = this.#session[n];
    if (known !== undefined && known !== '' && (await this.bench.store.beat(known, lease)) !== undefined) return known;
    const id = `s${this.#sessions++}`;
    this.#session[n] = id;
    await this.bench.session(id, agents[n]);
    return id;
  }
}

export function randomContract(open: OpenStore, runs: number): void {
  describe('any order of operations', () => {
    it('breaks no invariant, and every job comes to the end it deserves', async () => {
      await fc.assert(
        fc.asyncProperty(actions, async (list) => {
          const bench = new Bench(await open({ random: () => 0 }));
          try {
            const player = new Player(bench);
            for (const action of list) await player.play(action);
            expect(await bench.store.inspect()).toEqual([]);
            await player.drain();
            await judge(player);
          } finally {
            await bench.opened.destroy();
          }
        }),
        { numRuns: runs },
      );
    });
  });
}

async function judge({ bench, guids, good, dependencies }: Player): Promise<void> {
  const ended = new Map<string, { state: string; outcome: string | null; counts: boolean }>();
  for (const guid of guids) {
    const { job, outcome } = await bench.view(guid);
    ended.set(guid, { state: job.status.status, outcome: outcome.outcome, counts: !outcome.ignored });
    const candidates = Math.max(1, job.agents.length || agents.length);
    const counted = outcome.failed_attempts.filter(({ outcome }) => outcome !== 'lost').length;
    // After the loss of an agent the turn may go round all candidates again.
    const lost = outcome.failed_attempts.length - counted;
    expect(counted, `attempts of ${guid}`).toBeLessThanOrEqual(candidates * (1 + job.retry + lost));
    if (outcome.attempt > 0) {
      for (const needed of dependencies.get(guid) ?? []) {
        const end = ended.get(needed);
        expect(end?.state === 'ok' || end?.counts === false, `${guid} ran although ${needed} failed`).toBe(true);
      }
    }
    if (outcome.outcome === 'dependency') {
      const bad = (dependencies.get(guid) ?? []).some((needed) => {
        const end = ended.get(needed);
        return end?.state === 'error' && end.counts;
      });
      expect(bad, `${guid} was ended although nothing it needs failed`).toBe(true);
    }
  }
  const ok = [...ended].filter(([, { state }]) => state === 'ok').map(([guid]) => guid);
  expect(ok.sort()).toEqual([...good].sort());
  expect(illegalMoves(bench.events)).toEqual([]);
  expect(await bench.store.inspect()).toEqual([]);
}
