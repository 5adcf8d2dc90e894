// `hero runner`, `hero agent` and `hero run` on a real Redis: jobs of other programs, sudden deaths, a lost store.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaseMs } from '../../src/app/host.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { daemon } from '../setup/daemon.ts';
import { ended, jsonLines, untilGo, type Workplace } from '../setup/hero.ts';
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

/** Whether the lease of the one agent that is there has been renewed. */
async function heartBeats(): Promise<boolean> {
  const store = await openRedisStore(redis.url);
  try {
    const [session] = await store.sessions();
    return session !== undefined && session.expiresAt > session.startedAt + leaseMs;
  } finally {
    await store.close();
  }
}

describeWithRedis('agents and runners on Redis', () => {
  test('a run leaves its jobs to agents, or executes them when told to', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    const { agent: key } = await agent.says('agent started');
    const script = "!!osal.exec cmd:'echo line' job.name:x\n!!core.echo text:'${job.x.stdout}' job.agents:node1";
    const remote = await workplace.hero(['run', '--json', '-e', script]);
    expect(remote.code, remote.stdout + remote.stderr).toBe(0);
    const ends = jsonLines(remote.stdout).filter(({ type, state }) => type === 'job' && state === 'ok');
    expect(ends.map(({ agent }) => agent)).toEqual([key, key]);
    expect(jsonLines(remote.stdout).filter(({ type }) => type === 'log')).toMatchObject([
      { line: 'line' },
      { line: 'line' },
    ]);
    const local = await workplace.hero(['run', '--local', '--json', '-e', '!!core.echo text:here']);
    expect(local.code, local.stdout + local.stderr).toBe(0);
    expect(jsonLines(local.stdout).find(({ state }) => state === 'ok')?.agent).not.toBe(key);
  });

  test('a job that another program submits is admitted and done; a bad one ends with a reason', async () => {
    await daemon(workplace, ['agent']).says('agent started');
    const runner = daemon(workplace, ['runner', '--http', '127.0.0.1:0']);
    const { http } = await runner.says('runner started');
    const source = readFileSync(join(workplace.dir, 'home/.config/herorunner/keys/user.pub'), 'utf8').trim();
    const submit = (fields: object) => {
      const job = { agents: [], source, circle: 'default', context: 'default', params: {}, ...fields, status: {} };
      return redis.cli('FCALL', 'hr_submit', '1', 'herorunner:jobs', '', JSON.stringify(job), '');
    };
    await submit({ guid: 'good', actor: 'core', action: 'echo', params: { text: 'hi' } });
    await submit({ guid: 'stranger', actor: 'core', action: 'nothing' });
    await submit({ guid: 'wrong', actor: 'core', action: 'echo', params: { txt: 'hi' } });
    const store = await openRedisStore(redis.url);
    try {
      const guids = ['good', 'stranger', 'wrong'];
      await until('all three have ended', async () => (await store.open(guids)).length === 0);
      expect((await store.get('good'))?.outcome).toMatchObject({ outcome: 'ok', result: 'hi' });
      expect((await store.get('stranger'))?.outcome).toMatchObject({ outcome: 'denied' });
      expect((await store.get('wrong'))?.outcome).toMatchObject({
        outcome: 'failed',
        message: 'core.echo has no param txt',
      });
      expect(await store.inspect()).toEqual([]);
    } finally {
      await store.close();
    }
    const metrics = await (await fetch(`${http}/metrics`)).text();
    expect(metrics).toContain('herorunner_jobs{state="ok"} 1');
  });

  test('jobs of a killed process run again on another agent', async () => {
    const [first, second] = [daemon(workplace, ['agent', '--key', 'a']), daemon(workplace, ['agent', '--key', 'b'])];
    await first.says('agent started');
    const { agent: key } = await second.says('agent started');
    await daemon(workplace, ['runner']).says('runner started');
    const script = `!!osal.exec cmd:'${untilGo}' job.after:''\n`.repeat(4);
    const run = workplace.hero(['run', '--json', '-e', script]);
    await first.says('job begins');
    await second.says('job begins');
    first.child.kill('SIGKILL');
    workplace.write('go', '');
    const { code, stdout } = await run;
    expect(code, stdout).toBe(0);
    const ends = jsonLines(stdout).filter(({ type, state }) => type === 'job' && state === 'ok');
    expect(ends.map(({ agent }) => agent)).toEqual(Array(4).fill(key));
  });

  test('both end when they are told to while the server is away, and the runner is not ready until then', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    const runner = daemon(workplace, ['runner', '--http', '127.0.0.1:0']);
    await agent.says('agent started');
    const { http } = await runner.says('runner started');
    await until('it is ready', async () => (await fetch(`${http}/readyz`)).ok);
    await redis.crash();
    // Each is in the middle of a call by then, which it would try for a minute.
    await delay(1_500);
    agent.child.kill('SIGTERM');
    runner.child.kill('SIGTERM');
    const drains = async () => (await (await fetch(`${http}/readyz`)).json()) as Record<string, unknown>;
    expect(await until('it drains', async () => (await drains()).draining === true && drains())).toMatchObject({
      ok: true,
      ready: false,
    });
    expect((await agent.end).code).toBe(0);
    expect((await runner.end).code).toBe(0);
    await redis.start();
  });

  test('a run that has lost its store tells what had ended, and how to follow the rest', async () => {
    await daemon(workplace, ['agent']).says('agent started');
    const wait = `!!osal.exec cmd:'${untilGo}'`;
    const { end, events } = await workplace.startRun(`!!core.echo text:hi\n${wait}\n!!core.echo text:last`);
    const { run } = events[0] as { run: string };
    const ended = ['job', 'ls', '--state', 'ok', '--json'];
    await until('the first job has ended', async () => (await workplace.hero(ended)).stdout !== '[]\n');
    // Told at once, unlike a server that does not answer.
    await redis.cli('CONFIG', 'SET', 'requirepass', 'other');
    await redis.cli('-a', 'other', 'CLIENT', 'KILL', 'TYPE', 'normal');
    const { stdout, code } = await end;
    expect(code).toBe(7);
    const [lost, last] = jsonLines(stdout).slice(-2);
    expect(lost).toMatchObject({ type: 'diagnostic', code: 'HS0705' });
    expect(lost?.help).toContain(`hero job watch ${run}`);
    expect(last).toMatchObject({ type: 'run_end', exit: 7, ok: 1, detached: 2 });
  });

  test('two runs with the same key follow one job, whoever has sent it', async () => {
    await daemon(workplace, ['agent']).says('agent started');
    const script = `!!osal.exec cmd:'${untilGo}; echo both' job.key:k`;
    const first = await workplace.startRun(script);
    const second = workplace.start(['run', '--json', 'x.hero']);
    const secondEnd = ended(second);
    await new Promise<void>((resolve) =>
      second.stdout?.on('data', (text) => String(text).includes('HS0410') && resolve()),
    );
    workplace.write('go', '');
    for (const end of [first.end, secondEnd]) {
      const { code, stdout } = await end;
      expect(code, stdout).toBe(0);
      const last = jsonLines(stdout).find(({ type, state }) => type === 'job' && state === 'ok');
      expect(last).toMatchObject({ result: { stdout: 'both' } });
    }
  });

  test('a server that comes back without its data ends who follows jobs there, with an error', async () => {
    const agent = daemon(workplace, ['agent']);
    await agent.says('agent started');
    const { end, says } = await workplace.startRun(`!!osal.exec cmd:'${untilGo}'`);
    const { guid } = (await says(({ state }) => state === 'running')) as { guid: string };
    const watch = workplace.start(['job', 'watch', guid]);
    const watched = ended(watch);
    await new Promise((resolve) => watch.stdout?.once('data', resolve));
    await redis.cli('FLUSHALL');
    const { code, stdout } = await end;
    expect(code, stdout).toBe(7);
    const [lost, last] = jsonLines(stdout).slice(-2);
    expect(lost).toMatchObject({ code: 'HS0702', message: expect.stringContaining('knows nothing any more of a job') });
    expect(last).toMatchObject({ type: 'run_end', exit: 7, detached: 0 });
    const { code: exit, stderr } = await watched;
    expect(exit, stderr).toBe(2);
    expect(stderr).toContain(`knows nothing of job ${guid} any more`);
  });

  test('a run that a full server takes nothing of leaves nothing behind, and does not say so', async () => {
    await daemon(workplace, ['agent']).says('agent started');
    await redis.cli('CONFIG', 'SET', 'maxmemory', '1mb');
    const { stdout, code } = await workplace.hero(['run', '--json', '-e', '!!core.echo text:hi']);
    expect(code).toBe(7);
    expect(stdout).not.toContain('job watch');
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'run_end', exit: 7, detached: 0 });
  });

  test('while the server is away both say so, metrics are told all the same, and without what only it knows', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    const runner = daemon(workplace, ['runner', '--http', '127.0.0.1:0']);
    const { agent: key } = await agent.says('agent started');
    const { http } = await runner.says('runner started');
    const read = async () => (await fetch(`${http}/metrics`)).text();
    expect(await read()).toContain(`herorunner_agent_info{agent="${key}",name="node1"} 1\n`);
    const processes = (count: number) => `herorunner_agent_processes{agent="${key}"} ${count}\n`;
    const readers = await Promise.all(Array.from({ length: 8 }, read));
    expect(readers.filter((text) => !text.includes(processes(1)))).toEqual([]);
    await until('each has been answered', heartBeats);
    await redis.crash();
    const [agentSays, runnerSays, [response, text]] = await Promise.all([
      agent.says('the store is away'),
      runner.says('the store is away'),
      (async () => {
        const response = await fetch(`${http}/metrics`, { signal: AbortSignal.timeout(10_000) });
        return [response, await response.text()] as const;
      })(),
    ]);
    // Long before a command is given up.
    expect([agentSays.problem, runnerSays.problem].join()).toMatch(/(has not answered for \d+ s.*){2}/);
    expect(response.status).toBe(200);
    expect(text).toMatch(/^herorunner_store_answered_seconds \d/m);
    expect(text).not.toContain('herorunner_jobs{');
    await redis.start();
    await Promise.all([agent.says('the store is back'), runner.says('the store is back')]);
    expect(await read()).toContain('herorunner_jobs{state="ok"} 0');
    agent.child.kill('SIGTERM');
    await agent.end;
    expect(await read()).toContain(processes(0));
  });

  test('that they have ended is the last that both tell, also while the server is away', async () => {
    const agent = daemon(workplace, ['agent']);
    const runner = daemon(workplace, ['runner']);
    await Promise.all([agent.says('agent started'), runner.says('runner started')]);
    await until('each has been answered', heartBeats);
    await redis.crash();
    await Promise.all([agent.says('the store is away'), runner.says('the store is away')]);
    for (const [name, { child, end }] of Object.entries({ agent, runner })) {
      child.kill('SIGTERM');
      const last = (await end).stderr.trim().split('\n').at(-1) ?? '';
      expect(JSON.parse(last)).toMatchObject({ msg: `${name} ended` });
    }
    await redis.start();
  });

  test('an agent that is drained stays so while its store refuses it', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    await agent.says('agent started');
    await workplace.hero(['agent', 'drain', 'node1']);
    await agent.says('agent takes no more jobs');
    await redis.cli('CONFIG', 'SET', 'requirepass', 'other');
    await redis.cli('-a', 'other', 'CLIENT', 'KILL', 'TYPE', 'normal');
    await agent.says('the store is away');
    await redis.cli('-a', 'other', 'CONFIG', 'SET', 'requirepass', '');
    await agent.says('the store is back');
    agent.child.kill('SIGTERM');
    expect((await agent.end).stderr).not.toContain('agent takes jobs again');
  });

  test('both go on by themselves after a server that forgot everything came back', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    const runner = daemon(workplace, ['runner']);
    await agent.says('agent started');
    await runner.says('runner started');
    await until('its heart beats', heartBeats);
    await redis.restart(500);
    await agent.says('the store had lost the session; a new one is open');
    const run = await workplace.hero(['run', '-e', '!!core.echo text:hi']);
    expect(run.code, run.stderr).toBe(0);
    agent.child.kill('SIGTERM');
    runner.child.kill('SIGTERM');
    expect((await agent.end).code).toBe(0);
    expect((await runner.end).code).toBe(0);
  });
});
