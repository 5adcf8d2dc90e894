// Benchmark of the store on Redis as it grows: jobs a second with more and more jobs waiting in it, and with more
// agents; and what is left of many jobs that went through it.
// Usage: bench-growth.ts [JOBS]

import { setTimeout } from 'node:timers/promises';
import { median } from './quantiles.ts';
import { bullmqWith } from './queue-contest/bullmq.ts';
import type { Contestant, Filler } from './queue-contest/contestant.ts';
import { slowFloorCalls } from './queue-contest/floor.ts';
import { heroWith } from './queue-contest/hero.ts';
import { rate } from './queue-contest/rate.ts';
import { type BenchRedis, howTimed, startBenchRedis } from './queue-contest/redis.ts';
import { longestCallMs, timeFunctions } from './queue-contest/timed-functions.ts';

const most = Number(process.argv[2] ?? 1_000_000);
/** Rounds that count, after one in which everything becomes warm. */
const rounds = 5;
/** Rounds after them, in which the functions are timed by what they take of the processor. */
const timedRounds = 5;
/** Jobs that are added and worked off in a round. */
const singles = 5_000;
const bulk = 15_000;
const sample = singles + bulk;
/** Before them a worker does these untimed, so that it is up; in between it goes on, so there have to be more. */
const warmUp = 3_000;
const spare = 5_000;

function row(cells: readonly (string | number)[]): void {
  console.log(cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell).padStart(18)).join(''));
}

/** Of calls: by the clock, where the machine has its say, and what the longest one of a round took of the server's processor. */
const callHeads = ['p99.9 of calls', 'calls over 5 ms', 'longest, of CPU'];
const floorHead = 'that only count';

const ms = (time: number) => `${time.toFixed(1)} ms`;

async function workOff(contestant: Contestant, port: number, concurrency: number): Promise<number> {
  const worker = await contestant.openWorker(port, concurrency);
  await worker.work(warmUp);
  const done = await rate(sample, () => worker.work(sample));
  await worker.close();
  return done;
}

/** A store in which so many jobs wait. */
interface Stage {
  size: number;
  redis: BenchRedis;
  filler: Filler;
  bytesPerJob: number;
  slowCalls: number;
  /** Of calls that only count, in as much time. */
  slowFloor: number;
  /** Milliseconds of processor time that the longest call of a round took. */
  longestMs: number[];
  added: number[];
  addedInBulk: number[];
  workedOff: number[];
}

/**
 * Few that have ended, so that there are as many jobs as is said: a table of Redis doubles at 2^20 entries, 5 % above a million,
 * and moves what it has for many thousands of calls then.
 */
const retention = { ok: { ageMs: 3_600_000, count: 1_000 } };
const one = heroWith(1, retention);

async function openStage(size: number): Promise<Stage> {
  const redis = await startBenchRedis();
  const filler = await one.openFiller(redis.port);
  const empty = await redis.usedBytes();
  await filler.addInBulk(size + spare, 'x');
  const bytesPerJob = ((await redis.usedBytes()) - empty) / (size + spare);
  const rates = { added: [], addedInBulk: [], workedOff: [] };
  return { size, redis, filler, bytesPerJob, slowCalls: 0, slowFloor: 0, longestMs: [], ...rates };
}

async function measureRound(stage: Stage, counts: boolean): Promise<void> {
  const { redis, filler } = stage;
  await redis.slowCalls();
  const began = performance.now();
  const addedInBulk = await rate(bulk, () => filler.addInBulk(bulk, 'x'));
  const added = await rate(singles, () => filler.addOneByOne(singles, 'x'));
  await filler.addInBulk(warmUp, 'x');
  const workedOff = await workOff(one, redis.port, 100);
  if (!counts) return;
  stage.added.push(added);
  stage.addedInBulk.push(addedInBulk);
  stage.workedOff.push(workedOff);
  const tookMs = performance.now() - began;
  stage.slowCalls += await redis.slowCalls();
  stage.slowFloor += await slowFloorCalls(redis, tookMs);
}

/** Another round, of which only the longest call counts. */
async function timeRound(stage: Stage): Promise<void> {
  await measureRound(stage, false);
  stage.longestMs.push(await longestCallMs(stage.redis.port));
}

