// Help: of the program, of a command, of a topic.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeholderExamples } from '../../src/cli/views/help-topics.ts';
import { attributeEntries } from '../../src/plan/attributes.ts';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeAll(() => {
  workplace = new Workplace();
});
afterAll(() => workplace.remove());

test('help finds commands of commands, and tells what there is', async () => {
  expect((await workplace.hero(['help', 'job', 'ls'])).stdout).toMatch(/^Usage: hero job ls /);
  const exitCodes = (await workplace.hero(['help', 'exit-codes'])).stdout;
  expect(exitCodes).toMatch(/^ +0 /);
  expect(exitCodes).toContain('  5  differences found by fmt --check\n');
  const typo = await workplace.hero(['help', 'jbo']);
  expect(typo).toMatchObject({ code: 2, stdout: '', stderr: 'hero: no help on jbo; did you mean job?\n' });
  const strange = await workplace.hero(['help', 'job', 'nothing-like-it']);
  expect(strange.stderr).toMatch(
    /^hero: no help on job nothing-like-it; there is exit-codes, job-attributes, placeholders, compat, run, .*, completion\n$/,
  );
});

test('topics of the language say what it does', async () => {
  const help = async (topic: string) => (await workplace.hero(['help', topic])).stdout;
  const attributes = await help('job-attributes');
  for (const { name, example } of attributeEntries) expect(attributes).toContain(`  job.${name}:${example} `);
  expect(attributes).toContain('  duration, 1s to 65535s; without it 1h\n      how long one attempt may run;');
  const placeholders = await help('placeholders');
  for (const [written, value] of placeholderExamples) {
    expect(placeholders.replace(/ {2,}/g, '  ')).toContain(`\n  ${written}  ${value}\n`);
    const script = `!!core.echo text:'${written}'`;
    expect((await workplace.hero(['run', '-q', '-e', script, '--set', 'NAME=web'])).stdout).toBe(`${value}\n`);
  }
  const compat = await help('compat');
  expect(compat).toContain('  HS0105  info: herolib removes the param id\n');
  expect(compat).not.toContain('HS0201');
  for (const text of [attributes, placeholders, compat]) expect(text.split('\n').length).toBeLessThan(40);
  expect(await workplace.hero(['help', 'placeholder'])).toMatchObject({ code: 2, stdout: '' });
});

test('flags show defaults that say something', async () => {
  const { stdout } = await workplace.hero(['run', '--help']);
  expect(stdout).not.toMatch(/default: (\[\]|\{\}|none)/);
  expect(stdout).toContain('default: "auto"');
  expect((await workplace.hero(['agent', '--help'])).stdout).toContain('(default: 30s)');
});
