// `hero secret` at a terminal and in a pipe.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInPty } from '../print/pty.ts';
import { heroFile, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const fileOf = (name: string) => join(workplace.dir, 'home/.config/herorunner/secrets', name);

async function typed(keys: string) {
  const program = runInPty(
    heroFile,
    ['secret', 'set', 'X'],
    { columns: 60, rows: 10 },
    { HOME: `${workplace.dir}/home` },
  );
  await until('it asks for the value', () => program.bytes().includes('value of X: '));
  program.type(keys);
  return { ...(await program.ended), bytes: program.bytes() };
}

test('a value that is typed is not shown', async () => {
  const { exitCode, text, bytes } = await typed('hunterr\u007f2é2\r');
  expect([exitCode, readFileSync(fileOf('X'), 'utf8')]).toEqual([0, 'hunter2é2']);
  expect(bytes).not.toContain('hunter');
  expect(text.trim()).toBe('value of X: \nsecret X kept; scripts write ${secret.X}');
});

test('Ctrl-C keeps nothing', async () => {
  const { exitCode } = await typed('hunter22\u0003');
  expect(exitCode).toBe(130);
  expect((await workplace.hero(['secret', 'ls', '--json'])).stdout).toBe('[]\n');
});

test('set, ls and rm in a pipe', async () => {
  expect(await workplace.hero(['secret', 'set', 'X', '--json'], { input: 'one\n' })).toMatchObject({
    code: 0,
    stdout: '{"name":"X","replaced":false}\n',
  });
  expect((await workplace.hero(['secret', 'set', 'X'], { input: 'two' })).stderr).toContain('secret X replaced');
  expect(await workplace.hero(['secret', 'ls'])).toMatchObject({ code: 0, stdout: 'X\n' });
  const wrong = await workplace.hero(['secret', 'rm', 'Xy']);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('error[HS0609]: there is no secret Xy in ') });
  expect((await workplace.hero(['secret', 'set', 'a/b'], { input: 'x' })).stderr).toContain(
    '"a/b" is no name of a secret',
  );
  expect((await workplace.hero(['secret', 'set', 'X'], { input: '\n' })).stderr).toContain('the value of X is empty');
  expect(readFileSync(fileOf('X'), 'utf8')).toBe('two');
  expect((await workplace.hero(['secret', 'rm', 'X'])).code).toBe(0);
  expect((await workplace.hero(['secret', 'ls'])).stderr).toContain('no secrets');
  // Never as an argument.
  expect((await workplace.hero(['secret', 'set', 'X', 'value'])).code).toBe(2);
});
