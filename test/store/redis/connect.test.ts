// The connection under faults: it comes back by itself, sends again what was not answered, and ends at once.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StoreError } from '../../../src/store/errors.ts';
import { Connection } from '../../../src/store/redis/connect.ts';
import { TcpProxy } from '../../setup/proxy.ts';
import { isInFile, type Redis, startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { benchLibrary as library } from './bench-library.ts';

/** Milliseconds until the promise is there. */
async function timed(promise: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await promise;
  return performance.now() - begun;
}

describeWithRedis('a connection to one server', () => {
  let redis: Redis;
  let connection: Connection;
  const closing: (() => unknown)[] = [];

  async function open(url = redis.url, patienceMs = 10_000): Promise<Connection> {
    const opened = await Connection.open(url, { library, patienceMs, env: {} });
    closing.push(() => opened.close());
    return opened;
  }

  /** Whether a command waits at the server. */
  async function isBlocking(): Promise<boolean> {
    return (await redis.cli('INFO', 'clients')).includes('blocked_clients:1');
  }

  beforeEach(async () => {
    redis = await startRedis({ persistent: true });
    connection = await open();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await redis.stop();
  });

  test('calls functions, in order, with what was given', async () => {
    const answers = await Promise.all([1, 2, 3].map((by) => connection.call('hr_add', ['k'], [by])));
    expect(answers).toEqual([1, 3, 6]);
    expect(await connection.call('hr_echo', ['k'], ['ä', '', 7])).toEqual(['ä', '', '7']);
    const many = Array.from({ length: 20_000 }, (_, i) => i);
    expect(await connection.call('hr_count', ['k'], many)).toBe(20_000);
  });

  test('an error of the function itself is told as it is, and not tried again', async () => {
    await connection.send('SET', 'k', 'text');
    await expect(connection.call('hr_add', ['k'], [1])).rejects.toThrow(/not an integer/);
    await expect(connection.send('NOSUCH')).rejects.toThrow(/unknown command/);
  });

  test('is back within three seconds of a restart, and what was sent meanwhile is done then', async () => {
    await connection.call('hr_add', ['k'], [1]);
    await until('it is in the file', () => isInFile(redis));
    await redis.crash();
    const waiting = connection.call('hr_add', ['k'], [1]);
    // Long enough that it tries once a second only.
    await delay(2_000);
    await redis.start();
    expect(await timed(waiting)).toBeLessThan(3_000);
    expect(await waiting).toBe(2);
  });

  test('gives up after its patience, with one line', async () => {
    const hasty = await open(redis.url, 500);
    await redis.crash();
    const error = (await hasty.send('GET', 'k').catch((e) => e)) as StoreError;
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/^redis:\S+ does not answer: connect ECONNREFUSED \S+$/);
    await redis.start();
    expect(await hasty.send('GET', 'k')).toBe(null);
  });

  test('a waiting connection comes back, and says that something may have been missed', async () => {
    const blocking = connection.openBlocking(2_000);
    expect(await blocking.block('BLPOP', 'list', 0.05)).toBe(null);
    const lost = blocking.block('BLPOP', 'list', 2);
    await until('it waits', isBlocking);
    await redis.restart();
    expect(await lost).toBe(undefined);
    await connection.send('RPUSH', 'list', 'a');
    let got: unknown;
    expect(
      await timed(
        (async () => {
          while (!got) got = await blocking.block('BLPOP', 'list', 2);
        })(),
      ),
    ).toBeLessThan(3_000);
    expect(got).toEqual(['list', 'a']);
  });

  test('killed connections are made again', async () => {
    const blocking = connection.openBlocking(2_000);
    const popped = blocking.block('BLPOP', 'list', 2);
    await until('it waits', isBlocking);
    await redis.cli('client', 'kill', 'type', 'normal');
    expect(await popped).toBe(undefined);
    expect(await connection.call('hr_add', ['k'], [1])).toBe(1);
    await connection.send('RPUSH', 'list', 'a');
    expect(await blocking.block('BLPOP', 'list', 1)).toEqual(['list', 'a']);
  });

  test('functions that were flushed are brought again', async () => {
    await redis.cli('function', 'flush');
    expect(await connection.call('hr_add', ['k'], [1])).toBe(1);
    await redis.cli('flushall');
    await redis.cli('function', 'flush');
    expect(await connection.call('hr_add', ['k'], [1])).toBe(1);
  });

  test('a server that comes back with an older library is given this one', async () => {
    const source = library.source.replace("'INCRBY', keys[1], args[1]", "'INCRBY', keys[1], 100");
    const older = `#!lua name=${library.name}
      ${source}
      redis.register_function{function_name='hr_version', flags={'no-writes'},
        callback=function() return {${library.protocol}, ${library.build - 1}, 'older'} end}`;
    expect(await connection.call('hr_add', ['k'], [1])).toBe(1);
    await redis.cli('function', 'load', 'replace', older);
    await redis.cli('client', 'kill', 'type', 'normal');
    expect(await connection.call('hr_add', ['k'], [1])).toBe(2);
  });

  test('a newer library is kept, an older one replaced, also by two at once', async () => {
    const source = (n: number) => library.source.replace("'INCRBY', keys[1], args[1]", `'INCRBY', keys[1], ${n}`);
    const openBuild = async (build: number) => {
      const opened = await Connection.open(redis.url, {
        library: { ...library, build, source: source(build) },
        env: {},
      });
      closing.push(() => opened.close());
      return opened;
    };
    const newer = await openBuild(100);
    expect(await newer.call('hr_add', ['k'], [1])).toBe(100);
    const older = await openBuild(9);
    expect(await older.call('hr_add', ['k'], [1])).toBe(200);
    await redis.cli('function', 'flush');
    await Promise.all([openBuild(100), openBuild(100), openBuild(100)]);
    expect(await older.call('hr_add', ['k'], [1])).toBe(300);
  });

  test('half-open connections are noticed, the waiting ones too', async () => {
    const proxy = await TcpProxy.start(redis.port);
    closing.push(() => proxy.stop());
    const through = await open(`redis://127.0.0.1:${proxy.port}`);
    const blocking = through.openBlocking(500);
    expect(await blocking.block('BLPOP', 'list', 0.1)).toBe(null);
    proxy.swallow();
    const popped = timed(blocking.block('BLPOP', 'list', 0.5));
    const added = through.call('hr_add', ['k'], [1]);
    // Longer than a command may be silent.
    await delay(3_700);
    proxy.pass();
    expect(await popped).toBeLessThan(4_500);
    expect(await timed(added)).toBeLessThan(3_000);
    expect(await through.call('hr_add', ['k'], [0])).toBe(await added);
  });

  test('a server that loads its data is waited for', async () => {
    const patient = await open(redis.url, 60_000);
    await redis.cli('debug', 'populate', '30000');
    await redis.cli('bgrewriteaof');
    const persistence = () => redis.cli('info', 'persistence');
    await until('its file is written', async () => !/aof_rewrite_in_progress:1/.test(await persistence()));
    await redis.cli('config', 'set', 'key-load-delay', '10');
    await redis.cli('config', 'rewrite');
    await redis.crash();
    const size = patient.send('DBSIZE');
    await redis.start();
    expect(await size).toBe(30_000);
  });

  test('a server that became a replica is told as one after the patience', async () => {
    const hasty = await open(redis.url, 300);
    await redis.cli('replicaof', '127.0.0.1', '1');
    const error = (await hasty.call('hr_add', ['k'], [1]).catch((e) => e)) as StoreError;
    expect(error).toMatchObject({ name: 'StoreError', kind: 'unsuitable' });
    await redis.cli('replicaof', 'no', 'one');
    expect(await hasty.call('hr_add', ['k'], [1])).toBe(1);
  });

  test('a full server refuses with one line', async () => {
    await redis.cli('config', 'set', 'maxmemory', '1');
    const error = (await connection.call('hr_add', ['k'], [1]).catch((e) => e)) as StoreError;
    expect(error).toMatchObject({
      name: 'StoreError',
      kind: 'no_space',
      help: expect.stringContaining('hero job prune'),
    });
  });
});

