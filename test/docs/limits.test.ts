// docs/limits.md: its commands work as they are written.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/limits.md'), 'utf8');
const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.remove());

test.each(blocks.map((block) => [block.split('\n')[0], block]))('%s', async (_, block) => {
  for (const line of block.split('\n').filter((line) => line !== '')) {
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
    const { code, stderr } = await place.hero(words.slice(1));
    expect({ line, code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') });
  }
});
