// Commands on a store that is not there.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test.each([
  'job ls',
  'job get x',
  'job watch x',
  'job cancel x',
  'job retry x',
  'job prune --older 1h',
  'agent ls',
  'agent drain x',
  'service ls',
  'schedule ls',
  'schedule rm x',
  'limit ls',
  'limit rm store',
  'stats',
])('a store that is named and not there is told and not made: hero %s', async (line) => {
  const other = join(workplace.dir, 'mistyped', 'jobs.db');
  const { code, stderr } = await workplace.hero([...line.split(' '), '--store', `sqlite:${other}`]);
  expect(stderr).toBe(
    `error[HS0701]: there is no store ${other}\n  = help: check its name; hero run, hero agent and hero runner make a store where there is none\n`,
  );
  expect(code).toBe(7);
  expect(existsSync(join(workplace.dir, 'mistyped'))).toBe(false);
});

test('the usual store need not be there yet', async () => {
  const { code, stderr } = await workplace.hero(['job', 'ls']);
  expect(code, stderr).toBe(0);
});
