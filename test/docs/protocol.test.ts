// docs/protocol.md: its transcripts are what a real Redis answers.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

const root = join(import.meta.dirname, '../..');

let redis: Redis;
let store: Store;
beforeEach(async () => {
  redis = await startRedis();
  store = await openRedisStore(redis.url);
});
afterEach(async () => {
  await store.close();
  await redis.stop();
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

describeWithRedis('docs/protocol.md', () => {
  test('the transcripts are what Redis answers', async () => {
    const exchanges = transcripts();
    expect(exchanges.length).toBeGreaterThan(10);
    for (const { command, answer } of exchanges) {
      const shell = command.replace(/^redis-cli /, `redis-cli -p ${redis.port} `);
      const { stdout } = await promisify(execFile)('sh', ['-c', shell]);
      const timeless = stdout.replace(/\b1\d{9}\b/g, 'TIME').replace(/\b1\d{12}\b/g, 'MS');
      expect(timeless.trimEnd(), command).toBe(answer);
    }
  });
});