async function growInJobs(): Promise<void> {
  console.log(
    `jobs waiting in the store: jobs/s added one by one, in bulk, and worked off by an agent, 100 at a time; median of ${rounds} rounds, sizes taking turns; ${howTimed}\n`,
  );
  const stages: Stage[] = [];
  for (let size = 10_000; size <= most; size *= 10) stages.push(await openStage(size));
  for (let round = 0; round <= rounds; round += 1) {
    for (const stage of stages) await measureRound(stage, round > 0);
    stages.reverse();
  }
  for (const { redis } of stages) await timeFunctions(redis.port);
  for (let round = 0; round < timedRounds; round += 1) {
    for (const stage of stages) await timeRound(stage);
  }
  row(['jobs', 'one by one', 'in bulk', 'worked off', 'bytes a job', ...callHeads, floorHead]);
  for (const stage of stages.toSorted((a, b) => a.size - b.size)) {
    const rates = [stage.added, stage.addedInBulk, stage.workedOff].map(median);
    const longCall = ms(await stage.redis.longCallMs());
    row([
      stage.size,
      ...rates,
      stage.bytesPerJob,
      longCall,
      stage.slowCalls,
      `${ms(median(stage.longestMs))} to ${ms(Math.max(...stage.longestMs))}`,
      `${stage.slowFloor} over 5 ms`,
    ]);
  }
  tellRatios(stages);
  for (const { filler, redis } of stages) {
    await filler.close();
    await redis.stop();
  }
}

type Rates = Pick<Stage, 'size' | 'added' | 'addedInBulk' | 'workedOff'>;

function tellRatios(stages: readonly Rates[]): void {
  const [smallest, ...larger] = stages.toSorted((a, b) => a.size - b.size);
  if (smallest === undefined) return;
  console.log(`\nbeside ${smallest.size}, measured in the same round: median of the ratios\n`);
  row(['jobs', 'one by one', 'in bulk', 'worked off']);
  for (const stage of larger) {
    const ratio = (name: 'added' | 'addedInBulk' | 'workedOff') =>
      median(stage[name].map((rate, i) => rate / (smallest[name][i] ?? rate))).toFixed(2);
    row([stage.size, ratio('added'), ratio('addedInBulk'), ratio('workedOff')]);
  }
}

/** What the peer loses by the same growth: more data than the caches of a processor hold cost everybody. */
async function growPeer(): Promise<void> {
  console.log('\nBullMQ, grown in the same way');
  const peer = bullmqWith(retention.ok.count);
  const stages: (Rates & { redis: BenchRedis; filler: Filler })[] = [];
  for (const size of [10_000, most]) {
    const redis = await startBenchRedis();
    const filler = await peer.openFiller(redis.port);
    await filler.addInBulk(size, 'x');
    stages.push({ size, redis, filler, added: [], addedInBulk: [], workedOff: [] });
  }
  for (let round = 0; round <= rounds; round += 1) {
    for (const { redis, filler, ...rates } of stages) {
      const inBulk = await rate(bulk, () => filler.addInBulk(bulk, 'x'));
      const alone = await rate(singles, () => filler.addOneByOne(singles, 'x'));
      const worker = await peer.openWorker(redis.port, 100);
      const done = await rate(sample, () => worker.work(sample));
      await worker.close();
      if (round === 0) continue;
      rates.addedInBulk.push(inBulk);
      rates.added.push(alone);
      rates.workedOff.push(done);
    }
    stages.reverse();
  }
  tellRatios(stages);
  for (const { filler, redis } of stages) {
    await filler.close();
    await redis.stop();
  }
}

async function growInAgents(): Promise<void> {
  console.log(`\nagents at work, each 10 at a time: jobs/s worked off by all of them, median of ${rounds} rounds\n`);
  row(['agents', 'worked off']);
  const rates = new Map<number, number[]>([1, 10, 100].map((agents) => [agents, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [agents, list] of rates) {
      const redis = await startBenchRedis();
      const contestant = heroWith(agents);
      const filler = await contestant.openFiller(redis.port);
      await filler.addInBulk(warmUp + sample + spare, 'x');
      const done = await workOff(contestant, redis.port, 10);
      if (round > 0) list.push(done);
      await filler.close();
      await redis.stop();
    }
  }
  for (const [agents, list] of rates) row([agents, median(list)]);
}

async function goThrough(): Promise<void> {
  console.log('\njobs that went through a store that keeps the last 1000: what is in it\n');
  row(['jobs', 'keys', 'kilobytes', ...callHeads.slice(1)]);
  const redis = await startBenchRedis();
  await timeFunctions(redis.port);
  const filler = await one.openFiller(redis.port);
  const worker = await one.openWorker(redis.port, 100);
  const tenth = most / 10;
  for (let through = 0; through <= most; through += tenth) {
    const longestMs = await longestCallMs(redis.port);
    row([through, await redis.keys(), (await redis.usedBytes()) / 1_000, await redis.slowCalls(), ms(longestMs)]);
    if (through === most) break;
    const done = worker.work(tenth);
    for (let i = 0; i < tenth; i += sample) await filler.addInBulk(Math.min(sample, tenth - i), 'x');
    await done;
    // What is beyond the last 1000 goes a little later.
    await setTimeout(3_000);
  }
  await worker.close();
  await filler.close();
  await redis.stop();
}

await growInJobs();
await growPeer();
await growInAgents();
await goThrough();
process.exit(0);
