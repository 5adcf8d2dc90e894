// A Redis of its own for each measurement: nothing on disk, nobody else on it. It has a core to itself, as far as the system
// lets us say so: otherwise how long a call takes tells how busy the machine is.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Redis as Client } from 'ioredis';
import { freePort } from '../../test/setup/free-port.ts';
import { until } from '../../test/setup/until.ts';

export interface BenchRedis {
  port: number;
  /** Bytes the server uses for data. */
  usedBytes(): Promise<number>;
  keys(): Promise<number>;
  /** Calls that took longer than 5 ms, since this was asked before; they are forgotten, for keeping them takes memory. */
  slowCalls(): Promise<number>;
  /** Milliseconds that one of a thousand calls of our functions takes, or more; since the start. */
  longCallMs(): Promise<number>;
  stop(): Promise<void>;
}

const lastCore = String(availableParallelism() - 1);

/** Starts a command on the last core, where it goes before all else. */
const onLastCore = ['nice', '-n', '-20', 'taskset', '-c', lastCore];

/** Whether that is allowed, and there is another core for everybody else. `nice` only complains when it is not. */
const hasCore = lastCore !== '0' && runs([...onLastCore, 'true']);

/** What there is to say about how calls are timed. */
export const howTimed = hasCore
  ? 'redis-server has a core of its own'
  : 'redis-server waits for a core as others do (nice -20 on a core of its own is not allowed), so calls over 5 ms need not be slow ones';

// From here on, and for whatever this process starts.
if (hasCore) runs(['taskset', '-a', '-c', '-p', `0-${Number(lastCore) - 1}`, String(process.pid)]);

function runs([command = '', ...args]: readonly string[]): boolean {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 && stderr === '';
}

export async function startBenchRedis(): Promise<BenchRedis> {
  const port = await freePort();
  const config = ['--save', '', '--appendonly', 'no', '--slowlog-log-slower-than', '5000', '--slowlog-max-len', '1000'];
  const [command = '', ...args] = [...(hasCore ? onLastCore : []), 'redis-server', '--port', String(port), ...config];
  const server: ChildProcess = spawn(command, args, { stdio: 'ignore' });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const client = new Client(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  await until('redis-server answers', async () => (await client.ping().catch(() => '')) === 'PONG');
  return {
    port,
    usedBytes: async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]),
    keys: () => client.dbsize(),
    async slowCalls() {
      const entries = (await client.call('SLOWLOG', 'GET', 1000)) as [number, number, number, string[]][];
      await client.call('SLOWLOG', 'RESET');
      // Functions are brought to a server once, when nothing waits for it yet.
      return entries.filter(([, , , command]) => command[0] !== 'FUNCTION').length;
    },
    longCallMs: async () => Number(/_usec_fcall:.*p99\.9=([\d.]+)/.exec(await client.info('latencystats'))?.[1]) / 1000,
    async stop() {
      client.disconnect();
      process.off('exit', kill);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      kill();
      await ended;
    },
  };
}
