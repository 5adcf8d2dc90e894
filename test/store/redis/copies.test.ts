// What is acknowledged is on a replica: when that is slow, when there is none, and after another server has taken over.

import { setTimeout as delay } from 'node:timers/promises';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoreError } from '../../../src/store/errors.ts';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Store } from '../../../src/store/ports.ts';
import { Connection } from '../../../src/store/redis/connect.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { TcpProxy } from '../../setup/proxy.ts';
import { type Redis, startCluster, startRedis, startSentinel } from '../../setup/redis.ts';
import { isLinked, isMaster, takeOver } from '../../setup/roles.ts';
import type { ServerProcess } from '../../setup/server-process.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, agentB, makeJob } from '../contract/make.ts';
import { benchLibrary as library } from './bench-library.ts';

/** Whether it settles within this time, milliseconds. */
async function settles(work: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([work.then(() => true), delay(ms, false)]);
}

describeWithRedis('a master with a replica', () => {
  let master: Redis;
  let replica: Redis;
  let store: Store;
  beforeAll(async () => {
    master = await startRedis();
    replica = await startRedis({ config: [`replicaof 127.0.0.1 ${master.port}`] });
    await until('the replica follows', () => isLinked(replica));
    store = await openRedisStore(`${master.url}?durability=replica`, { env: {} });
  });
  afterAll(async () => {
    await store?.close();
    await replica?.stop();
    await master?.stop();
  });

  const submit = (guid: string, to = store, agent = agentA) => {
    const admission = { candidates: [agent], revision: 1 };
    return to.submit([{ job: makeJob(guid), trail: {}, admission }]);
  };
  const isOn = (server: Redis, guid: string) => server.cli('hexists', 'herorunner:jobs', guid);

  test('a submit, an end and the news of it come when the replica has them', async () => {
    expect(await submit('a')).toEqual({ ok: true, existing: [] });
    expect(await isOn(replica, 'a')).toBe('1');
    await store.openSession(
      { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' },
      15_000,
    );
    const heard: JobEvent[] = [];
    const leave = store.subscribe((events) => heard.push(...events));
    const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    heard.length = 0;
    replica.signal('SIGSTOP');
    try {
      const more = submit('b');
      const end = store.exchange([{ guid: 'a', fence: claim?.fence ?? 0, ok: true, result: 1 }]);
      expect(await settles(Promise.race([more, end]), 800)).toBe(false);
      // The master has both, and nobody has been told of it.
      await expect.poll(() => isOn(master, 'b')).toBe('1');
      expect((await store.get('a'))?.job.status.status).toBe('ok');
      expect(heard).toEqual([]);
      replica.signal('SIGCONT');
      expect(await more).toEqual({ ok: true, existing: [] });
      expect(await end).toMatchObject({ answers: ['accepted'] });
    } finally {
      replica.signal('SIGCONT');
    }
    await expect.poll(() => heard.some(({ path }) => path.includes('ok'))).toBe(true);
    leave();
  });

  test('a job that is handed over comes when the replica has it', async () => {
    const loose = await openRedisStore(`${master.url}?durability=master`, { env: {} });
    const session = { id: 'r', agent: agentB, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' };
    await store.openSession(session, 15_000);
    expect(await store.claim({ agent: agentB, session: 'r', lanes: [''], max: 1, isReady: true })).toEqual([]);
    replica.signal('SIGSTOP');
    try {
      expect(await submit('h', loose, agentB)).toEqual({ ok: true, existing: [] });
      expect((await loose.get('h'))?.job.status.status).toBe('running');
      const arrival = store.waitForWork(agentB, [''], 60_000, { session: 'r' });
      expect(await settles(arrival, 300)).toBe(false);
      replica.signal('SIGCONT');
      // Late, it is left to the beats, which find out that nobody here knows of it.
      const come = await arrival;
      if (come !== 'perhaps') expect(come).toMatchObject({ claim: { job: { guid: 'h' } } });
      expect(await isOn(replica, 'h')).toBe('1');
    } finally {
      replica.signal('SIGCONT');
      await loose.close();
    }
  });

  test('without a replica nothing is acknowledged, unless the master is enough', async () => {
    await replica.crash();
    const url = (durability: string) => `${master.url}?durability=${durability}`;
    const [strict, two, loose] = await Promise.all(
      ['replica', '2', 'master'].map((word) => openRedisStore(url(word), { env: {}, patienceMs: 400 })),
    );
    const refused = await submit('c', strict).catch((error: StoreError) => error);
    expect(refused).toBeInstanceOf(StoreError);
    expect(refused).toMatchObject({ kind: 'uncopied', message: expect.stringMatching(/^no replica of redis:/) });
    const missing = (one = store) => one.inspectStorage().then((findings) => findings.map(({ message }) => message));
    const why = `nothing new is acknowledged: 127.0.0.1:${master.port}, a master of redis:`;
    expect(await missing(strict)).toEqual([expect.stringMatching(new RegExp(`^${why}.* has no replica$`))]);
    expect(await missing(loose)).toEqual([]);
    // Replicas are asked for before anything is sent.
    expect(await isOn(master, 'c')).toBe('0');
    expect(await submit('c', loose)).toEqual({ ok: true, existing: [] });
    // Met one before, so it waits for the whole of its patience; it has no time to be known as missing.
    const pending = submit('d');
    expect(await settles(pending, 500)).toBe(false);
    await replica.start();
    await replica.cli('replicaof', '127.0.0.1', String(master.port));
    expect(await pending).toEqual({ ok: true, existing: [] });
    expect(await submit('c', strict)).toEqual({ ok: true, existing: ['c'] });
    await expect(submit('e', two)).rejects.toThrow(/^only 1 of 2 replicas /);
    await expect.poll(() => missing(strict)).toEqual([]);
    expect(await missing(two)).toEqual([expect.stringMatching(/ has only 1 of 2 replicas$/)]);
    await Promise.all([strict, two, loose].map((one) => one?.close()));
  });

  test('a replica that has not spoken for a while is missing, and who has met it is more patient than a newcomer', async () => {
    const begun = performance.now();
    replica.signal('SIGSTOP');
    try {
      const pending = submit('m');
      await expect.poll(() => store.inspectStorage()).toHaveLength(1);
      expect(await settles(pending, Math.max(0, begun + 6_500 - performance.now()))).toBe(false);
      replica.signal('SIGCONT');
      expect(await pending).toEqual({ ok: true, existing: [] });
    } finally {
      replica.signal('SIGCONT');
    }
    await expect.poll(() => store.inspectStorage()).toEqual([]);
  });

  test('nothing more is sent while replicas are missing that were there before', async () => {
    const strict = await openRedisStore(`${master.url}?durability=replica`, { env: {}, patienceMs: 400 });
    expect(await submit('p', strict)).toEqual({ ok: true, existing: [] });
    replica.signal('SIGSTOP');
    try {
      await expect(submit('q', strict)).rejects.toMatchObject({ kind: 'uncopied' });
      await expect(submit('r', strict)).rejects.toMatchObject({ kind: 'uncopied' });
      expect([await isOn(master, 'q'), await isOn(master, 'r')]).toEqual(['1', '0']);
    } finally {
      replica.signal('SIGCONT');
    }
    expect(await submit('q', strict)).toEqual({ ok: true, existing: ['q'] });
    expect(await submit('r', strict)).toEqual({ ok: true, existing: [] });
    await strict.close();
  });

  test('a server that takes over between two questions for copies has to be told first', async () => {
    const other = await startRedis();
    const follower = await startRedis({ config: [`replicaof 127.0.0.1 ${other.port}`] });
    await until('the other replica follows', () => isLinked(follower));
    const proxy = await TcpProxy.start(master.port);
    const client = new Client(master.port, '127.0.0.1');
    const strict = await openRedisStore(`redis://127.0.0.1:${proxy.port}?durability=replica`, { env: {} });
    /** Whether somebody waits for copies at this moment, rather than pause before the next question. */
    const isAsking = async () => / flags=b .* cmd=wait /.test(String(await client.client('LIST')));
    try {
      expect(await submit('i', strict)).toEqual({ ok: true, existing: [] });
      replica.signal('SIGSTOP');
      const pending = submit('k', strict);
      while (!(await isAsking()));
      while (await isAsking());
      proxy.leadTo(other.port);
      expect(await pending).toEqual({ ok: true, existing: [] });
      expect([await isOn(master, 'k'), await isOn(other, 'k'), await isOn(follower, 'k')]).toEqual(['1', '1', '1']);
    } finally {
      replica.signal('SIGCONT');
      client.disconnect();
      await strict.close();
      await proxy.stop();
      await follower.stop();
      await other.stop();
    }
  });

  test('a command that is sent again waits too, although it changes nothing any more', async () => {
    expect(await submit('f')).toEqual({ ok: true, existing: [] });
    replica.signal('SIGSTOP');
    try {
      const first = submit('g');
      await expect.poll(() => isOn(master, 'g')).toBe('1');
      await master.cli('client', 'kill', 'type', 'normal');
      expect(await settles(first, 600)).toBe(false);
      replica.signal('SIGCONT');
      expect(await first).toMatchObject({ ok: true });
      expect(await isOn(replica, 'g')).toBe('1');
    } finally {
      replica.signal('SIGCONT');
    }
  });
});

const counter = '{herorunner:jobs}:count';

/** Adds one again and again, each time until a replica has it, while `meanwhile` goes on; returns how often. */
async function countThrough(connection: Connection, meanwhile: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let last = 0;
  const counting = (async () => {
    while (!isOver) last = Number(await connection.callCopied('hr_add', [counter], [1]));
    return last;
  })();
  await meanwhile();
  const before = last;
  await until('it counts on', () => last > before);
  isOver = true;
  return counting;
}

describeWithRedis('when another server takes over', () => {
  test('sentinels: nothing is acknowledged until the dead one is back as a replica', async () => {
    const { url, master, replica, stop } = await startSentinel();
    const connection = await Connection.open(url, { library, env: {} });
    try {
      await countThrough(connection, async () => {
        await master.crash();
        await until('the replica takes over', () => isMaster(replica));
        expect(await settles(connection.callCopied('hr_add', [counter], [1]), 500)).toBe(false);
        await master.start();
        await master.cli('replicaof', '127.0.0.1', String(replica.port));
      });
      const last = await connection.callCopied('hr_add', [counter], [0]);
      expect(await master.cli('get', counter)).toBe(String(last));
    } finally {
      connection.close();
      await stop();
    }
  }, 120_000);

  test('a cluster: the new master is found', async () => {
    const cluster = await startCluster({ replicas: true });
    const connection = await Connection.open(cluster.url, { library, env: {} });
    try {
      const master = await cluster.masterOf(counter);
      const replica = cluster.replicas[cluster.masters.indexOf(master)] as ServerProcess;
      await countThrough(connection, async () => {
        await takeOver(replica);
        await until('the old master follows', () => isLinked(master));
        await replica.crash();
        await until('it is the master again', () => isMaster(master));
        await replica.start();
      });
      const last = await connection.callCopied('hr_add', [counter], [0]);
      expect(await replica.cli('readonly').then(() => replica.cli('cluster', 'nodes'))).toContain('myself,slave');
      expect(await master.cli('get', counter)).toBe(String(last));
    } finally {
      connection.close();
      await cluster.stop();
    }
  }, 120_000);
});
