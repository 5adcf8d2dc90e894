// docs/redis.md: the users of the page have the rights they need, over TLS, and no more; its settings are those we ask for.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { enterWith, leastRights } from '../setup/least-rights.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/redis.md'), 'utf8');
const blocks = [...page.matchAll(/^```text (\w+)\n([\s\S]*?)^```$/gm)];
const linesOf = (kind: string) =>
  blocks.filter(([, name]) => name === kind).flatMap(([, , text = '']) => text.trim().split('\n'));

let redis: Redis;
let workplace: Workplace;
beforeEach(async () => {
  // The user of the test itself comes with the line that switches the default one off.
  const users = linesOf('acl').filter((line) => line !== 'user default off');
  const user = { name: 'test', password: 'test' };
  redis = await startRedis({ tls: true, user, config: [...linesOf('conf'), ...users] });
  workplace = new Workplace();
});
afterEach(async () => {
  killDaemons();
  await redis.stop();
  workplace.remove();
});

const as = (user: string) => ({
  HERO_STORE: `rediss://${user}@127.0.0.1:${redis.port}?ca=${redis.authority?.cert}`,
  HERO_REDIS_PASSWORD: `secret-of-${user}`,
});

const cli = (user: string, ...command: string[]) =>
  redis.cli('--user', user, '--pass', `secret-of-${user}`, '--no-auth-warning', ...command);

describeWithRedis('docs/redis.md', () => {
  test('operator, runner, agent and person do their work, each as a user of its own', async () => {
    expect(linesOf('acl').length).toBeGreaterThan(3);
    const installed = await workplace.hero(['stats'], { env: as('operator') });
    expect(installed.code, installed.stderr).toBe(0);
    Object.assign(workplace.env, as('runner'));
    await daemon(workplace, ['runner']).says('runner started');
    Object.assign(workplace.env, as('agent'));
    await daemon(workplace, ['agent']).says('agent started');
    const run = await workplace.hero(['run', '--json', '-e', '!!core.echo text:hi'], { env: as('person') });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(jsonLines(run.stdout).find(({ state }) => state === 'ok')?.result).toBe('hi');
    for (const command of [['job', 'ls', '--all'], ['agent', 'ls'], ['stats'], ['doctor']]) {
      const { code, stdout, stderr } = await workplace.hero(command, { env: as('person') });
      expect(code, stdout + stderr).toBe(0);
    }
    const repaired = await workplace.hero(['doctor', '--repair'], { env: as('operator') });
    expect(repaired.code, repaired.stdout + repaired.stderr).toBe(0);
  });

  test('a program that only submits may write a job and announce it, and reaches no agents and groups', async () => {
    await workplace.hero(['stats'], { env: as('operator') });
    const job = { guid: 'j1', source: 'f'.repeat(64), actor: 'core', action: 'echo' };
    expect(await cli('submitter', 'HSET', 'herorunner:jobs', 'j1', JSON.stringify(job))).toBe('1');
    expect(await cli('submitter', 'FCALL', 'hr_announce', '1', 'herorunner:jobs', 'j1')).toMatch(/^taken/);
    expect(await cli('submitter', 'HGET', 'herorunner:jobs', 'j1')).toContain('"status":"created"');
    await expect(cli('submitter', 'HGETALL', 'herorunner:agents')).rejects.toThrow(/NOPERM/);
    await expect(cli('submitter', 'HSET', 'herorunner:groups', 'g', '{}')).rejects.toThrow(/NOPERM/);
  });

  test('nobody of them but the operator may change functions, settings or users', async () => {
    for (const user of ['runner', 'agent', 'person', 'submitter']) {
      for (const command of [
        ['FUNCTION', 'FLUSH'],
        ['CONFIG', 'SET', 'maxmemory', '1'],
        ['FLUSHALL'],
        ['ACL', 'LIST'],
      ]) {
        await expect(cli(user, ...command), `${user} ${command[0]}`).rejects.toThrow(/NOPERM/);
      }
      await expect(cli(user, 'GET', 'other')).rejects.toThrow(/NOPERM/);
    }
  });

  test('a client certificate is named in the address as shown', async () => {
    const server = await startRedis({ tls: 'mutual' });
    try {
      await enterWith(leastRights(), [server], server.url);
      const { authority, client } = server;
      for (const [name, path = ''] of [
        ['ca', authority?.cert],
        ['hero', client?.cert],
        ['hero-key', client?.key],
      ]) {
        workplace.write(`${name}.pem`, readFileSync(path, 'utf8'));
      }
      const [, shown = ''] = /^export HERO_STORE='([^']*)'$/m.exec(page) ?? [];
      const env = {
        HERO_STORE: shown.replace('redis.example:6379', `127.0.0.1:${server.port}`),
        HERO_REDIS_PASSWORD: 'secret-of-hero',
      };
      const run = await workplace.hero(['run', '--local', '-e', '!!core.echo text:hi'], { env });
      expect(run.code, run.stdout + run.stderr).toBe(0);
      const well = await workplace.hero(['doctor'], { env });
      expect(well.code, well.stdout + well.stderr).toBe(0);
    } finally {
      await server.stop();
    }
  });

  test('a wrong password, and plain text where TLS is asked for, are told', async () => {
    const wrong = await workplace.hero(['stats'], { env: { ...as('person'), HERO_REDIS_PASSWORD: 'x' } });
    expect(wrong.code).toBe(7);
    expect(wrong.stderr).toContain('HERO_REDIS_PASSWORD');
    const plain = await workplace.hero(['stats'], { env: { HERO_STORE: `redis://127.0.0.1:${redis.port}` } });
    expect(plain.code).toBe(7);
    expect(plain.stderr).toContain('rediss://');
  });
});
