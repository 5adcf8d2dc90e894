// Benchmark of the store on Redis beside BullMQ, both on a private Redis, taking turns. The worker is a process of its own.
// Usage: bench-jobs.ts [JOBS]

import { median } from './quantiles.ts';
import type { Filler } from './queue-contest/contestant.ts';
import { contestantOf, names } from './queue-contest/contestants.ts';
import { measureInTurns } from './queue-contest/in-turns.ts';
import { rate } from './queue-contest/rate.ts';
import { type BenchRedis, howTimed, startBenchRedis } from './queue-contest/redis.ts';
import { asWorker, startWorker } from './queue-contest/worker-process.ts';

const jobs = Number(process.argv[2] ?? 10_000);
const rounds = 3;
const slow = 'calls over 5 ms';

await (asWorker() ?? compare());

type Rows = Record<string, number>;

/** Measures one contestant once. */
async function measure(name: string): Promise<Rows> {
  const rows: Rows = {};
  const fresh = async (run: (filler: Filler, redis: BenchRedis) => Promise<void>) => {
    const redis = await startBenchRedis();
    const filler = await contestantOf(name).openFiller(redis.port);
    await run(filler, redis);
    await filler.close();
    rows[slow] = (rows[slow] ?? 0) + (await redis.slowCalls());
    await redis.stop();
  };
  for (const concurrency of [1, 10, 100]) {
    await fresh(async (filler, redis) => {
      await filler.addInBulk(jobs, 'x');
      const worker = await startWorker(name, redis, concurrency);
      worker.begin(jobs);
      rows[`work off, ${concurrency} at a time, jobs/s`] = (jobs / (await worker.done())) * 1000;
      await worker.stop();
    });
  }
  for (const [what, payload] of [
    ['small', 'x'],
    ['640 bytes', 'x'.repeat(640)],
  ] as const) {
    await fresh(async (filler, redis) => {
      await filler.addInBulk(100, payload);
      const before = await redis.usedBytes();
      await filler.addInBulk(5_000, payload);
      const worker = await startWorker(name, redis, 100);
      worker.begin(5_100);
      await worker.done();
      await worker.stop();
      rows[`bytes a finished job, ${what}`] = ((await redis.usedBytes()) - before) / 5_000;
    });
  }
  await fresh(async (filler, redis) => {
    const worker = await startWorker(name, redis, 100);
    worker.begin(500 * 11);
    rows['500 trees of 10 and 1, jobs/s'] = await rate(500 * 11, async () => {
      await filler.addTrees(500, 10);
      await worker.done();
    });
    await worker.stop();
  });
  return rows;
}

/** Seconds from the kill of a worker until another one has done the job that it had. */
async function recovery(name: string): Promise<number> {
  const redis = await startBenchRedis();
  const filler = await contestantOf(name).openFiller(redis.port);
  await filler.addInBulk(1, 'x');
  const killed = await startWorker(name, redis, 1, true);
  killed.begin(1);
  await killed.holds();
  const other = await startWorker(name, redis, 1);
  other.begin(1);
  await killed.kill();
  const began = performance.now();
  await other.done();
  const seconds = (performance.now() - began) / 1000;
  await other.stop();
  await filler.close();
  await redis.stop();
  return seconds;
}

async function compare(): Promise<void> {
  console.log(
    `${jobs} jobs, node ${process.version}, median of ${rounds} rounds, contestants taking turns; ${howTimed}\n`,
  );
  const measuredInTurns = await measureInTurns();
  const all = new Map<string, Rows[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes second finds a warmer machine.
    for (const name of round % 2 === 0 ? names : names.toReversed()) all.get(name)?.push(await measure(name));
  }
  // They mostly wait: at the same time, and once.
  const waited = await Promise.all(names.map(async (name) => [name, await recovery(name)] as const));
  for (const [name, seconds] of waited) {
    const { added, addedInBulk, p50Ms, p99Ms, slowCalls } = measuredInTurns(name);
    for (const rows of all.get(name) ?? []) {
      rows['add one by one, jobs/s'] = added;
      rows['add in bulk, jobs/s'] = addedInBulk;
      rows['submit to done, p50 ms'] = p50Ms;
      rows['submit to done, p99 ms'] = p99Ms;
      rows["a killed worker's job again, s"] = seconds;
      rows[slow] = (rows[slow] ?? 0) + slowCalls;
    }
  }
  const typical = (name: string, row: string) => median((all.get(name) ?? []).map((rows) => rows[row] ?? Number.NaN));
  console.log(`${''.padEnd(34)}${'hero'.padStart(10)}${'bullmq'.padStart(10)}     ratio`);
  for (const row of Object.keys(all.get('hero')?.[0] ?? {})) {
    const [ours, theirs] = [typical('hero', row), typical('bullmq', row)];
    const digits = ours < 100 ? 2 : 0;
    const cells = [ours.toFixed(digits), theirs.toFixed(digits)].map((cell) => cell.padStart(10)).join('');
    console.log(`${row.padEnd(34)}${cells}${(theirs === 0 ? '-' : (ours / theirs).toFixed(2)).padStart(10)}`);
  }
  process.exit(0);
}
