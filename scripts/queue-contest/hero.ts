// herorunner: jobs submitted to the store, an agent that asks the access control and holds a lease, as always.

import { toService } from '../../src/actors/catalogue.ts';
import { Agent } from '../../src/agent/agent.ts';
import { startHeartbeat } from '../../src/app/heartbeat.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { newGuid } from '../../src/ground/id.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import type { Job } from '../../src/records/job.ts';
import { Runner } from '../../src/runner/runner.ts';
import type { Submission } from '../../src/store/parts/jobs.ts';
import type { Store } from '../../src/store/ports.ts';
import { openRedisStore, type RedisOptions } from '../../src/store/redis/store.ts';
import { plainActor, plainAgent, plainJob } from '../../test/setup/plain-records.ts';
import type { Contestant } from './contestant.ts';

const keyOf = (number: number) => number.toString(16).padStart(64, 'a');
const source = 'b'.repeat(64);
const leaseMs = 15_000;
const piece = 1_000;

const actor = plainActor('bench', 'noop', async () => {});

async function register(store: Store, pubkey: string): Promise<void> {
  await store.putService(toService(actor));
  await store.putAgent(plainAgent(pubkey, actor));
}

function makeJob(guid: string, payload: string, needs: readonly string[] = []): Job {
  const dependencies = needs.map((need) => ({ guid: need, agents: [] }));
  const fields = { agents: [], source, actor: 'bench', action: 'noop', params: { payload }, timeout_schedule: 600 };
  return plainJob(guid, { ...fields, dependencies });
}

/** herorunner with so many agents, which get jobs in turn; all of them are in the worker's process. */
export const heroWith = (agents: number, retention: RedisOptions['retention'] = {}): Contestant => ({
  async openFiller(port) {
    const store = await openRedisStore(`redis://127.0.0.1:${port}`);
    for (let i = 0; i < agents; i += 1) await register(store, keyOf(i));
    const revision = await store.revision();
    let turn = 0;
    const submission = (job: Job): Submission => {
      turn = (turn + 1) % agents;
      return { job, trail: {}, admission: { candidates: [keyOf(turn)], revision } };
    };
    const submit = async (batch: Submission[]) => {
      const answer = await store.submit(batch);
      if (!answer.ok) throw new Error(answer.refusals[0]?.detail);
    };
    return {
      async addOneByOne(count, payload) {
        for (let i = 0; i < count; i += 1) await submit([submission(makeJob(newGuid(), payload))]);
      },
      async addInBulk(count, payload) {
        for (let i = 0; i < count; i += piece) {
          const size = Math.min(piece, count - i);
          await submit(Array.from({ length: size }, () => submission(makeJob(newGuid(), payload))));
        }
      },
      async roundTrips(count) {
        const waiting = new Map<string, () => void>();
        const end = store.subscribe((events) => {
          for (const { guid, path } of events) if (path.includes('ok')) waiting.get(guid)?.();
        });
        const times: number[] = [];
        for (let i = 0; i < count; i += 1) {
          const job = makeJob(newGuid(), 'x');
          const done = new Promise<void>((resolve) => waiting.set(job.guid, resolve));
          const began = performance.now();
          await submit([submission(job)]);
          await done;
          times.push(performance.now() - began);
        }
        end();
        return times;
      },
      async addTrees(count, width) {
        for (let i = 0; i < count; i += 50) {
          const jobs = Array.from({ length: Math.min(50, count - i) }, () => {
            const children = Array.from({ length: width }, () => makeJob(newGuid(), 'x'));
            const guids = children.map(({ guid }) => guid);
            return [...children, makeJob(newGuid(), 'x', guids)];
          });
          await submit(jobs.flat().map(submission));
        }
      },
      close: () => store.close(),
    };
  },

  async openWorker(port, concurrency, onHold) {
    const url = `redis://127.0.0.1:${port}`;
    const store = await openRedisStore(url, { retention });
    // A job is done when the store has accepted its result.
    let left = 0;
    let onDone: () => void = () => {};
    let isUp = false;
    const exchange = store.exchange.bind(store);
    store.exchange = async (...request) => {
      const answer = await exchange(...request);
      left -= answer.answers.filter((word) => word === 'accepted').length;
      if (left <= 0) onDone();
      return answer;
    };
    const hold = () => {
      onHold?.();
      return new Promise<void>(() => {});
    };
    const policies = new PolicyCache(store, [source]);
    // Somebody has to look after what is due, and here nobody else is.
    const runner = new Runner({ store, policies });
    const openAgent = (pubkey: string) =>
      new Agent({
        store,
        actors: new Map([['bench', onHold === undefined ? actor : plainActor('bench', 'noop', hold)]]),
        pubkey,
        lanes: [''],
        run: null,
        concurrency,
        leaseMs,
        policies,
        clock: systemClock,
        // A thread for each of many would measure threads.
        startHeartbeat: (session, onBeat) =>
          agents === 1 ? startHeartbeat(url, session, leaseMs, onBeat) : { stop: async () => {} },
      });
    const workers = Array.from({ length: agents }, (_, i) => openAgent(keyOf(i)));
    return {
      async work(count) {
        left = count;
        const all = new Promise<void>((resolve) => {
          onDone = resolve;
        });
        if (!isUp) {
          await Promise.all(workers.map((worker) => worker.start()));
          runner.start();
        }
        isUp = true;
        await all;
      },
      async close() {
        await runner.stop();
        await Promise.all(workers.map((worker) => worker.shutDown()));
        await store.close();
      },
    };
  },
});

export const hero = heroWith(1);
