// `hero explain`: one code, several, all of them, and one that does not exist.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('a code', async () => {
  const { stdout, stderr, code } = await workplace.hero(['explain', 'hs0202']);
  expect(stdout).toBe(`error[HS0202]: unknown action

The actor is known, but has no action of this name. hero actor show NAME lists those it has.

Wrong
  !!core.ecko text:hello

Right
  !!core.echo text:hello
`);
  expect([stderr, code]).toEqual(['', 0]);
});

test('files, and what is typed', async () => {
  const { stdout } = await workplace.hero(['explain', '219', 'HS0402']);
  expect(stdout).toContain('Wrong\n  example.hero\n  !!play.include path:other.hero\n\n  other.hero\n');
  expect(stdout).toContain('\n\nerror[HS0402]: job ran longer than its timeout\n');
  expect(stdout).toContain('\n\n  $ hero run example.hero\n');
});

test('all', async () => {
  const { stdout, code } = await workplace.hero(['explain']);
  expect(stdout).toContain('HS0006  warning  indented by one column only\n');
  expect(code).toBe(0);
  const json = await workplace.hero(['explain', '--json']);
  const all = JSON.parse(json.stdout) as { code: string }[];
  expect(all).toHaveLength(stdout.trimEnd().split('\n').length);
  expect(all[0]).toMatchObject({ code: 'HS0001', severity: 'error', cause: expect.any(String), bad: {}, good: {} });
});

test('an unknown code', async () => {
  const near = await workplace.hero(['explain', 'HS0208', 'HS0209']);
  expect(near.stderr).toMatch(/^hero: there is no code HS0209; did you mean HS/);
  expect([near.stdout, near.code]).toEqual(['', 2]);
  expect((await workplace.hero(['explain', 'nothing'])).stderr).toContain('hero explain lists the codes');
});
