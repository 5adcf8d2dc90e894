// A process that hangs while it begins ends with the first signal.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  const hanging = `
    import { writeFileSync } from 'node:fs';
    setInterval(() => {}, 1_000);
    writeFileSync('hangs', '');
    await new Promise(() => {});
  `;
  workplace.write('actors/slow.ts', hanging);
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

test.each([
  ['an agent', 'SIGTERM', 143, ['agent']],
  ['an agent', 'SIGINT', 130, ['agent']],
  ['a runner of a run', 'SIGTERM', 143, ['runner', '--until-idle', '--run', 'r']],
] as const)('%s whose actor never ends loading ends with %s', async (_, signal, code, args) => {
  const { child, end } = daemon(workplace, [...args]);
  await until('the module hangs', () => existsSync(join(workplace.dir, 'hangs')));
  child.kill(signal);
  expect(await end).toMatchObject({ code, stdout: '', stderr: '' });
});
