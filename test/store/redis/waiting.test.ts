// Waiting for work: the marker beside an inbox, which wakes one of those that wait, comes back where it was of no use.

import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, makeJob } from '../contract/make.ts';

const marker = `{herorunner:jobs}:mk:${agentA}:`;

describeWithRedis('whoever waits for work', () => {
  let redis: Redis;
  let store: Store;
  let client: Client;
  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url, { env: {} });
    client = new Client(redis.port, '127.0.0.1');
  });
  afterEach(async () => {
    client.disconnect();
    await store.close();
    await redis.stop();
  });

  async function submit(...guids: string[]): Promise<void> {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit(guids.map((guid) => ({ job: makeJob(guid), trail: {}, admission })));
  }

  /** Connections whose last command was one that waits for a marker, and of these those that wait at this moment. */
  async function waiting(): Promise<{ all: number; now: number }> {
    const list = await redis.cli('client', 'list');
    const lines = list.split('\n').filter((line) => / cmd=bzpopmin /.test(line));
    return { all: lines.length, now: lines.filter((line) => / flags=b /.test(line)).length };
  }

  test('and gives up leaves the news to others', async () => {
    const stop = new AbortController();
    const wait = store.waitForWork(agentA, [''], 60_000, stop);
    await until('it waits', async () => (await waiting()).now === 1);
    stop.abort();
    expect(await wait).toBe('nothing');
    await submit('j1');
    await until('the marker is back', async () => (await client.exists(marker)) === 1);
  });

  test('finds a job whose news somebody has taken who died', async () => {
    await submit('j1');
    expect(await client.zpopmin(marker)).toEqual(['1', '0']);
    // Less than the server is asked to wait.
    expect(await store.waitForWork(agentA, [''], 1_900)).toBe('perhaps');
  });

  test('finds a job whose news somebody takes meanwhile and dies', async () => {
    const taken = client.bzpopmin(marker, 0);
    await until('somebody waits', async () => (await waiting()).now === 1);
    const wait = store.waitForWork(agentA, [''], 10_000);
    await until('both wait', async () => (await waiting()).now === 2);
    await submit('j1');
    expect(await taken).toEqual([marker, '1', '0']);
    expect(await wait).toBe('perhaps');
  });

  test('is woken when somebody else has claimed and left some', async () => {
    await submit('j1', 'j2');
    expect(await client.zpopmin(marker)).toEqual(['1', '0']);
    const woken = client.bzpopmin(marker, 60);
    await store.openSession(
      { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' },
      60_000,
    );
    expect(await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 })).toHaveLength(1);
    expect(await woken).toEqual([marker, '1', '0']);
  });

  test('hears of room under a limit from the sweep, if who was told of it has died', async () => {
    await store.setLimit({ kind: 'actor', name: 'vm_manager', max: 1 });
    await submit('j1', 'j2');
    await store.openSession(
      { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' },
      60_000,
    );
    const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 9 });
    expect(await store.limits()).toMatchObject([{ used: 1, waiting: 1 }]);
    await store.exchange([{ guid: 'j1', fence: claim?.fence ?? 0, ok: true }]);
    expect(await client.zpopmin(marker)).toEqual(['1', '0']);
    await store.sweep(25);
    expect(await client.exists(marker)).toBe(1);
  });

  test('in one lane after the other needs one connection', async () => {
    for (const lane of ['a', 'b', 'c', 'd']) expect(await store.waitForWork(agentA, [lane], 20)).toBe('nothing');
    await until('the others are closed', async () => (await waiting()).all <= 1);
  });
});
