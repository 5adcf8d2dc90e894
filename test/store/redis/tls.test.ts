// TLS with certificates on both sides, on one server and on a cluster: what opens, and one clear line for what does not.

import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Certificate, makeCertificate } from '../../setup/certificates.ts';
import { type Redis, type RedisCluster, startCluster, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { refusal } from './refusal.ts';

const user = { name: 'hero', password: 's3cret' };
const shown = (pair: Certificate | undefined) => `cert=${pair?.cert}&key=${pair?.key}`;

describeWithRedis('TLS with client certificates', () => {
  let redis: Redis;
  let base = '';
  let dir = '';
  beforeAll(async () => {
    redis = await startRedis({ tls: 'mutual' });
    base = `${redis.url}?ca=${redis.authority?.cert}`;
    dir = join(redis.dir, 'files');
    mkdirSync(dir);
  });
  afterAll(() => redis.stop());

  test('a certificate and its key, in two files or in one', async () => {
    expect(await refusal(`${base}&${shown(redis.client)}`)).toBe('opened');
    const both = join(dir, 'a+b.pem');
    const { cert = '', key = '' } = redis.client ?? {};
    writeFileSync(both, readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'));
    expect(await refusal(`${base}&cert=${both}`)).toBe('opened');
  });

  test('none, and one that the server does not know', async () => {
    expect(await refusal(base)).toBe(`refused: ${base} asks for a client certificate`);
    const url = `${base}&${shown(makeCertificate(dir, 'stranger'))}`;
    expect(await refusal(url)).toBe(`refused: ${url} refuses the client certificate: unknown ca`);
  });

  test('a server that is not trusted, and one of another name', async () => {
    const client = shown(redis.client);
    expect(await refusal(`${redis.url}?${client}`)).toMatch(
      /^unreachable: .* is not trusted: self-signed certificate$/,
    );
    const other = makeCertificate(dir, 'elsewhere', redis.authority, { hosts: 'DNS:elsewhere' });
    const foreign = createServer({ cert: readFileSync(other.cert), key: readFileSync(other.key) }).listen(
      0,
      '127.0.0.1',
    );
    await once(foreign, 'listening');
    const { port } = foreign.address() as AddressInfo;
    const told = await refusal(`rediss://127.0.0.1:${port}?ca=${redis.authority?.cert}`);
    expect(told).toMatch(
      /^unreachable: .* has the certificate of another host: IP: 127.0.0.1 is not in the cert's list/,
    );
    foreign.close();
  });

  test('files that are missing, may not be read, or hold something else', async () => {
    const { cert = '', key = '' } = redis.client ?? {};
    const closed = join(dir, 'closed.pem');
    copyFileSync(key, closed);
    chmodSync(closed, 0);
    const locked = makeCertificate(dir, 'locked', redis.authority, { password: 'long enough' });
    const told = async (options: string) => (await refusal(`${redis.url}?${options}`)).replace(/^address: /, '');
    expect(await told('ca=/none.pem')).toMatch(/^the certificate of \?ca= cannot be read: \/none.pem: no such file$/);
    expect(await told(`ca=${key}`)).toBe(`${key}, named by ?ca=, holds no certificate`);
    expect(await told(`cert=${cert}`)).toBe(`${cert} holds no private key`);
    expect(await told(`cert=${cert}&key=/none.pem`)).toMatch(
      /^the private key of \?key= cannot be read: \/none.pem: no such file$/,
    );
    if (process.getuid?.() !== 0) {
      expect(await told(`cert=${cert}&key=${closed}`)).toMatch(
        /^the private key of \?key= cannot be read: .*: permission denied$/,
      );
    }
    expect(await told(`cert=${key}&key=${cert}`)).toBe(`${key}, named by ?cert=, holds no certificate`);
    expect(await told(`cert=${cert}&key=${redis.authority?.key}`)).toMatch(/^the private key in .* is not that of the/);
    expect(await told(shown(locked))).toBe(`the private key in ${locked.key} is encrypted`);
    expect(await told(`key=${key}`)).toMatch(/^a key without its certificate in store address/);
  });

  test('a store that is open goes on with certificates that were renewed', async () => {
    const own = await startRedis({ tls: 'mutual' });
    const { authority, client } = own as Required<Redis>;
    const used = makeCertificate(dir, 'renewed', authority);
    const store = await openRedisStore(`${own.url}?ca=${authority.cert}&${shown(used)}`, {
      env: {},
      patienceMs: 3_000,
    });
    const [ca, cert, key] = [authority.cert, client.cert, client.key].map((file) => readFileSync(file));
    const operator = new Client(own.port, '127.0.0.1', { tls: { ca, cert, key } });
    try {
      const other = makeCertificate(dir, 'other');
      makeCertificate(dir, 'renewed', other);
      await operator.config('SET', 'tls-ca-cert-file', other.cert);
      await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      expect(await store.open(['nobody'])).toEqual([]);
    } finally {
      operator.disconnect();
      await store.close();
      await own.stop();
    }
  });

  test('a certificate without TLS is not left unused', async () => {
    const plain = base.replace('rediss', 'redis');
    expect(await refusal(plain)).toBe(`address: ?ca=, but no TLS in store address '${plain}'`);
  });
});

describeWithRedis('a cluster with TLS, client certificates and a user', () => {
  let cluster: RedisCluster;
  let options = '';
  beforeAll(async () => {
    cluster = await startCluster({ tls: 'mutual', user });
    options = `?durability=master&ca=${cluster.authority?.cert}`;
  });
  afterAll(() => cluster.stop());

  test('opens', async () => {
    expect(await refusal(`${cluster.url}${options}&${shown(cluster.client)}`)).toBe('opened');
  });

  test('what is missing or wrong is told as on one server', async () => {
    const known = `${options}&${shown(cluster.client)}`;
    const { dir } = cluster.masters[0] as { dir: string };
    const stranger = shown(makeCertificate(dir, 'stranger'));
    expect(await refusal(cluster.url.replace('s3cret', 's3cretly') + known)).toMatch(
      /^refused: .* refuses the login: inv/,
    );
    expect(await refusal(cluster.url.replace('hero:s3cret@', '') + known)).toMatch(/^refused: .*: Authentication req/);
    expect(await refusal(cluster.url + options)).toMatch(/^refused: .* asks for a client certificate$/);
    expect(await refusal(`${cluster.url}${options}&${stranger}`)).toMatch(/^refused: .* certificate: unknown ca$/);
    expect(await refusal(`${cluster.url}?${shown(cluster.client)}`)).toMatch(
      /^unreachable: .* is not trusted: self-si/,
    );
    expect(await refusal(cluster.url.replace('rediss', 'redis'))).toMatch(/^unreachable: .* ECONNRESET$/);
  });
});
