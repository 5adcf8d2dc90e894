// Opening a store on Redis: one clear line for everything that can be wrong, and nothing is written then.

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Connection } from '../../../src/store/redis/connect.ts';
import { freePort } from '../../setup/free-port.ts';
import { type Redis, type RedisOptions, startCluster, startRedis } from '../../setup/redis.ts';
import type { ServerProcess } from '../../setup/server-process.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { benchLibrary as library } from './bench-library.ts';
import { refusal } from './refusal.ts';

async function withServer(options: RedisOptions, use: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = await startRedis(options);
  try {
    await use(redis);
  } finally {
    await redis.stop();
  }
}

describeWithRedis('opening Redis', () => {
  test('a port where nobody listens', async () => {
    const port = await freePort();
    expect(await refusal(`redis://u:s3cret@127.0.0.1:${port}`)).toBe(
      `unreachable: redis://u@127.0.0.1:${port} does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
    expect(await refusal(`redis-sentinel://127.0.0.1:${port}/hero`)).toMatch(
      /^unreachable: .* no sentinel can be reached: /,
    );
    expect(await refusal(`redis-cluster://127.0.0.1:${port}`)).toMatch(
      /^unreachable: redis-cluster:\S+ does not answer: /,
    );
  });

  test('a host that does not exist', async () => {
    expect(await refusal('redis://no.such.host.invalid')).toMatch(/^unreachable: .*(ENOTFOUND|EAI_AGAIN)/);
  });

  test('a user, a wrong password, none, and one that may too little', () =>
    withServer({ user: { name: 'hero', password: 's3cret' } }, async ({ port, url }) => {
      expect(await refusal(url)).toBe('opened');
      expect(await refusal(`redis://hero@127.0.0.1:${port}`, { HERO_REDIS_PASSWORD: 's3cret' })).toBe('opened');
      expect(await refusal(`redis://hero:s3cret2@127.0.0.1:${port}`)).toMatch(
        /^refused: redis:\S+ refuses the login: /,
      );
      expect(await refusal(`redis://127.0.0.1:${port}`)).toMatch(/^refused: redis:\S+ refuses the login: /);
    }));

  test.each<[string, () => Promise<{ url: string; stop(): Promise<void> }>]>([
    ['a server', () => startRedis()],
    ['a Cluster', () => startCluster()],
  ])('a password that %s does not ask for is no matter', async (_, start) => {
    const server = await start();
    const warn = vi.spyOn(console, 'warn');
    try {
      expect(await refusal(`${server.url}?durability=master`, { HERO_REDIS_PASSWORD: 's3cret' })).toBe('opened');
      expect(warn).not.toHaveBeenCalled();
    } finally {
      warn.mockRestore();
      await server.stop();
    }
  });

  test('a user that may too little', () =>
    withServer({ config: ['user weak on >s3cret ~other:* +@read +info'] }, async ({ port }) => {
      expect(await refusal(`redis://weak:s3cret@127.0.0.1:${port}`)).toMatch(
        /^refused: the user of redis:\S+ lacks a right: /,
      );
    }));

  test('encryption: needed, not expected, with a certificate nobody knows', () =>
    withServer({ tls: true }, async ({ port, url, authority }) => {
      expect(await refusal(`${url}?ca=${authority?.cert}`)).toBe('opened');
      expect(await refusal(url)).toMatch(/^unreachable: .*self-signed certificate/);
      expect(await refusal(`redis://127.0.0.1:${port}`)).toMatch(/^unreachable: /);
    }));

  test('encryption that the server does not speak', () =>
    withServer({}, async ({ port }) => {
      const opening = Connection.open(`rediss://127.0.0.1:${port}`, { library, env: {} });
      await expect(opening).rejects.toMatchObject({
        kind: 'unreachable',
        help: 'check the host and port; if Redis speaks no TLS there, write redis://',
      });
    }));

  test('a database that the server does not have is not another one', () =>
    withServer({ config: ['databases 4'] }, async (redis) => {
      expect(await refusal(`${redis.url}/4`)).toBe(`address: ${redis.url}/4 has no database 4`);
      expect(await redis.cli('dbsize')).toBe('0');
      expect(await refusal(`${redis.url}/3`)).toBe('opened');
    }));

  test('memory policies that throw jobs away', () =>
    withServer({ config: ['maxmemory-policy allkeys-lru'] }, async (redis) => {
      expect(await refusal(redis.url)).toMatch(/^unsuitable: .*maxmemory-policy is allkeys-lru$/);
      expect(await redis.cli('function', 'list')).toBe('');
      expect(await redis.cli('dbsize')).toBe('0');
    }));

  test('a replica', () =>
    withServer({}, async (master) => {
      await withServer({ config: [`replicaof 127.0.0.1 ${master.port}`] }, async ({ url }) => {
        expect(await refusal(url)).toBe(`unsuitable: ${url} is a replica, which takes no writes`);
      });
    }));

  test('a cluster, a part of which has no master yet', async () => {
    const cluster = await startCluster();
    try {
      const [first, second] = cluster.masters as [ServerProcess, ServerProcess];
      await second.crash();
      await expect.poll(() => first.cli('cluster', 'info')).toContain('cluster_state:fail');
      const opening = refusal(cluster.url);
      // It is not refused meanwhile.
      await delay(500);
      await second.start();
      expect(await opening).toBe('opened');
    } finally {
      await cluster.stop();
    }
  });

  test('a server of another kind than the address says', async () => {
    const cluster = await startCluster();
    try {
      const url = `redis://127.0.0.1:${cluster.masters[0]?.port}`;
      expect(await refusal(url)).toBe(`address: ${url} is one server of a cluster`);
    } finally {
      await cluster.stop();
    }
    await withServer({}, async ({ port }) => {
      const hosts = `127.0.0.1:${port}`;
      expect(await refusal(`redis-cluster://${hosts}`)).toBe(`address: redis-cluster://${hosts} is no cluster`);
      const watched = `redis-sentinel://${hosts}/hero`;
      expect(await refusal(watched)).toBe(`address: ${watched} is no sentinel`);
    });
  });

  test('names that another program uses', () =>
    withServer({}, async (redis) => {
      await redis.cli('rpush', 'herorunner:agents', 'x');
      const { url } = redis;
      expect(await refusal(url)).toMatch(/^corrupt: .* has a list under herorunner:agents/);
      expect(await refusal(`${url}?prefix=other`)).toBe('opened');
    }));

  test('a library of a newer herorunner', () =>
    withServer({}, async ({ url }) => {
      const newer = await Connection.open(url, { library: { ...library, protocol: 4 } });
      newer.close();
      expect(await refusal(url)).toMatch(/^newer: .*protocol 4, this one knows 3/);
    }));
});

