// Servers that go away, forget their functions, are replaced by another, or change their minds about the time.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { between, type Random } from '../../test/setup/random.ts';
import {
  type RedisCluster,
  type RedisSentinel,
  startCluster,
  startRedis,
  startSentinel,
} from '../../test/setup/redis.ts';
import { isLinked, isMaster } from '../../test/setup/roles.ts';
import type { ServerProcess } from '../../test/setup/server-process.ts';
import { until } from '../../test/setup/until.ts';
import { type RedisScene, type Scene, untouched, whileLoading } from './scene.ts';
import { Stage } from './stage.ts';

const outageMs = 30_000;

/** Away for longer than any lease, once. */
export async function loseRedis(scene: RedisScene): Promise<void> {
  const { stage, redis } = scene;
  await delay(5_000);
  await redis.restart(outageMs);
  stage.injections.push({ at: Date.now(), victim: '' });
  scene.faults += 1;
}

/** A server without functions, where all is one script. */
export async function onOldRedis(random: Random): Promise<RedisScene> {
  const redis = await startRedis({ persistent: true, withoutFunctions: true });
  return { stage: new Stage(redis.url, random), redis, ...untouched(), close: () => redis.stop() };
}

/** What we brought into the server is thrown away. */
export async function flush(scene: RedisScene): Promise<void> {
  await whileLoading(scene, 200, async () => {
    await scene.redis.cli('function', 'flush').catch(() => '');
    await scene.redis.cli('script', 'flush');
  });
}

export interface SentinelScene extends Scene {
  sentinel: RedisSentinel;
}

export async function onSentinel(random: Random): Promise<SentinelScene> {
  const sentinel = await startSentinel({ persistent: true });
  return { stage: new Stage(sentinel.url, random), sentinel, ...untouched(), close: () => sentinel.stop() };
}

/** How a master goes, and how it comes back. */
interface Absence {
  leave(master: ServerProcess): Promise<unknown>;
  comeBack(master: ServerProcess): Promise<unknown>;
}

export const dying: Absence = { leave: (master) => master.crash(), comeBack: (master) => master.start() };

/** It wakes up with commands that it had been sent before, and believes to be the master. */
export const sleeping: Absence = {
  leave: async (master) => master.signal('SIGSTOP'),
  comeBack: async (master) => master.signal('SIGCONT'),
};

/** The master goes, its replica takes over, and the old one comes back as the replica. */
export function failOverSentinel(absence: Absence) {
  return async (scene: SentinelScene): Promise<void> => {
    const { master, replica } = scene.sentinel;
    await failOver(scene, [master, replica], absence, async (back, leader) => {
      // For a while it believes to be the master, and a sentinel that has not heard of the other one believes it.
      await scene.stage.breathe(1_500);
      // What the sentinels do too, some ten seconds later.
      await back.cli('replicaof', '127.0.0.1', String(leader.port));
    });
  };
}

export interface ClusterScene extends Scene {
  cluster: RedisCluster;
}

export async function onCluster(random: Random): Promise<ClusterScene> {
  const cluster = await startCluster({ replicas: true, persistent: true });
  return { stage: new Stage(cluster.url, random), cluster, ...untouched(), close: () => cluster.stop() };
}

export function failOverCluster(absence: Absence) {
  return async (scene: ClusterScene): Promise<void> => {
    const { cluster } = scene;
    const master = await cluster.masterOf('herorunner:jobs');
    const replica = cluster.replicas[cluster.masters.indexOf(master)] as ServerProcess;
    await failOver(scene, [master, replica], absence, async () => {});
  };
}

async function failOver(
  scene: Scene,
  pair: [ServerProcess, ServerProcess],
  { leave, comeBack }: Absence,
  rejoin: (back: ServerProcess, leader: ServerProcess) => Promise<void>,
): Promise<void> {
  await whileLoading(scene, 1_000, async () => {
    const [master, replica] = await findRoles(pair);
    await delay(between(scene.stage.random, 500, 2_000));
    const at = Date.now();
    await leave(master);
    await until('a replica takes over', () => isMaster(replica));
    scene.stage.injections.push({ at, victim: '' });
    await comeBack(master);
    await rejoin(master, replica);
  });
}

/** Master and replica, once the replica has all; on a busy machine they may have changed roles without us. */
async function findRoles([one, other]: [ServerProcess, ServerProcess]): Promise<[ServerProcess, ServerProcess]> {
  let roles: [ServerProcess, ServerProcess] = [one, other];
  await until('a master has its replica', async () => {
    roles = (await isMaster(one)) ? [one, other] : [other, one];
    const [master, replica] = roles;
    return (await isMaster(master)) && (await isLinked(replica));
  });
  return roles;
}

export interface ClockScene extends RedisScene {
  /** Seconds that the server's clock is ahead from now on. */
  setAhead(seconds: number): void;
}

/** Needs a C compiler. */
export async function onJumpingClock(random: Random): Promise<ClockScene> {
  const folder = mkdtempSync(join(tmpdir(), 'hero-clock-'));
  const [library, file] = [join(folder, 'ahead.so'), join(folder, 'ahead')];
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, 'ahead.c'), '-ldl']);
  // The server may read it at any moment, so it is never half written.
  const setAhead = (seconds: number) => {
    writeFileSync(`${file}.new`, String(seconds));
    renameSync(`${file}.new`, file);
  };
  // To begin with, an hour behind all that use it.
  setAhead(-3_600);
  const redis = await startRedis({ persistent: true, env: { LD_PRELOAD: library, AHEAD_FILE: file } });
  const close = async () => {
    await redis.stop();
    rmSync(folder, { recursive: true });
  };
  return { stage: new Stage(redis.url, random), redis, ...untouched(), close, setAhead };
}

/** The clock of the server jumps, forward and back. */
export async function advanceClock(scene: ClockScene): Promise<void> {
  const jumps = [-3_580, -3_500, -3_600, 0, -10, 3_600, 3_500, -60, 0];
  let i = 0;
  await whileLoading(scene, 2_000, async () => {
    scene.setAhead(jumps[i % jumps.length] ?? 0);
    scene.stage.injections.push({ at: Date.now(), victim: '' });
    i += 1;
  });
}
