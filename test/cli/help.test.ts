// Help: of the program, of a command, of a topic.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
});
afterAll(() => place.remove());

test('help finds commands of commands, and tells what there is', async () => {
  expect((await place.hero(['help', 'job', 'ls'])).stdout).toMatch(/^Usage: hero job ls /);
  expect((await place.hero(['help', 'exit-codes'])).stdout).toMatch(/^ +0 /);
  const typo = await place.hero(['help', 'jbo']);
  expect(typo).toMatchObject({ code: 2, stdout: '', stderr: 'hero: no help on jbo; did you mean job?\n' });
  const strange = await place.hero(['help', 'job', 'nothing-like-it']);
  expect(strange.stderr).toMatch(/^hero: no help on job nothing-like-it; there is exit-codes, run, .*, completion\n$/);
});

test('flags show defaults that say something', async () => {
  const { stdout } = await place.hero(['run', '--help']);
  expect(stdout).not.toMatch(/default: (\[\]|\{\}|none)/);
  expect(stdout).toContain('default: "auto"');
  expect((await place.hero(['agent', '--help'])).stdout).toContain('(default: 30s)');
});
