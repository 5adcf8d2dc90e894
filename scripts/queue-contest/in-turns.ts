// What takes so little time that the machine changes more than the contestants: measured in many short turns.

import { median, quantiles } from '../quantiles.ts';
import type { Filler } from './contestant.ts';
import { contestantOf, names } from './contestants.ts';
import { rate } from './rate.ts';
import { type BenchRedis, startBenchRedis } from './redis.ts';
import { startWorker } from './worker-process.ts';

export interface Short {
  /** Jobs a second, added one by one. */
  added: number;
  addedInBulk: number;
  /** From submit to done, of half of the jobs and of 99 of 100. */
  p50Ms: number;
  p99Ms: number;
  /** Calls of the server over 5 ms. */
  slowCalls: number;
}

interface Bench {
  name: string;
  redis: BenchRedis;
  filler: Filler;
}

const turns = 25;
/** Of round trips, of which one in a hundred counts, and turns before them: V8 compiles for the first thousands of jobs. */
const tripTurns = { warm: 20, counted: 40 };
const perTurn = 400;
const bulk = 2_000;

/** Returns what was measured of each contestant, by its name. */
export async function measureInTurns(): Promise<(name: string) => Short> {
  const results = new Map(
    names.map((name) => [
      name,
      { rates: [] as number[], bulkRates: [] as number[], trips: [] as number[], slowCalls: 0 },
    ]),
  );
  const resultOf = (name: string) => results.get(name) as NonNullable<ReturnType<typeof results.get>>;
  await withBenches(resultOf, async (benches) => {
    await takeTurns(benches, async ({ name, filler }, counts) => {
      const added = await rate(perTurn, () => filler.addOneByOne(perTurn, 'x'));
      if (counts) resultOf(name).rates.push(added);
    });
    await takeTurns(benches, async ({ name, filler }, counts) => {
      const added = await rate(bulk, () => filler.addInBulk(bulk, 'x'));
      if (counts) resultOf(name).bulkRates.push(added);
    });
  });
  await withBenches(resultOf, async (benches) => {
    const workers = await Promise.all(benches.map(({ name, redis }) => startWorker(name, redis, 10)));
    // They wait for more jobs than there are.
    for (const worker of workers) worker.begin(Number.MAX_SAFE_INTEGER);
    const tripTurn: Turn = async ({ name, filler }, counts) => {
      const times = await filler.roundTrips(perTurn);
      if (counts) resultOf(name).trips.push(...times);
    };
    await takeTurns(benches, tripTurn, tripTurns);
    await Promise.all(workers.map((worker) => worker.kill()));
  });
  return (name) => {
    const { rates, bulkRates, trips, slowCalls } = resultOf(name);
    return { added: median(rates), addedInBulk: median(bulkRates), ...quantiles(trips), slowCalls };
  };
}

/** Each contestant with a Redis of its own, all at the same time. */
async function withBenches(
  resultOf: (name: string) => { slowCalls: number },
  run: (benches: Bench[]) => Promise<void>,
): Promise<void> {
  const open = async (name: string): Promise<Bench> => {
    const redis = await startBenchRedis();
    return { name, redis, filler: await contestantOf(name).openFiller(redis.port) };
  };
  const benches = await Promise.all(names.map(open));
  await run(benches);
  for (const { name, redis, filler } of benches) {
    resultOf(name).slowCalls += await redis.slowCalls();
    await filler.close();
    await redis.stop();
  }
}

type Turn = (bench: Bench, counts: boolean) => Promise<void>;

/** The first turns of each make everything warm and do not count. */
async function takeTurns(benches: Bench[], turn: Turn, { warm, counted } = { warm: 1, counted: turns }): Promise<void> {
  for (let i = 0; i < warm + counted; i += 1) {
    for (const bench of i % 2 === 0 ? benches : benches.toReversed()) await turn(bench, i >= warm);
  }
}