describe('opening what another version has kept', () => {
  test('is refused before anything is written', () =>
    withServer({}, async (redis) => {
      await redis.cli('hset', '{herorunner:jobs}:n', 'id', '5');
      expect(await refusal(redis.url)).toMatch(/^newer: .* holds jobs of another version of herorunner/);
      expect(await redis.cli('hgetall', '{herorunner:jobs}:n')).toBe('id\n5');
      expect(await redis.cli('function', 'list')).toBe('');
      await redis.cli('hset', '{herorunner:jobs}:n', 'id', '0');
      expect(await refusal(redis.url)).toBe('opened');
    }));
});

describe('what is not Redis', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let port = 0;
  let greeting = '';

  beforeAll(async () => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => greeting !== '' && socket.end(greeting));
    });
    servers.push(server);
    port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  test('a server that never answers', async () => {
    greeting = '';
    const begun = performance.now();
    expect(await refusal(`redis://127.0.0.1:${port}`)).toMatch(/^unreachable: redis:\S+ does not answer: /);
    expect(performance.now() - begun).toBeLessThan(8_000);
  });

  test('a server of the web', async () => {
    greeting = 'HTTP/1.1 400 Bad Request\r\n\r\n';
    const url = `redis://127.0.0.1:${port}`;
    expect(await refusal(url)).toBe(`address: ${url} is no Redis: what answers there speaks another protocol`);
  });
});
