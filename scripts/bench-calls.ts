// Benchmark of single calls on Redis with many jobs in the store. A machine holds up any call now and then; what takes long by
// itself does so each time. So the same steps are made on several stores, one after the other.
// Usage: bench-calls.ts [JOBS] [STEPS]

import type { Claim } from '../src/store/parts/work.ts';
import { openRedisStore } from '../src/store/redis/store.ts';
import { plainJob } from '../test/setup/plain-records.ts';
import { hero } from './queue-contest/hero.ts';
import { howTimed, startBenchRedis } from './queue-contest/redis.ts';

const jobs = Number(process.argv[2] ?? 1_000_000);
const steps = Number(process.argv[3] ?? 3_000);
const plays = 3;

const agent = 'c'.repeat(64);
const lease = 60_000;

/** The steps, by number, in which a call took over 5 ms. */
async function play(): Promise<Set<number>> {
  const redis = await startBenchRedis();
  const filler = await hero.openFiller(redis.port);
  await filler.addInBulk(jobs, 'x');
  await filler.close();
  const store = await openRedisStore(`redis://127.0.0.1:${redis.port}`);
  const admission = { candidates: [agent], revision: await store.revision() };
  const session = { id: 's', agent, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' };
  await store.openSession(session, lease);
  const request = { agent, session: 's', lanes: [''], max: 16 };
  const slow = new Set<number>();
  let held: Claim[] = [];
  await redis.slowCalls();
  for (let step = 0; step < steps; step += 1) {
    const guids = Array.from({ length: 25 }, (_, i) => `step-${step}-${i}`);
    const made = guids.map((guid) =>
      plainJob(guid, { agents: [], source: agent, actor: 'a', action: 'b', params: {} }),
    );
    await store.submit(made.map((job) => ({ job, trail: { run: `r${step % 100}` }, admission })));
    const ends = held.map(({ job, fence }, i) => ({ guid: job.guid, fence, ok: i % 4 > 0 }));
    ({ claims: held } = await store.exchange(ends, request));
    await store.sweep(25);
    if (step % 10 === 0) {
      await store.beat('s', lease);
      await store.list({ limit: 50 });
      await store.list({ run: 'r1', states: ['error'], limit: 50 });
      await store.why(guids[0] ?? '');
      await store.stats();
      await store.ended(0, 500);
      await store.cancel(guids[1] ?? '', 'not needed');
    }
    if ((await redis.slowCalls()) > 0) slow.add(step);
  }
  await store.close();
  await redis.stop();
  return slow;
}

console.log(`${steps} steps of some calls each, with ${jobs} jobs in the store, on ${plays} stores; ${howTimed}`);
const slow: Set<number>[] = [];
for (let i = 0; i < plays; i += 1) slow.push(await play());
const [first = new Set<number>(), ...others] = slow;
const each = [...first].filter((step) => others.every((other) => other.has(step)));
console.log(
  `steps with a call over 5 ms: ${slow.map(({ size }) => size).join(', ')}; the same ones each time: ${each.length}`,
);
if (each.length > 0) console.log(`those: ${each.join(', ')}`);
process.exit(0);
