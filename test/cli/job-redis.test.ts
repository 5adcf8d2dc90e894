// `hero job …` on a real Redis, with an agent and a runner as processes of their own.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { daemon } from '../setup/daemon.ts';
import { ended, jsonLines, type Workplace } from '../setup/hero.ts';
import type { Redis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { workplaceOnRedis } from '../setup/workplace-on-redis.ts';

let workplace: Workplace;
let redis: Redis;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ workplace, redis, remove } = await workplaceOnRedis());
});
afterEach(() => remove());

interface Shown {
  job: { guid: string; status: { status: string } };
  outcome: { outcome: string; agent: string; retry_of: string | null; message: string };
}

describeWithRedis('hero job on Redis', () => {
  const json = async (...args: string[]) => {
    const { stdout, stderr, code } = await workplace.hero([...args, '--json']);
    return { value: stdout === '' ? undefined : (JSON.parse(stdout) as unknown), stderr, code };
  };

  test('jobs that another program wrote badly are shown', async () => {
    await workplace.hero(['stats']);
    for (const [actor, actions] of Object.entries({ bad: { a: 1 }, worse: [null, { action: 'a', params: 7 }] })) {
      await redis.cli('hset', 'herorunner:services', actor, JSON.stringify({ actor, actions }));
    }
    const gate = { action: 'open', params: { n: '' }, params_facts: { n: { secret: true } } };
    await redis.cli('hset', 'herorunner:services', 'gate', JSON.stringify({ actor: 'gate', actions: [gate] }));
    for (const [guid, record] of [
      ['j1', { guid: 'j1', params: { n: 7, list: ['a'] }, agents: [5], dependencies: ['j0', { guid: 3 }] }],
      ['j2', { a: 1 }],
      ['j3', { guid: 'j3', actor: 'gate', action: 'open', secrets: 5, params: { n: 'hunter22' } }],
    ] as const) {
      await redis.cli('hset', 'herorunner:jobs', guid, JSON.stringify(record));
      expect(await redis.cli('fcall', 'hr_announce', '1', 'herorunner:jobs', guid)).toMatch(/^ended/);
      const page = await workplace.hero(['job', 'get', guid]);
      expect([page.code, page.stderr]).toEqual([0, '']);
      expect(page.stdout).toContain('it is written badly: ');
      if (guid === 'j1') expect(page.stdout).toContain('n: 7');
      if (guid === 'j3') expect(page.stdout).toContain('n: ***');
    }
    const list = await workplace.hero(['job', 'ls', '--all']);
    expect([list.code, list.stderr]).toEqual([0, '']);
    expect(list.stdout).toMatch(/j2 .*\nj1 .*n:7 list:'\["a"\]'/m);
  });

  test('records that are no jobs are told from jobs that there are not', async () => {
    await workplace.hero(['stats']);
    const ended = JSON.stringify({ guid: 'j2', status: { guid: 'j2', status: 'ok' } });
    for (const [guid, record, message, help] of [
      ['j1', 'no json', 'the record j1 is no job: it is not JSON, or no object', 'redis-cli hdel herorunner:jobs j1'],
      ['j2', ended, 'the record j2 is no job of this store: its status is ok', 'a new job has the status created'],
      ['j3', '{"guid":"j3"}', 'the record j3 is not taken in as a job yet', '`hero runner` starts one'],
    ] as const) {
      await redis.cli('hset', 'herorunner:jobs', guid, record);
      for (const command of ['get', 'why', 'cancel']) {
        const { code, stderr } = await workplace.hero(['job', command, guid]);
        expect(code).toBe(2);
        expect(stderr).toContain(`error[HS0604]: ${message}\n`);
        expect(stderr).toContain(help);
      }
    }
    expect((await workplace.hero(['job', 'get', 'j4'])).stderr).toContain('there is no job j4');
    // Also where it took the place of a job.
    await redis.cli('hset', 'herorunner:jobs', 'j5', '{"guid":"j5"}');
    expect(await redis.cli('fcall', 'hr_announce', '1', 'herorunner:jobs', 'j5')).toMatch(/^ended/);
    await redis.cli('hset', 'herorunner:jobs', 'j5', 'no json');
    for (const command of ['get', 'why', 'logs', 'retry']) {
      const { code, stderr } = await workplace.hero(['job', command, 'j5']);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('the record j5 is no job: ') });
    }
    const list = await workplace.hero(['job', 'ls', '--all']);
    expect([list.code, list.stdout, list.stderr]).toEqual([0, '', 'no jobs\n']);
  });

  test('retry leaves the job to the agents that are up, or executes it here', async () => {
    await daemon(workplace, ['runner']).says('runner started');
    const script = `!!osal.exec cmd:'echo tried; test -e "${workplace.dir}/there"'`;
    const nobody = daemon(workplace, ['agent', '--name', 'node1']);
    const { agent } = await nobody.says('agent started');
    const run = await workplace.hero(['run', '--json', '-e', script]);
    expect(run.code).toBe(1);
    const guid = String(jsonLines(run.stdout).find(({ type, state }) => type === 'job' && state === 'error')?.guid);
    workplace.write('there', '');
    const again = await workplace.hero(['job', 'retry', guid]);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    expect(again.stdout).toContain('tried');
    const { value } = await json('job', 'ls', '--all');
    const [latest] = value as Shown[];
    expect(latest?.outcome).toMatchObject({ outcome: 'ok', retry_of: guid, agent });
    nobody.child.kill('SIGTERM');
    await nobody.end;
    const refused = await workplace.hero(['job', 'retry', guid]);
    expect(refused.stderr).toContain('HS0304');
    expect(refused.code).not.toBe(0);
    const local = (await json('job', 'retry', guid, '--local')).value as Shown;
    expect(local.outcome).toMatchObject({ outcome: 'ok', retry_of: guid });
    expect(local.outcome.agent).not.toBe(agent);
    expect((await workplace.hero(['job', 'retry', guid, '--local', '--remote'])).code).toBe(2);
  });

  test('watch, logs -f, why, cancel and prune', async () => {
    await daemon(workplace, ['runner']).says('runner started');
    await daemon(workplace, ['agent']).says('agent started');
    const script = ["!!osal.exec cmd:'echo line; sleep 60' job.name:long", '!!core.echo text:after'].join('\n');
    expect((await workplace.hero(['run', '--detach', '-e', script])).code).toBe(0);
    const store = await openRedisStore(redis.url);
    try {
      const find = async (state: 'created' | 'running') =>
        (await store.list({ states: [state], limit: 1 }))[0]?.job.guid;
      const long = await until('the long job runs', () => find('running'));
      const after = (await find('created')) ?? '';
      const logs = workplace.hero(['job', 'logs', '-f', long]);
      const watch = workplace.hero(['job', 'watch', long]);
      expect((await workplace.hero(['job', 'why', after])).stdout).toContain(`waits for`);
      const cancelled = await json('job', 'cancel', long, '--reason', 'no need');
      expect(cancelled.value).toEqual([{ guid: long, answer: 'requested' }]);
      expect((await logs).stdout).toContain('line');
      const watched = await watch;
      expect(watched.stdout).toContain('cancelled osal.exec');
      expect(watched.code).not.toBe(0);
      expect((await workplace.hero(['job', 'why', long])).stdout).toContain('cancelled, no need');
      expect((await store.get(after))?.outcome.outcome).toBe('dependency');
      let removed = 0;
      await until('both are old enough', async () => {
        removed += ((await json('job', 'prune', '--older', '1s')).value as { pruned: number }).pruned;
        return removed === 2;
      });
      expect((await json('job', 'ls', '--all')).value).toEqual([]);
      expect(await store.inspect()).toEqual([]);
    } finally {
      await store.close();
    }
  });

  test('the clock of the store says how old something is, not that of this machine', async () => {
    await daemon(workplace, ['agent', '--name', 'node1']).says('agent started');
    expect((await workplace.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    const ahead = workplace.write('ahead.cjs', 'const { now } = Date; Date.now = () => now() + 10_800_000;');
    const env = { NODE_OPTIONS: `--require=${ahead}` };
    const prune = await workplace.hero(['job', 'prune', '--older', '1h', '--json'], { env });
    expect(JSON.parse(prune.stdout)).toEqual({ pruned: 0 });
    expect((await workplace.hero(['agent', 'ls'], { env })).stdout).toMatch(/^node1 .* now /m);
  });

  test('watch and logs -f say that the store is away and back; Ctrl-C ends them meanwhile', async () => {
    await daemon(workplace, ['agent']).says('agent started');
    const { events } = await workplace.startRun("!!osal.exec cmd:'echo up; sleep 300'\n");
    const guid = String(events.find(({ type }) => type === 'job')?.guid);
    const readers = [
      ['watch', guid],
      ['logs', '-f', guid],
    ].map((command) => {
      const child = workplace.start(['job', ...command]);
      const reader = { child, end: ended(child), said: '' };
      child.stderr?.on('data', (text) => (reader.said += text));
      return reader;
    });
    const [watch] = readers;
    // One that is still opening the store is not to wait for it.
    await Promise.all(readers.map(({ child }) => new Promise((resolve) => child.stdout?.once('data', resolve))));
    redis.signal('SIGSTOP');
    for (const reader of readers) {
      await expect.poll(() => reader.said).toMatch(/warning\[HS0701\]: redis:\S+ does not answer; it is waited for/);
    }
    redis.signal('SIGCONT');
    for (const reader of readers) {
      await expect.poll(() => reader.said).toMatch(/info\[HS0701\]: redis:\S+ is back after \d+ s\n/);
    }
    redis.signal('SIGSTOP');
    for (const { child } of readers) child.kill('SIGINT');
    const began = performance.now();
    expect((await watch?.end)?.code).toBe(130);
    expect(performance.now() - began).toBeLessThan(2_000);
    redis.signal('SIGCONT');
  });

  test('doctor says whether there is an agent, which hero run needs here', async () => {
    const agents = async () => {
      const { value, code } = await json('doctor');
      const { checks } = value as { checks: { name: string; detail: string }[] };
      return [checks.find(({ name }) => name === 'agents')?.detail, code];
    };
    expect(await agents()).toEqual(['none is up that takes jobs; hero run needs one here, or --local', 0]);
    await daemon(workplace, ['agent']).says('agent started');
    expect(await agents()).toEqual(['1 up; hero agent ls  shows them', 0]);
  });
});
