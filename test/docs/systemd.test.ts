// examples/systemd: systemd takes the units as they are, and what they start starts, tells its health, and ends.

import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { Workplace } from '../setup/hero.ts';
import { startRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

const folder = join(import.meta.dirname, '../../examples/systemd');
const units = ['hero-runner.service', 'hero-agent.service'];

function hasSystemd(): boolean {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

/** Arguments of `hero` in the unit, with what is there in this place instead of what is on a server. */
function argsOf(unit: string): string[] {
  const text = readFileSync(join(folder, unit), 'utf8');
  const [, line = ''] = /^ExecStart=\/usr\/bin\/env hero (.*)$/m.exec(text) ?? [];
  expect(line).not.toBe('');
  return line
    .replaceAll('%l', hostname())
    .replaceAll('/etc/herorunner', workplace.dir)
    .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:0')
    .split(' ');
}

describe('units for systemd', () => {
  test.skipIf(!hasSystemd())('are what systemd takes', async () => {
    const paths = units.map((unit) => join(folder, unit));
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', ...paths]);
    expect(stdout + stderr).not.toContain(folder);
  });

  test('start what they say, and it ends in order', async () => {
    workplace.write('actors/disk/usage', '#!/bin/sh\necho 1\n', 0o755);
    workplace.env.HERO_STORE = `sqlite:${join(workplace.dir, 'jobs.db')}`;
    const runner = daemon(workplace, argsOf('hero-runner.service'));
    const { http } = await runner.says('runner started');
    const agent = daemon(workplace, argsOf('hero-agent.service'));
    await agent.says('agent started');
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
    const run = await workplace.hero(['run', '--remote', '-e', '!!disk.usage']);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    agent.child.kill('SIGTERM');
    expect((await agent.end).code).toBe(0);
    runner.child.kill('SIGTERM');
    expect((await runner.end).code).toBe(0);
  });
});

describeWithRedis('health of a runner', () => {
  test('is 503 when the store has been silent for ten seconds, and 200 when it is back', async () => {
    const redis = await startRedis();
    try {
      workplace.env.HERO_STORE = redis.url;
      const { http } = await daemon(workplace, ['runner', '--http', '127.0.0.1:0']).says('runner started');
      const health = async () => (await fetch(`${http}/healthz`)).status;
      await until('the runner is well', async () => (await health()) === 200);
      process.kill(redis.pid, 'SIGSTOP');
      const stopped = performance.now();
      await until('the runner is not well any more', async () => (await health()) !== 200);
      expect(performance.now() - stopped).toBeGreaterThan(8_000);
      const answer = await fetch(`${http}/healthz`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ ok: false, ready: false });
      process.kill(redis.pid, 'SIGCONT');
      await until('the runner is well again', async () => (await health()) === 200);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await redis.stop();
    }
  });
});
