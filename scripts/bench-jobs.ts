// Benchmark of the store on Redis beside BullMQ, both on a private Redis, taking turns. The worker is a process of its own.
// Usage: bench-jobs.ts [JOBS]

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { quantiles } from './bench-embedded/measurement.ts';
import { bullmq } from './queue-contest/bullmq.ts';
import type { Contestant, Filler } from './queue-contest/contestant.ts';
import { hero } from './queue-contest/hero.ts';
import { type BenchRedis, howTimed, startBenchRedis } from './queue-contest/redis.ts';

const contestants: Record<string, Contestant> = { hero, bullmq };
const [first = '10000', who, port, concurrency, isHolding] = process.argv.slice(2);
const jobs = Number(first);
const rounds = 3;

if (who === undefined) await compare();
else await serve(who, Number(port), Number(concurrency));

/** The worker's side: says when it is ready, begins at a line, says how long it took. */
async function serve(name: string, port: number, concurrency: number): Promise<void> {
  const onHold = isHolding === undefined ? undefined : () => console.log('holding');
  const worker = await presume(contestants[name]).openWorker(port, concurrency, onHold);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  console.log('ready');
  const count = Number((await lines.next()).value);
  const began = performance.now();
  await worker.work(count);
  console.log(String(performance.now() - began));
  await lines.next();
  await worker.close();
  process.exit(0);
}

async function startWorker(name: string, redis: BenchRedis, concurrency: number, isHolding = false) {
  const [, file = ''] = process.argv;
  const args = [file, first, name, String(redis.port), String(concurrency), ...(isHolding ? ['hold'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  await next();
  return {
    begin: (count: number) => child.stdin.write(`${count}\n`),
    /** Milliseconds it took. */
    done: async () => Number(await next()),
    holds: next,
    async kill() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end('end\n');
      await ended;
    },
  };
}

type Rows = Record<string, number>;

/** Measures one contestant once; `trips`: where milliseconds from submit to done go, one job each. */
async function measure(name: string, trips: number[]): Promise<Rows> {
  const rows: Rows = {};
  const fresh = async (run: (filler: Filler, redis: BenchRedis) => Promise<void>) => {
    const redis = await startBenchRedis();
    const filler = await presume(contestants[name]).openFiller(redis.port);
    await run(filler, redis);
    await filler.close();
    rows['calls over 5 ms'] = (rows['calls over 5 ms'] ?? 0) + (await redis.slowCalls());
    await redis.stop();
  };
  const rate = async (count: number, run: () => Promise<unknown>) => {
    const began = performance.now();
    await run();
    return (count / (performance.now() - began)) * 1000;
  };
  const few = Math.min(3_000, jobs);

  await fresh(async (filler) => {
    rows['add one by one, jobs/s'] = await rate(few, () => filler.addOneByOne(few, 'x'));
  });
  for (const concurrency of [1, 10, 100]) {
    await fresh(async (filler, redis) => {
      const added = await rate(jobs, () => filler.addInBulk(jobs, 'x'));
      if (concurrency === 1) rows['add in bulk, jobs/s'] = added;
      const worker = await startWorker(name, redis, concurrency);
      worker.begin(jobs);
      rows[`work off, ${concurrency} at a time, jobs/s`] = (jobs / (await worker.done())) * 1000;
      await worker.stop();
    });
  }
  await fresh(async (filler, redis) => {
    const worker = await startWorker(name, redis, 10);
    worker.begin(Number.MAX_SAFE_INTEGER);
    await filler.roundTrips(100);
    // Looked at when all rounds are over: one has too few of the slowest.
    trips.push(...(await filler.roundTrips(2_000)));
    // It waits for more jobs than there are.
    await worker.kill();
  });
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
  const filler = await presume(contestants[name]).openFiller(redis.port);
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
  const all = new Map<string, Rows[]>(Object.keys(contestants).map((name) => [name, []]));
  const trips = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const names = Object.keys(contestants);
    // Whoever comes second finds a warmer machine.
    for (const name of round % 2 === 0 ? names : names.reverse())
      all.get(name)?.push(await measure(name, trips.get(name) ?? []));
  }
  // They mostly wait: at the same time, and once.
  const waited = await Promise.all(Object.keys(contestants).map(async (name) => [name, await recovery(name)] as const));
  for (const [name, seconds] of waited) {
    const { p50Ms, p99Ms } = quantiles(trips.get(name) ?? []);
    for (const rows of all.get(name) ?? []) {
      rows['submit to done, p50 ms'] = p50Ms;
      rows['submit to done, p99 ms'] = p99Ms;
      rows["a killed worker's job again, s"] = seconds;
    }
  }
  const median = (name: string, row: string) => {
    const values = (all.get(name) ?? []).map((rows) => rows[row] ?? Number.NaN).toSorted((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  console.log(`${''.padEnd(34)}${'hero'.padStart(10)}${'bullmq'.padStart(10)}     ratio`);
  for (const row of Object.keys(all.get('hero')?.[0] ?? {})) {
    const [ours, theirs] = [median('hero', row), median('bullmq', row)];
    const digits = ours < 100 ? 2 : 0;
    const cells = [ours.toFixed(digits), theirs.toFixed(digits)].map((cell) => cell.padStart(10)).join('');
    console.log(`${row.padEnd(34)}${cells}${(theirs === 0 ? '-' : (ours / theirs).toFixed(2)).padStart(10)}`);
  }
  process.exit(0);
}

function presume(contestant: Contestant | undefined): Contestant {
  if (contestant === undefined) throw new Error('there are hero and bullmq');
  return contestant;
}
