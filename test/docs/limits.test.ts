// docs/limits.md: its commands work as they are written.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/limits.md'), 'utf8');
const blocksOf = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test.each(blocksOf('sh').map((block) => [block.split('\n')[0], block]))('%s', async (_, block) => {
  for (const line of block.split('\n').filter((line) => line !== '')) {
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
    const { code, stderr } = await workplace.hero(words.slice(1));
    expect({ line, code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') });
  }
});

test('the script defines its limits', async () => {
  const [script = ''] = blocksOf('heroscript');
  workplace.write('x.hero', script);
  const { code, stdout } = await workplace.hero(['run', 'x.hero']);
  expect(code).toBe(0);
  expect(stdout).toContain('limit on actor core: 2');
  const list = await workplace.hero(['limit', 'ls', '--json']);
  expect(JSON.parse(list.stdout)).toMatchObject([
    { kind: 'store', max: 10 * 1024 ** 3 },
    { shown: 'actor:core', max: 2, used: 0, waiting: 0 },
    { shown: 'source:me', max: 10 },
  ]);
  workplace.write('y.hero', '!!limit.define actor:core state:absent\n');
  expect((await workplace.hero(['run', 'y.hero'])).stdout).toContain('no limit on actor core any more');
});