describeWithRedis('closing', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    return () => redis.stop();
  });

  /** Less than any wait that could hold a process: a second between two tries to connect, more for all others. */
  const soonMs = 900;

  /**
   * A process that opens a connection, does something, closes it, and then lives on for `ms`. `between` is done when the
   * connection is open and nothing else has begun.
   */
  async function lifeAfterClose(
    body: string,
    { url = redis.url, between = () => {} }: { url?: string; between?: () => unknown } = {},
  ): Promise<{ code: number | null; ms: number; said: string }> {
    const program = `
      import { once } from 'node:events';
      import { Connection } from '${join(import.meta.dirname, '../../../src/store/redis/connect.ts')}';
      import { benchLibrary as library } from '${join(import.meta.dirname, 'bench-library.ts')}';
      const connection = await Connection.open('${url}', { library, patienceMs: 60_000, env: {} });
      console.log('open');
      await once(process.stdin.resume(), 'end');
      ${body}
      console.log('closed');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let said = '';
    let closedAt = Number.NaN;
    child.stdout.on('data', async (chunk) => {
      said += chunk;
      if (said.endsWith('closed\n')) closedAt = performance.now();
      if (said !== 'open\n') return;
      await between();
      child.stdin.end();
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'close');
    return { code, ms: performance.now() - closedAt, said };
  }

  const waiting = `
    const sent = connection.send('PING').catch((error) => error.kind);
    const popped = connection.openBlocking(60_000).block('BLPOP', 'nothing', 60);
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.close();
    console.log(await sent, await popped);`;

  test('a process ends at once, also with commands that wait', async () => {
    const quiet = await lifeAfterClose(`await connection.send('PING'); connection.close();`);
    expect(quiet).toMatchObject({ code: 0, said: 'open\nclosed\n' });
    expect(quiet.ms).toBeLessThan(soonMs);
    const busy = await lifeAfterClose(waiting);
    expect(busy).toMatchObject({ code: 0, said: 'open\nPONG undefined\nclosed\n' });
    expect(busy.ms).toBeLessThan(soonMs);
  });

  test('a process ends at once while the server is away or half-open', async () => {
    for (const fault of ['swallow', 'stop'] as const) {
      const proxy = await TcpProxy.start(redis.port);
      const url = `redis://127.0.0.1:${proxy.port}`;
      const life = await lifeAfterClose(waiting, { url, between: () => proxy[fault]() });
      expect(life, fault).toMatchObject({ code: 0, said: 'open\nunreachable undefined\nclosed\n' });
      expect(life.ms, fault).toBeLessThan(soonMs);
      await proxy.stop();
    }
  });
});
