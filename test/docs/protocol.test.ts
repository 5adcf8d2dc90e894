// docs/protocol.md: its transcripts are what a real Redis answers, and the agent written from it does real jobs.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

const root = join(import.meta.dirname, '../..');
const python = '/usr/bin/python3';
const key = 'a'.repeat(64);

let redis: Redis;
let store: Store;
let place: Workplace;
let stop = () => {};
beforeEach(async () => {
  redis = await startRedis();
  store = await openRedisStore(redis.url);
  place = new Workplace();
  place.env.HERO_STORE = redis.url;
});
afterEach(async () => {
  stop();
  killDaemons();
  await store.close();
  await redis.stop();
  place.remove();
});

interface Exchange {
  command: string;
  answer: string;
}

function transcripts(): Exchange[] {
  const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  return blocks
    .join('')
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = '', ...lines] = text.split('\n');
      return { command, answer: lines.join('\n').trimEnd() };
    });
}

async function startPython(): Promise<void> {
  const agent = spawn(python, [join(root, 'examples/agents/python/agent.py'), '127.0.0.1', String(redis.port), key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stop = () => agent.kill('SIGKILL');
  const [line] = await once(agent.stdout, 'data');
  expect(String(line)).toContain('agent started');
}

describeWithRedis('docs/protocol.md', () => {
  test('the transcripts are what Redis answers', async () => {
    const exchanges = transcripts();
    expect(exchanges.length).toBeGreaterThan(10);
    for (const { command, answer } of exchanges) {
      const shell = command.replace(/^redis-cli /, `redis-cli -p ${redis.port} `);
      const { stdout } = await promisify(execFile)('sh', ['-c', shell]);
      expect(stdout.replace(/\b1\d{9}\b/g, 'TIME').trimEnd(), command).toBe(answer);
    }
  });

  test.skipIf(!existsSync(python))('the agent in Python does jobs, fails, is cancelled, times out', async () => {
    await startPython();
    await daemon(place, ['runner']).says('runner started');
    const script = [
      '!!python.upper text:hi job.name:good',
      "!!python.wait seconds:'much' job.name:bad job.after:''",
      "!!python.wait seconds:60 job.name:late job.timeout:1s job.after:''",
      "!!python.wait seconds:60 job.name:long job.after:''",
    ].join('\n');
    const run = place.hero(['run', '--keep-going', '--json', '-e', script]);
    let long: string | undefined;
    while (long === undefined) {
      const running = await store.list({ states: ['running'], limit: 10 });
      long = running.find(({ outcome }) => outcome.label === 'long')?.job.guid;
      await delay(20);
    }
    expect(await store.cancel(long, 'no need')).toBe('requested');
    const { stdout } = await run;
    const ends = jsonLines(stdout).filter(({ type, state }) => type === 'job' && (state === 'ok' || state === 'error'));
    const by = Object.fromEntries(ends.map(({ label, outcome }) => [label, outcome]));
    expect(by).toEqual({ good: 'ok', bad: 'failed', late: 'timeout', long: 'cancelled' });
    expect(ends.find(({ label }) => label === 'good')).toMatchObject({ result: 'HI', agent: key });
    expect(await store.inspect()).toEqual([]);
  });
});
