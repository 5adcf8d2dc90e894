// `hero check --compat herolib` from outside: off by default, includes too, no error by itself.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('warns of what herolib reads otherwise, each script once', async () => {
  workplace.write('inner.hero', '!!core.echo text:https://x.y/z\n');
  workplace.write('x.hero', "!!include path:inner.hero\n!!include path:inner.hero\n!!core.echo text:'alike'\n");
  const codes = async (...flags: string[]) => {
    const { stdout, code } = await workplace.hero(['check', 'x.hero', '--json', ...flags]);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; file: string; line: number }[] };
    return [code, ...diagnostics.map((told) => `${told.file}:${told.line} ${told.code}`)];
  };
  expect(await codes()).toEqual([0]);
  expect(await codes('--compat', 'herolib')).toEqual([0, 'inner.hero:1 HS0103']);
});

test('of a byte order mark, which is no part of the text', async () => {
  workplace.write('x.hero', '\ufeff!!core.echo text:x\n!!core.echo text:y\n');
  const { stdout, stderr } = await workplace.hero(['check', 'x.hero', '--format', 'short', '--compat', 'herolib']);
  expect(`${stdout}${stderr}`).toContain(
    'x.hero:1:3: warning[HS0112]: a byte order mark hides this action from herolib',
  );
});

test('only readers it knows', async () => {
  const { code, stderr } = await workplace.hero(['check', '-e', '!!core.echo text:x', '--compat', 'golib']);
  expect(code).toBe(2);
  expect(stderr).toContain('herolib');
});
