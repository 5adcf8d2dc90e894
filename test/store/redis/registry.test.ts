// A change of the registry raises the revision, whatever comes between the two commands that this takes.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { TcpProxy } from '../../setup/proxy.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { isLinked } from '../../setup/roles.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, agentB, asker } from '../contract/make.ts';

const group = { guid: 'g1', name: 'ops', description: '', members: [asker] };
const service = { actor: 'core', actions: [], description: '', status: 'ok' as const };
const agent = {
  pubkey: agentA,
  address: '::1',
  port: 1,
  description: '',
  status: { guid: 'r', timestamp_first: 1, timestamp_last: 2, status: 'ok' as const },
  services: [service],
  signature: '',
};

describeWithRedis('a change of the registry', () => {
  let redis: Redis;
  let store: Store;
  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url, { env: {} });
    await store.putGroup({ ...group, guid: 'old' });
    await store.putAgent({ ...agent, pubkey: agentB });
    await store.putAgent({ ...agent, pubkey: 'ff' });
  });
  afterEach(async () => {
    await store.close();
    await redis.stop();
  });

  test.each<[string, (store: Store) => Promise<unknown>]>([
    ['putService', (to) => to.putService(service)],
    ['putGroup', (to) => to.putGroup(group)],
    ['putAgent', (to) => to.putAgent(agent)],
    ['removeGroup', (to) => to.removeGroup('old')],
    ['removeAgent', (to) => to.removeAgent(agentB)],
    ['revoke', (to) => to.revoke(asker)],
  ])('that was cut off after it was written is told of by whoever comes next: %s', async (_, change) => {
    const before = await store.policy();
    await redis.cli('acl', 'setuser', 'default', '-hincrby');
    await expect(change(store)).rejects.toThrow(/hincrby/i);
    await redis.cli('acl', 'setuser', 'default', '+hincrby');
    const written = await store.policy();
    expect({ ...written, revision: 0 }).not.toEqual({ ...before, revision: 0 });
    expect(written.revision).toBe(before.revision);
    const next = await openRedisStore(redis.url, { env: {} });
    await change(next);
    const told = await next.revision();
    expect(told).toBeGreaterThan(before.revision);
    // As every start does.
    await next.putAgent({ ...agent, pubkey: 'ff', address: '::2' });
    expect(await next.revision()).toBe(told);
    await next.close();
  });
});

describeWithRedis('a change of the registry whose answer is lost', () => {
  let master: Redis;
  let replica: Redis;
  let proxy: TcpProxy;
  let store: Store;
  beforeEach(async () => {
    master = await startRedis();
    replica = await startRedis({ config: [`replicaof 127.0.0.1 ${master.port}`] });
    await until('the replica follows', () => isLinked(replica));
    proxy = await TcpProxy.start(master.port);
    store = await openRedisStore(`redis://127.0.0.1:${proxy.port}?durability=replica`, { env: {} });
    await store.putGroup(group);
  });
  afterEach(async () => {
    replica.signal('SIGCONT');
    await store.close();
    await proxy.stop();
    await replica.stop();
    await master.stop();
  });

  test.each<[string, (store: Store) => Promise<unknown>, string[], string]>([
    ['removeGroup', (to) => to.removeGroup('g1'), ['hexists', 'herorunner:groups', 'g1'], '0'],
    ['revoke', (to) => to.revoke(asker), ['sismember', '{herorunner:jobs}:revoked', asker], '1'],
  ])('is told of: %s', async (_, change, look, answer) => {
    const before = await store.revision();
    replica.signal('SIGSTOP');
    const coming = change(store);
    await until('it is written', async () => (await master.cli(...look)) === answer);
    proxy.cut();
    replica.signal('SIGCONT');
    await coming;
    expect(await store.revision()).toBeGreaterThan(before);
  });
});
