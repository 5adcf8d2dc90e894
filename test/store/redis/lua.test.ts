// The Lua that is bundled is the Lua that is in the files, and it asks for nothing that the oldest Redis does not have.

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';

const root = join(import.meta.dirname, '../../..');

test('the bundled functions are those of the files', () => {
  execFileSync(process.execPath, [join(root, 'scripts/gen-lua.ts'), '--check']);
});

describeWithRedis('commands', () => {
  test('none is newer than Redis 6.2, but for those of functions', async () => {
    const texts = globSync('src/store/redis/**/*.{lua,ts}', { cwd: root }).map((file) =>
      readFileSync(join(root, file), 'utf8'),
    );
    const calls = texts.flatMap((text) => [...text.matchAll(/\b(?:call|send|block|blockCopied)\('([A-Z]+)'/g)]);
    const commands = [...new Set(calls.map(([, name = '']) => name))].filter(
      (name) => !['FUNCTION', 'FCALL'].includes(name),
    );
    expect(commands.length).toBeGreaterThan(40);
    const redis = await startRedis();
    try {
      const docs: Record<string, { since: string }> = JSON.parse(
        await redis.cli('--json', 'command', 'docs', ...commands),
      );
      const since = Object.entries(docs).map(([name, about]) => [name, about.since] as const);
      expect(since.length).toBe(commands.length);
      const newer = since.filter(([, version]) => version.localeCompare('6.2.99', 'en', { numeric: true }) > 0);
      expect(newer).toEqual([]);
    } finally {
      await redis.stop();
    }
  });
});
