// A worker in a process of its own: the benchmark started again, with arguments that say whose.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { contestantOf } from './contestants.ts';
import type { BenchRedis } from './redis.ts';

const word = 'worker';

/** If this process was started as one, what it does: it says when it is ready, begins at a line, says how long it took. */
export function asWorker(): Promise<void> | undefined {
  const [first, name = '', port, concurrency, isHolding] = process.argv.slice(2);
  if (first !== word) return undefined;
  const onHold = isHolding === undefined ? undefined : () => console.log('holding');
  return serve(name, Number(port), Number(concurrency), onHold);
}

async function serve(name: string, port: number, concurrency: number, onHold: (() => void) | undefined): Promise<void> {
  const worker = await contestantOf(name).openWorker(port, concurrency, onHold);
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

/** Resolves when it is ready. With `isHolding` its jobs never end. */
export async function startWorker(name: string, redis: BenchRedis, concurrency: number, isHolding = false) {
  const [, file = ''] = process.argv;
  const args = [file, word, name, String(redis.port), String(concurrency), ...(isHolding ? ['hold'] : [])];
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
