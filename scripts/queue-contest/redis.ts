// A Redis of its own for each measurement: nothing on disk, nobody else on it.

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis as Client } from 'ioredis';

export interface BenchRedis {
  port: number;
  /** Bytes the server uses for data. */
  usedBytes(): Promise<number>;
  keys(): Promise<number>;
  /** Calls that took longer than 5 ms, since this was asked before; they are forgotten, for keeping them takes memory. */
  slowCalls(): Promise<number>;
  stop(): Promise<void>;
}

export async function startBenchRedis(): Promise<BenchRedis> {
  const port = await freePort();
  const config = ['--save', '', '--appendonly', 'no', '--slowlog-log-slower-than', '5000', '--slowlog-max-len', '1000'];
  const server: ChildProcess = spawn('redis-server', ['--port', String(port), ...config], { stdio: 'ignore' });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const client = new Client(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  while ((await client.ping().catch(() => '')) !== 'PONG') await delay(20);
  return {
    port,
    usedBytes: async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]),
    keys: () => client.dbsize(),
    async slowCalls() {
      const count = Number(await client.call('SLOWLOG', 'LEN'));
      await client.call('SLOWLOG', 'RESET');
      return count;
    },
    async stop() {
      client.disconnect();
      process.off('exit', kill);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      kill();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
