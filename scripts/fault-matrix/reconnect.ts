// Connections that are lost again and again: every agent and the runner have to be back soon, each time.

import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeJob } from './family.ts';
import { batchesFile } from './ledger.ts';
import type { RedisScene } from './scene.ts';
import type { Stage } from './stage.ts';

/** One of so many times the server dies too. */
const deathEvery = 20;
const promisedMs = 3_000;
const patienceMs = 30_000;

export async function reconnect(scene: RedisScene, times: number): Promise<void> {
  const { stage, redis } = scene;
  const agents = [...new Set((await stage.store.sessions()).map(({ agent }) => agent))];
  for (let i = 0; i < times; i += 1) {
    await stage.breathe(100);
    if (i % deathEvery === 0) await redis.restart(stage.random() * 1_000);
    else await redis.cli('client', 'kill', 'type', 'normal');
    scene.faults += 1;
    const ms = await timeToEnd(stage, agents, `p${i}`);
    scene.recoveries.push(ms / 1000);
    if (ms > promisedMs) scene.broken.push(`back after ${(ms / 1000).toFixed(1)} s, the ${i + 1}. time`);
  }
}

/** Milliseconds until a job for each of these agents, submitted now, has been admitted and executed. */
async function timeToEnd(stage: Stage, agents: string[], name: string): Promise<number> {
  const began = performance.now();
  const jobs = agents.map((agent, i) => ({ ...makeJob(`${name}.${i}`, stage.source), agents: [agent] }));
  const file = batchesFile(stage.place.dir, 'probes');
  appendFileSync(file, `try ${jobs.map(({ guid }) => guid).join(' ')}\n`);
  const answer = await stage.store.submit(jobs.map((job) => ({ job, trail: {} })));
  if (!answer.ok) throw new Error('a probe was refused');
  appendFileSync(file, 'ack\n');
  let open = jobs.map(({ guid }) => guid);
  while (open.length > 0 && performance.now() - began < patienceMs) {
    await delay(10);
    open = await stage.store.open(open);
  }
  return performance.now() - began;
}
