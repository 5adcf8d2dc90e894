// A user of Redis who lacks a right is told which, before anything is written.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoreError } from '../../../src/store/errors.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { enterWith, leastRights, type Where } from '../../setup/least-rights.ts';
import { type Redis, startCluster, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';

/** What is told when the store is opened, or `opened`. */
async function told(url: string): Promise<string> {
  try {
    await (await openRedisStore(url)).close();
    return 'opened';
  } catch (error) {
    const { kind, message } = error as StoreError;
    return `${kind}: ${message.replace(/(redis\S*):\/\/\S+/, '$1')}`;
  }
}

/** Only a warning of the server's; who may not bring the functions needs them to be there. */
const notNeeded = ['+client|setname', '+function|load', '+script|load'];

const kinds: [string, Where[]][] = [
  ['functions', []],
  ['one script', ['before Redis 7']],
];
for (const [kind, where] of kinds) describeWithRedis(`rights on a server with ${kind}`, () => describeRights(where));

function describeRights(where: Where[]): void {
  let redis: Redis;
  let url = '';
  beforeAll(async () => {
    redis = await startRedis({ withoutFunctions: where.length > 0 });
    url = await enterWith(leastRights(where), [redis], redis.url);
    expect(await told(url)).toBe('opened');
    await redis.cli('flushall');
  });
  afterAll(() => redis.stop());

  const rights = leastRights(where).filter((word) => word.startsWith('+') && !notNeeded.includes(word));

  test.each(rights)('%s', async (right) => {
    await redis.cli('acl', 'setuser', 'hero', right.replace('+', '-'));
    const message = await told(url);
    await redis.cli('acl', 'setuser', 'hero', right);
    expect(message).toMatch(/^refused: the user of redis lacks /);
    expect(message).toContain(right.replace('+', ''));
    expect(await redis.cli('dbsize')).toBe('0');
  });

  test('all at once, and none to the keys', async () => {
    await redis.cli('acl', 'setuser', 'hero', '-hset', '-zadd');
    expect(await told(url)).toBe('refused: the user of redis lacks rights: +hset +zadd');
    await redis.cli('acl', 'setuser', 'hero', '+hset', '+zadd', 'resetkeys', '~herorunner:*');
    expect(await told(url)).toMatch(/^refused: .* keys?\b/);
    await redis.cli('acl', 'setuser', 'hero', 'resetkeys', '~{herorunner:jobs}:*', '~herorunner:jobs');
    expect(await told(url)).toMatch(/^refused: .* keys?\b/);
    await redis.cli('acl', 'setuser', 'hero', '~herorunner:*');
    expect(await redis.cli('dbsize')).toBe('0');
    expect(await told(url)).toBe('opened');
  });

  test('one that is taken away later', async () => {
    const store = await openRedisStore(url);
    await redis.cli('acl', 'setuser', 'hero', '-hgetall');
    await expect(store.stats()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('lacks a right'),
    });
    await redis.cli('acl', 'setuser', 'hero', '+hgetall');
    await store.close();
  });
}

describeWithRedis('further rights', () => {
  test('in another database, and with replicas', async () => {
    const redis = await startRedis();
    try {
      const url = await enterWith(leastRights(), [redis], redis.url);
      expect(await told(`${url}/1`)).toMatch(/^refused: the user of redis lacks a right: .*'select'/);
      expect(await told(`${url}?durability=1`)).toBe('refused: the user of redis lacks rights: +wait');
      await enterWith(leastRights(['in another database']), [redis], redis.url);
      expect(await told(`${url}/1`)).toBe('opened');
    } finally {
      await redis.stop();
    }
  });

  test('on a Cluster, where a password may be wrong too', async () => {
    const cluster = await startCluster();
    try {
      const url = `${await enterWith(leastRights(), cluster.masters, cluster.url)}?durability=master`;
      expect(await told(url)).toMatch(/^refused: the user of redis-cluster lacks a right: .*'cluster\|slots'/);
      await enterWith(leastRights(['on a Cluster']), cluster.masters, cluster.url);
      expect(await told(url)).toBe('opened');
      expect(await told(url.replace('secret', 'wrong'))).toMatch(/^refused: redis-cluster refuses the login: /);
      await enterWith([...leastRights(['on a Cluster']), '-cluster|info'], cluster.masters, cluster.url);
      expect(await told(url)).toMatch(/^refused: the user of redis-cluster lacks a right: .*'cluster\|info'/);
    } finally {
      await cluster.stop();
    }
  });
});
