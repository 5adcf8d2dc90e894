// `hero` on Redis, as processes: an agent executes what a run submits, and the heartbeat keeps long jobs alive.

import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

describeWithRedis('hero on Redis', () => {
  let redis: Redis;
  let place: Workplace;
  beforeEach(async () => {
    redis = await startRedis();
    place = new Workplace();
    place.env.HERO_STORE = redis.url;
  });
  afterEach(async () => {
    place.remove();
    await redis.stop();
  });

  test('an agent executes what a run submits, and keeps its session by its heartbeat', async () => {
    const agent = place.start(['agent']);
    await once(agent.stderr ?? agent, 'data');
    const script = "!!core.echo text:'one' job.name:x\n!!osal.exec cmd:'sleep 1.5; echo ${job.x.result}'";
    const run = await place.hero(['run', '--json', '-e', script]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(jsonLines(run.stdout).at(-1)).toMatchObject({ ok: 2 });
    const lease = await redis.cli('zrange', '{herorunner:jobs}:leases', '0', '-1', 'withscores');
    const session = JSON.parse(await redis.cli('hvals', '{herorunner:jobs}:sessions')) as { startedAt: number };
    // It was renewed once at least.
    expect(Number(lease.split('\n')[1])).toBeGreaterThan(session.startedAt + 15_000);
    agent.kill('SIGTERM');
    await once(agent, 'close');
    expect(await redis.cli('hlen', '{herorunner:jobs}:sessions')).toBe('0');
    const list = await place.hero(['job', 'ls', '--all', '--json']);
    expect(list.stdout.match(/"status":"ok"/g)?.length).toBe(2);
  });

  test('a run that executes its jobs itself', async () => {
    const run = await place.hero(['run', '--local', '-e', "!!core.echo text:'one'\n!!core.fail message:'no'"]);
    expect(run.code).toBe(1);
    const doctor = await place.hero(['doctor']);
    expect(doctor.code, doctor.stdout + doctor.stderr).toBe(0);
    expect(doctor.stdout).toContain(`${redis.url}: 1 error, 1 ok`);
  });

  test('a server that is not there', async () => {
    await redis.stop();
    const run = await place.hero(['run', '-e', "!!core.echo text:'one'"]);
    expect(run.code).toBe(7);
    expect(run.stderr).toContain('does not answer');
  });
});
