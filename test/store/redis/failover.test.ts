// More servers than one: a cluster and a watched master, before and after a failover; and a server without functions.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BlockingConnection } from '../../../src/store/redis/blocking.ts';
import { Connection } from '../../../src/store/redis/connect.ts';
import { type RedisCluster, type RedisSentinel, startCluster, startRedis, startSentinel } from '../../setup/redis.ts';
import { isLinked, isMaster, takeOver } from '../../setup/roles.ts';
import type { ServerProcess } from '../../setup/server-process.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { benchLibrary as library } from './bench-library.ts';

const key = '{herorunner:jobs}:n';

/** Adds one again and again until `isOver`; returns the longest time between two answers, milliseconds. */
async function longestGap(connection: Connection, isOver: () => boolean): Promise<number> {
  let longest = 0;
  let last = performance.now();
  while (!isOver()) {
    await connection.call('hr_add', [key], [1]);
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    await delay(5);
  }
  return longest;
}

/** It still delivers what is pushed now. */
async function deliver(connection: Connection, blocking: BlockingConnection): Promise<void> {
  await connection.send('RPUSH', '{herorunner:jobs}:list', 'word');
  for (let left = 20; left > 0; left -= 1) {
    const got = await blocking.block('BLPOP', '{herorunner:jobs}:list', 1);
    if (got) {
      expect(got).toEqual(['{herorunner:jobs}:list', 'word']);
      return;
    }
  }
  throw new Error('nothing came');
}

async function throughFailover(connection: Connection, failover: () => Promise<unknown>): Promise<number> {
  const blocking = connection.openBlocking(1_000);
  await deliver(connection, blocking);
  let isOver = false;
  const gap = longestGap(connection, () => isOver);
  await failover();
  await connection.call('hr_add', [key], [1]);
  isOver = true;
  await deliver(connection, blocking);
  blocking.close();
  return gap;
}

describeWithRedis('a cluster', () => {
  let cluster: RedisCluster;
  let connection: Connection;
  beforeAll(async () => {
    cluster = await startCluster({ replicas: true });
    connection = await Connection.open(cluster.url, { library, env: {} });
  });
  afterAll(async () => {
    connection?.close();
    await cluster?.stop();
  });

  test('has the functions on each master, and again where they are lost', async () => {
    expect(await connection.call('hr_add', [key], [1])).toBe(1);
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      expect(await connection.call('hr_echo', [name], [name])).toEqual([name]);
    for (const server of cluster.masters) await server.cli('function', 'flush');
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      expect(await connection.call('hr_echo', [name], [name])).toEqual([name]);
  });

  test('goes on after a failover by hand, and after the death of a master', async () => {
    const master = await cluster.masterOf(key);
    const replica = cluster.replicas[cluster.masters.indexOf(master)] as ServerProcess;
    const byHand = await throughFailover(connection, () => takeOver(replica));
    expect(byHand).toBeLessThan(5_000);
    // What was the replica is the master now; its death makes the old one master again.
    const byDeath = await throughFailover(connection, async () => {
      await until('the old master follows', () => isLinked(master));
      await replica.crash();
      await until('it is the master again', () => isMaster(master));
    });
    expect(byDeath).toBeLessThan(30_000);
    await replica.start();
  }, 120_000);
});

describeWithRedis('a master watched by sentinels', () => {
  let sentinel: RedisSentinel;
  let connection: Connection;
  beforeAll(async () => {
    sentinel = await startSentinel();
    connection = await Connection.open(sentinel.url, { library, env: {} });
  });
  afterAll(async () => {
    connection?.close();
    await sentinel?.stop();
  });

  test('is found again when the replica has taken over from one that died', async () => {
    const gap = await throughFailover(connection, async () => {
      await sentinel.master.crash();
      await until('the replica takes over', () => isMaster(sentinel.replica));
    });
    expect(gap).toBeLessThan(30_000);
    expect(await sentinel.replica.cli('get', key)).toMatch(/^\d+$/);
  }, 120_000);

  test('sentinels that let in only who has a name', async () => {
    const all = (...args: string[]) => Promise.all(sentinel.sentinels.map((one) => one.cli('acl', 'setuser', ...args)));
    const enter = async (user?: string, password?: string) => {
      const env = { HERO_REDIS_SENTINEL_USER: user, HERO_REDIS_SENTINEL_PASSWORD: password };
      const entered = await Connection.open(`${sentinel.url}?prefix=other`, { library, env, patienceMs: 1_000 });
      entered.close();
    };
    await all('watcher', 'on', '>secret', '+sentinel', '+info', '+client');
    await all('default', '-sentinel');
    try {
      await enter('watcher', 'secret');
      const refusal = (reason: RegExp) => ({
        kind: 'refused',
        message: expect.stringMatching(reason),
        help: expect.stringContaining('HERO_REDIS_SENTINEL_USER'),
      });
      await expect(enter()).rejects.toMatchObject(refusal(/sentinels of .* refuse us: .*no permissions/));
      await expect(enter('watcher', 'wrong')).rejects.toMatchObject(refusal(/sentinels of .* refuse us: invalid/));
    } finally {
      await all('default', '+sentinel');
    }
  });

  test('a name that no sentinel knows', async () => {
    const url = sentinel.url.replace('/hero', '/nobody');
    await expect(Connection.open(url, { library, env: {} })).rejects.toThrow(/its sentinels know no such master$/);
  });
});

describeWithRedis('a server without functions', () => {
  test('runs them as one script, also when that is flushed', async () => {
    const redis = await startRedis({ withoutFunctions: true });
    try {
      const connection = await Connection.open(redis.url, { library, env: {} });
      expect(await connection.call('hr_add', ['k'], [1])).toBe(1);
      await redis.cli('script', 'flush');
      expect(await connection.call('hr_add', ['k'], [1])).toBe(2);
      expect(await connection.call('hr_echo', ['k'], ['a', 'b'])).toEqual(['a', 'b']);
      expect(
        await connection.call(
          'hr_count',
          ['k'],
          Array.from({ length: 20_000 }, () => 1),
        ),
      ).toBe(20_000);
      connection.close();
    } finally {
      await redis.stop();
    }
  });
});
