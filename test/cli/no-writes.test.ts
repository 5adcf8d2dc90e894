// A store that can be read and takes no changes, since its disk is full: said before anything is begun, and by who stays.

import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { daemon } from '../setup/daemon.ts';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { stopSaving } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { workplaceOnRedis } from '../setup/workplace-on-redis.ts';

const hello = ['run', '--json', '-e', '!!core.echo text:hi'];

/** What doctor and a run say of it; the list of jobs can still be read. */
async function expectRefused(workplace: Workplace, problem: string): Promise<void> {
  const doctor = await workplace.hero(['doctor', '--json']);
  expect(doctor.code, doctor.stdout).toBe(1);
  expect(doctor.stdout).toContain(problem);
  const before = await workplace.hero(['job', 'ls', '--all', '--json']);
  const run = await workplace.hero(hello);
  expect(run.code, run.stdout).toBe(7);
  const told = jsonLines(run.stdout).filter(({ type }) => type === 'diagnostic');
  expect(told).toMatchObject([{ code: 'HS0707', message: expect.stringContaining(problem) }]);
  expect(await workplace.hero(['job', 'ls', '--all', '--json'])).toEqual(before);
}

describeWithRedis('a Redis that cannot save', () => {
  test('is told once by an agent, and at once by doctor and a run', async () => {
    const { workplace, redis, remove } = await workplaceOnRedis();
    try {
      const agent = daemon(workplace, ['agent']);
      await agent.says('agent started');
      let log = '';
      agent.child.stderr?.on('data', (text) => {
        log += String(text);
      });
      const resume = await stopSaving(redis);
      const problem = 'takes no writes: it cannot save to its disk';
      expect(await agent.says('the store is away')).toMatchObject({ problem: expect.stringContaining(problem) });
      await expectRefused(workplace, problem);
      // Others of its calls are answered meanwhile.
      await delay(2_500);
      expect(log.match(/the store is (away|back)/g)).toEqual(['the store is away']);
      await resume();
      await agent.says('the store is back');
      const { code, stdout } = await workplace.hero(hello);
      expect(code, stdout).toBe(0);
    } finally {
      await remove();
    }
  });
});

const mayMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test.skipIf(!mayMount)('a file on a full disk is told by doctor and a run', async () => {
  const workplace = new Workplace();
  const disk = join(workplace.dir, 'disk');
  mkdirSync(disk);
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
  try {
    workplace.env.HERO_STORE = `sqlite:${disk}/jobs.db`;
    const { code, stdout } = await workplace.hero(hello);
    expect(code, stdout).toBe(0);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 32 * 1024));
    await expectRefused(workplace, `no space left for ${disk}/jobs.db`);
  } finally {
    spawnSync('umount', ['-l', disk]);
    workplace.remove();
  }
});
