// Those who are silent without being dead: stopped processes, connections that swallow everything.

import { setTimeout as delay } from 'node:timers/promises';
import { TcpProxy } from '../../test/setup/proxy.ts';
import { between, oneOf, type Random } from '../../test/setup/random.ts';
import { startRedis } from '../../test/setup/redis.ts';
import { type RedisScene, type Scene, untouched, whileLoading } from './scene.ts';
import { Stage } from './stage.ts';

/** Some end before the lease does, most do not. */
const shortestMs = 8_000;
const longestMs = 22_000;

/** An agent sleeps, and wakes up with jobs in hand that are not its own any more. */
export async function stopAgents(scene: Scene): Promise<void> {
  const { stage } = scene;
  await whileLoading(scene, 1_000, async () => {
    const agent = oneOf(stage.random, stage.agents);
    stage.injections.push({ at: Date.now(), victim: '', pid: agent?.pid ?? 0 });
    agent?.signal('SIGSTOP');
    await delay(between(stage.random, shortestMs, longestMs));
    agent?.signal('SIGCONT');
  });
}

/** The server takes commands and answers none; when it wakes up it works off what has come meanwhile. */
export async function stopRedis(scene: RedisScene): Promise<void> {
  const { stage, redis } = scene;
  await whileLoading(scene, 6_000, async () => {
    redis.signal('SIGSTOP');
    await delay(between(stage.random, 500, longestMs));
    redis.signal('SIGCONT');
    stage.injections.push({ at: Date.now(), victim: '' });
  });
}

export interface ProxyScene extends RedisScene {
  /** One for each agent. */
  proxies: TcpProxy[];
}

export async function onProxies(random: Random): Promise<ProxyScene> {
  const redis = await startRedis({ persistent: true });
  const proxies = await Promise.all([0, 1, 2].map(() => TcpProxy.start(redis.port)));
  const stage = new Stage(redis.url, random, (i) => `redis://127.0.0.1:${proxies[i]?.port}`);
  const close = async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await redis.stop();
  };
  return { stage, redis, proxies, ...untouched(), close };
}

/** Bytes of an agent go nowhere, in both directions, and nobody is told. */
export async function cutOff(scene: ProxyScene): Promise<void> {
  const { stage, proxies } = scene;
  await whileLoading(scene, 1_000, async () => {
    const i = Math.floor(stage.random() * proxies.length);
    stage.injections.push({ at: Date.now(), victim: '', pid: stage.agents[i]?.pid ?? 0 });
    proxies[i]?.swallow();
    await delay(between(stage.random, shortestMs, longestMs));
    proxies[i]?.pass();
  });
}
