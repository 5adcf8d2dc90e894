// Benchmark of the store on Redis as it grows: jobs a second with more and more jobs waiting in it, and with more
// agents; and what is left of many jobs that went through it.
// Usage: bench-growth.ts [JOBS]

import { setTimeout } from 'node:timers/promises';
import type { Contestant } from './queue-contest/contestant.ts';
import { heroWith } from './queue-contest/hero.ts';
import { howTimed, startBenchRedis } from './queue-contest/redis.ts';

const most = Number(process.argv[2] ?? 1_000_000);
/** Jobs that are timed. */
const sample = 20_000;
/** Before them a worker does these untimed, so that it is up and warm. */
const warmUp = 15_000;
/** In between it goes on, so there have to be more. */
const spare = 5_000;

async function rate(count: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (count / (performance.now() - began)) * 1000;
}

function row(cells: readonly (string | number)[]): void {
  console.log(cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell).padStart(16)).join(''));
}

async function workOff(contestant: Contestant, port: number, concurrency: number): Promise<number> {
  const worker = await contestant.openWorker(port, concurrency);
  await worker.work(warmUp);
  const done = await rate(sample, () => worker.work(sample));
  await worker.close();
  return done;
}

async function growInJobs(): Promise<void> {
  console.log(
    `jobs waiting in the store: jobs/s added one by one, in bulk, and worked off by an agent, 100 at a time; ${howTimed}\n`,
  );
  row(['jobs', 'one by one', 'in bulk', 'worked off', 'bytes a job', 'calls over 5 ms']);
  const redis = await startBenchRedis();
  const contestant = heroWith(1);
  const filler = await contestant.openFiller(redis.port);
  // The first jobs of a process take longer than all others.
  await filler.addOneByOne(warmUp, 'x');
  await filler.addInBulk(sample + spare, 'x');
  await workOff(contestant, redis.port, 100);
  const empty = await redis.usedBytes();
  let waiting = 0;
  for (let size = 10_000; size <= most; size *= 10) {
    await filler.addInBulk(size - waiting, 'x');
    await redis.slowCalls();
    const bytes = ((await redis.usedBytes()) - empty) / size;
    const bulk = await rate(sample, () => filler.addInBulk(sample, 'x'));
    const single = await rate(sample, () => filler.addOneByOne(sample, 'x'));
    const worked = await workOff(contestant, redis.port, 100);
    waiting = size;
    row([size, single, bulk, worked, bytes, await redis.slowCalls()]);
  }
  await filler.close();
  await redis.stop();
}

async function growInAgents(): Promise<void> {
  console.log('\nagents at work, each 10 at a time: jobs/s worked off by all of them\n');
  row(['agents', 'worked off']);
  for (const agents of [1, 10, 100]) {
    const redis = await startBenchRedis();
    const contestant = heroWith(agents);
    const filler = await contestant.openFiller(redis.port);
    await filler.addInBulk(warmUp + sample + spare, 'x');
    row([agents, await workOff(contestant, redis.port, 10)]);
    await filler.close();
    await redis.stop();
  }
}

async function goThrough(): Promise<void> {
  console.log('\njobs that went through a store that keeps the last 1000: what is in it\n');
  row(['jobs', 'keys', 'kilobytes', 'calls over 5 ms']);
  const redis = await startBenchRedis();
  const contestant = heroWith(1, { ok: { ageMs: 3_600_000, count: 1_000 } });
  const filler = await contestant.openFiller(redis.port);
  const worker = await contestant.openWorker(redis.port, 100);
  const tenth = most / 10;
  for (let through = 0; through <= most; through += tenth) {
    const slow = await redis.slowCalls();
    row([through, await redis.keys(), (await redis.usedBytes()) / 1_000, slow]);
    if (through === most) break;
    const done = worker.work(tenth);
    for (let i = 0; i < tenth; i += sample) await filler.addInBulk(sample, 'x');
    await done;
    // What is beyond the last 1000 goes a little later.
    await setTimeout(3_000);
  }
  await worker.close();
  await filler.close();
  await redis.stop();
}

await growInJobs();
await growInAgents();
await goThrough();
process.exit(0);
