// `hero doctor` from outside: what it says of a place where nothing has run yet.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('what the first run will make', async () => {
  const { code, stdout } = await workplace.hero(['doctor']);
  expect(code, stdout).toBe(0);
  expect(stdout.match(/not there yet; the first run makes it/g)).toHaveLength(3);
});

test('what no run can make', async () => {
  workplace.write('plain', '');
  chmodSync(join(workplace.dir, 'plain'), 0o755);
  const home = join(workplace.dir, 'plain', 'home');
  const { code, stdout } = await workplace.hero(['doctor'], { env: { HOME: home } });
  expect(code).toBe(1);
  expect(stdout.match(/✖ .* is not there, and cannot be made in \S+plain: it is no folder/g)).toHaveLength(3);
});
