// The kinds of faults, each as what is set up and what is done to it while jobs run.

import { setTimeout as delay } from 'node:timers/promises';
import { type Redis, startRedis } from '../../test/setup/redis.ts';
import type { Line } from './ledger.ts';
import type { Member } from './member.ts';
import { oneOf, type Random } from './random.ts';
import { type Crew, Stage } from './stage.ts';

export interface Kind {
  name: string;
  /** How long jobs are submitted, seconds. */
  seconds: number;
  /** How long it may take after that until all jobs are final, seconds. */
  settleSeconds: number;
  crew: Crew;
  run(scene: Scene): Promise<void>;
  open(random: Random): Promise<Scene>;
}

export interface Scene {
  stage: Stage;
  redis?: Redis;
  /** Faults made so far. */
  faults: number;
  close(): Promise<void>;
}

const usual: Crew = { near: 2, far: 1, runners: 1 };

async function onRedis(random: Random): Promise<Scene> {
  const redis = await startRedis({ persistent: true });
  return { stage: new Stage(redis.url, random), redis, faults: 0, close: () => redis.stop() };
}

async function onFile(random: Random): Promise<Scene> {
  return { stage: new Stage(undefined, random), faults: 0, close: async () => {} };
}

function presumeRedis({ redis }: Scene): Redis {
  if (redis === undefined) throw new Error('this kind needs a Redis');
  return redis;
}

/** One of these again and again, with pauses, until all is submitted. */
async function whileLoading(scene: Scene, pauseMs: number, fault: () => Promise<void>): Promise<void> {
  await scene.stage.breathe(500);
  while (scene.stage.isLoading) {
    await fault();
    scene.faults += 1;
    await scene.stage.breathe(2 * pauseMs);
  }
}

async function restart(scene: Scene, member: Member | undefined): Promise<void> {
  if (member === undefined) return;
  const { pid } = member;
  const at = await member.kill();
  scene.stage.blows.push({ at, pid });
  await scene.stage.breathe(1_000);
  member.start();
}

/** A program that is running, as the ledger says. */
function runningProgram(ledger: Line[]): number | undefined {
  const ended = new Set(ledger.filter(({ word }) => word === 'end').map(({ pid }) => pid));
  return ledger.filter(({ word, pid }) => word === 'begin' && pid > 0 && !ended.has(pid)).at(-1)?.pid;
}

async function killSubmitter(scene: Scene): Promise<void> {
  await whileLoading(scene, 1_500, async () => {
    await scene.stage.submitters.at(-1)?.kill();
  });
}

async function killRunner(scene: Scene): Promise<void> {
  await whileLoading(scene, 1_500, async () => {
    const runner = oneOf(scene.stage.random, scene.stage.runners);
    const at = (await runner?.kill()) ?? Date.now();
    await scene.stage.breathe(1_000);
    scene.stage.blows.push({ at });
    runner?.start();
  });
}

async function killAgent(scene: Scene): Promise<void> {
  await whileLoading(scene, 3_000, () => restart(scene, oneOf(scene.stage.random, scene.stage.agents)));
}

async function killActor(scene: Scene): Promise<void> {
  await whileLoading(scene, 300, async () => {
    for (;;) {
      const pid = runningProgram(scene.stage.ledger());
      if (pid !== undefined) {
        try {
          process.kill(pid, 'SIGKILL');
          scene.stage.blows.push({ at: Date.now(), pid });
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

async function killRedis(scene: Scene): Promise<void> {
  await whileLoading(scene, 2_000, async () => {
    await presumeRedis(scene).restart(scene.stage.random() * 1_000);
    scene.stage.blows.push({ at: Date.now() });
  });
}

const common = { seconds: 20, settleSeconds: 90, crew: usual };

const killings: [string, (scene: Scene) => Promise<void>][] = [
  ['kill-submitter', killSubmitter],
  ['kill-runner', killRunner],
  ['kill-agent', killAgent],
  ['kill-actor', killActor],
];

export const kinds: Kind[] = [
  ...killings.map(([name, run]) => ({ ...common, name, run, open: onRedis })),
  { ...common, name: 'kill-redis', run: killRedis, open: onRedis },
  ...killings.map(([name, run]) => ({ ...common, name: `file-${name}`, run, open: onFile })),
];
