// What faults have in common: where they happen, and how they come again and again.

import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../test/setup/random.ts';
import { type Redis, startRedis } from '../../test/setup/redis.ts';
import { type Crew, Stage } from './stage.ts';

export interface Kind {
  name: string;
  /** How long jobs are submitted, seconds; 0 = by `run` alone. */
  seconds: number;
  /** How long it may take after that until all jobs are final, seconds. */
  settleSeconds: number;
  crew: Crew;
  /** Another agent has what a dead one had in hand within so many seconds. */
  promisedSeconds?: number;
  /** Its promises are times, so nothing else may be played beside it. */
  isTimed?: true;
  /** No execution that came to its end may be wasted. */
  noneWasted?: true;
  open(random: Random): Promise<Scene>;
  /** `times`: how often, where that is not a matter of the seconds. */
  run(scene: Scene, times: number): Promise<void>;
}

export interface Scene {
  stage: Stage;
  /** Faults made so far. */
  faults: number;
  /** Seconds it took each time until all was well again, beside what the ledger tells. */
  recoveries: number[];
  /** Promises that were seen to be broken, beside what the ledger tells. */
  broken: string[];
  close(): Promise<void>;
}

export interface RedisScene extends Scene {
  redis: Redis;
}

export const untouched = () => ({ faults: 0, recoveries: [], broken: [] });

export async function onRedis(random: Random): Promise<RedisScene> {
  const redis = await startRedis({ persistent: true });
  return { stage: new Stage(redis.url, random), redis, ...untouched(), close: () => redis.stop() };
}

export async function onFile(random: Random): Promise<Scene> {
  return { stage: new Stage(undefined, random), ...untouched(), close: async () => {} };
}

/** One fault after the other, with pauses, until all is submitted. */
export async function whileLoading(scene: Scene, pauseMs: number, fault: () => Promise<unknown>): Promise<void> {
  await scene.stage.breathe(500);
  while (scene.stage.isLoading) {
    await fault();
    scene.faults += 1;
    await delay(pauseMs / 2);
    await scene.stage.breathe(pauseMs);
  }
}

/** A kind: what is done on what stage, and what is other than usual. */
export function kind<S extends Scene>(
  name: string,
  open: (random: Random) => Promise<S>,
  run: (scene: S, times: number) => Promise<void>,
  more: Partial<Kind> = {},
): Kind {
  return {
    name,
    seconds: 20,
    settleSeconds: 90,
    crew: { near: 2, far: 1, runners: 1 },
    ...more,
    open,
    // It is the one that `open` has made.
    run: (scene, times) => run(scene as S, times),
  };
}
