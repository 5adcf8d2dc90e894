// Processes and programs that die without a word.

import { setTimeout as delay } from 'node:timers/promises';
import { oneOf } from '../../test/setup/random.ts';
import type { Line } from './ledger.ts';
import type { Member } from './member.ts';
import { type RedisScene, type Scene, whileLoading } from './scene.ts';

async function restart(scene: Scene, member: Member | undefined): Promise<void> {
  if (member === undefined) return;
  const { pid } = member;
  const at = await member.kill();
  scene.stage.injections.push({ at, pid, victim: member.isFar ? 'agent far away' : 'agent here' });
  await scene.stage.breathe(1_000);
  member.start();
}

/** A program that is running, as the ledger says. */
function runningProgram(ledger: Line[]): number | undefined {
  const ended = new Set(ledger.filter(({ word }) => word === 'end').map(({ pid }) => pid));
  return ledger.filter(({ word, pid }) => word === 'begin' && pid > 0 && !ended.has(pid)).at(-1)?.pid;
}

export async function killSubmitter(scene: Scene): Promise<void> {
  await whileLoading(scene, 1_500, async () => {
    // On a busy machine one would die before it has begun, again and again.
    const { length } = scene.stage.acknowledged();
    while (scene.stage.isLoading && scene.stage.acknowledged().length === length) await delay(50);
    await scene.stage.submitters.at(-1)?.kill();
  });
}

export async function killRunner(scene: Scene): Promise<void> {
  await whileLoading(scene, 1_500, async () => {
    const runner = oneOf(scene.stage.random, scene.stage.runners);
    const at = (await runner?.kill()) ?? Date.now();
    await scene.stage.breathe(1_000);
    scene.stage.injections.push({ at, victim: '' });
    runner?.start();
  });
}

export async function killAgent(scene: Scene): Promise<void> {
  await whileLoading(scene, 3_000, () => restart(scene, oneOf(scene.stage.random, scene.stage.agents)));
}

export async function killActor(scene: Scene): Promise<void> {
  await whileLoading(scene, 300, async () => {
    for (;;) {
      const pid = runningProgram(scene.stage.ledger());
      if (pid !== undefined) {
        try {
          process.kill(pid, 'SIGKILL');
          scene.stage.injections.push({ at: Date.now(), pid, victim: '' });
          return;
        } catch {
          // It has just ended by itself.
        }
      }
      if (!scene.stage.isLoading) return;
      await delay(20);
    }
  });
}

export async function killRedis(scene: RedisScene): Promise<void> {
  await whileLoading(scene, 3_000, async () => {
    await scene.redis.restart(scene.stage.random() * 1_000);
    scene.stage.injections.push({ at: Date.now(), victim: '' });
  });
}
