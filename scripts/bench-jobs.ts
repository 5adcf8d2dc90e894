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
/** Of what is measured in many short turns: how many, and jobs in each. */
const turns = 25;
const perTurn = 400;

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

/** Measures one contestant once. */
async function measure(name: string): Promise<Rows> {
  const rows: Rows = {};
  const fresh = async (run: (filler: Filler, redis: BenchRedis) => Promise<void>) => {
    const redis = await startBenchRedis();
    const filler = await presume(contestants[name]).openFiller(redis.port);
    await run(filler, redis);
    await filler.close();
    rows['calls over 5 ms'] = (rows['calls over 5 ms'] ?? 0) + (await redis.slowCalls());
    await redis.stop();
  };
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

async function rate(count: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (count / (performance.now() - began)) * 1000;
}

/** What is one job after another, and so short that the machine changes more than the contestants: in many short turns. */
async function measureInTurns(): Promise<Map<string, Rows>> {
  const names = Object.keys(contestants);
  const open = async (name: string) => {
    const redis = await startBenchRedis();
    const filler = await presume(contestants[name]).openFiller(redis.port);
    return { name, redis, filler, rates: [] as number[], trips: [] as number[] };
  };
  type Bench = Awaited<ReturnType<typeof open>>;
  const takeTurns = async (benches: Bench[], turn: (bench: Bench, counts: boolean) => Promise<void>) => {
    // The first one makes everything warm.
    for (let i = 0; i <= turns; i += 1) {
      for (const bench of benches) await turn(bench, i > 0);
      benches.reverse();
    }
  };
  const close = ({ filler, redis }: Bench) => filler.close().then(() => redis.stop());

  const adding = await Promise.all(names.map(open));
  await takeTurns(adding, async ({ filler, rates }, counts) => {
    const added = await rate(perTurn, () => filler.addOneByOne(perTurn, 'x'));
    if (counts) rates.push(added);
  });
  await Promise.all(adding.map(close));

  const following = await Promise.all(names.map(open));
  const workers = await Promise.all(following.map(({ name, redis }) => startWorker(name, redis, 10)));
  for (const worker of workers) worker.begin(Number.MAX_SAFE_INTEGER);
  await takeTurns(following, async ({ filler, trips }, counts) => {
    const times = await filler.roundTrips(perTurn);
    if (counts) trips.push(...times);
  });
  // They wait for more jobs than there are.
  await Promise.all(workers.map((worker) => worker.kill()));
  await Promise.all(following.map(close));

  const row = (name: string): Rows => {
    const rates = adding.find((bench) => bench.name === name)?.rates ?? [];
    const { p50Ms, p99Ms } = quantiles(following.find((bench) => bench.name === name)?.trips ?? []);
    return {
      'add one by one, jobs/s': quantiles(rates).p50Ms,
      'submit to done, p50 ms': p50Ms,
      'submit to done, p99 ms': p99Ms,
    };
  };
  return new Map(names.map((name) => [name, row(name)]));
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
  const inTurns = await measureInTurns();
  const all = new Map<string, Rows[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const names = Object.keys(contestants);
    // Whoever comes second finds a warmer machine.
    for (const name of round % 2 === 0 ? names : names.reverse())
      all.get(name)?.push({ ...inTurns.get(name), ...(await measure(name)) });
  }
  // They mostly wait: at the same time, and once.
  const waited = await Promise.all(Object.keys(contestants).map(async (name) => [name, await recovery(name)] as const));
  for (const [name, seconds] of waited) {
    for (const rows of all.get(name) ?? []) rows["a killed worker's job again, s"] = seconds;
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
