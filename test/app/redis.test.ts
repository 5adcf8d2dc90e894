// `hero run` on Redis: its own host beside the store, an agent and a runner as processes of their own, a killed agent.

import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { jsonLines, untilGo, Workplace } from '../setup/hero.ts';
import { startRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

describeWithRedis('hero on Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let workplace: Workplace;
  let prefix = 0;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  beforeEach(() => {
    workplace = new Workplace();
    prefix += 1;
    workplace.env.HERO_STORE = `${redis.url}?prefix=p${prefix}`;
    workplace.write('work.hero', "!!core.echo text:one job.name:a\n!!core.echo text:'${job.a.result} more'\n");
  });
  afterEach(async () => {
    await Promise.all(
      running.splice(0).map((child) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return child.exitCode === null && child.signalCode === null ? ended : undefined;
      }),
    );
    workplace.remove();
  });

  function start(...args: string[]): ChildProcess {
    const child = workplace.start(args);
    running.push(child);
    return child;
  }

  /** Runs again until an agent is up. */
  async function runWhenUp(file: string) {
    return until('an agent is up', async () => {
      const ended = await workplace.hero(['run', '--json', file]);
      return !ended.stdout.includes('HS0304') && ended;
    });
  }

  test('executes by itself with --local', async () => {
    const { stdout, code } = await workplace.hero(['run', '--json', '--local', 'work.hero']);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'run_end', exit: 0, ok: 2 });
    expect(code).toBe(0);
  });

  test('says that nobody is there, and submits nothing', async () => {
    const { stderr, code } = await workplace.hero(['run', 'work.hero']);
    expect(stderr).toContain('HS0304');
    expect(code).toBe(3);
    expect(JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout)).toEqual([]);
  });

  test('leaves the execution to agents, and fills in their results', async () => {
    start('agent');
    start('runner');
    const { stdout, code } = await runWhenUp('work.hero');
    const results = jsonLines(stdout).filter(({ state }) => state === 'ok');
    expect(results.map(({ result }) => result)).toEqual(['one', 'one more']);
    expect(code).toBe(0);
  });

  test('a job of a killed agent is executed by the next one', async () => {
    workplace.write('long.hero', `!!osal.exec cmd:'${untilGo}; echo done' job.timeout:60s\n`);
    start('runner');
    const first = start('agent', '--key', 'first');
    await runWhenUp('work.hero');
    const run = workplace.hero(['run', '--json', 'long.hero']);
    const running = ['job', 'ls', '--state', 'running', '--json'];
    await until('the long job runs', async () => (await workplace.hero(running)).stdout.trim() !== '[]');
    first.kill('SIGKILL');
    workplace.write('go', '');
    start('agent', '--key', 'second');
    expect(jsonLines((await run).stdout).at(-1)).toMatchObject({ exit: 0, ok: 1 });
  });
});
