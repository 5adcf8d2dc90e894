// The servers the tests start are what they say, and do not outlive their test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isGone } from './hero.ts';
import { isInFile, startCluster, startRedis, startSentinel } from './redis.ts';
import { until } from './until.ts';
import { describeWithRedis } from './with-redis.ts';

describeWithRedis('redis for tests', () => {
  test('a server keeps what it wrote over a crash, and leaves nothing when stopped', async () => {
    const redis = await startRedis({ persistent: true });
    try {
      await redis.cli('set', 'a', 'b');
      await until('it is in the file', () => isInFile(redis));
      const { pid } = redis;
      await redis.restart();
      expect(redis.pid).not.toBe(pid);
      expect(await redis.cli('get', 'a')).toBe('b');
    } finally {
      await redis.stop();
    }
    expect(isGone(redis.pid)).toBe(true);
    expect(existsSync(redis.dir)).toBe(false);
  });

  test('one with encryption and a user, and one without functions', async () => {
    const safe = await startRedis({ tls: true, user: { name: 'hero', password: 'p@ss' } });
    const old = await startRedis({ withoutFunctions: true });
    try {
      expect(await safe.cli('acl', 'whoami')).toBe('hero');
      await expect(old.cli('function', 'list')).rejects.toThrow(/unknown command/);
    } finally {
      await Promise.all([safe.stop(), old.stop()]);
    }
  });

  test('a cluster and a watched master', async () => {
    const [cluster, sentinel] = await Promise.all([startCluster({ replicas: true }), startSentinel()]);
    try {
      const master = await cluster.masterOf('herorunner:jobs');
      expect(await master.cli('set', 'herorunner:jobs', '1')).toBe('OK');
      expect(await sentinel.masterPort()).toBe(sentinel.master.port);
    } finally {
      await Promise.all([cluster.stop(), sentinel.stop()]);
    }
  });

  test('a killed test takes its server with it', async () => {
    const program = `import { startRedis } from '${join(import.meta.dirname, 'redis.ts')}';
      const redis = await startRedis(); console.log(redis.pid, redis.dir); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [pid, dir] = line.toString().trim().split(' ') as [string, string];
    expect(isGone(Number(pid))).toBe(false);
    child.kill('SIGKILL');
    await until('its folder is removed', () => !existsSync(dir));
    expect(isGone(Number(pid))).toBe(true);
  });
});
