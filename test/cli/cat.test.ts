// `hero cat` from outside.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInPty } from '../print/pty.ts';
import { heroFile, Workplace } from '../setup/hero.ts';

const script = "!!vm.start id:10 name:'a\tb' // why\r\n    job.retry:3";

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('into a pipe goes the text itself, to the byte, without byte order marks between', async () => {
  workplace.write('a.hero', script);
  workplace.write('b.hero', '!!a.b x:`\u001b[31m\n');
  const { stdout, stderr, code } = await workplace.hero(['cat', 'a.hero', 'b.hero', '-'], { input: '\ufeff!!c.d' });
  expect([stdout, stderr, code]).toEqual([`${script}!!a.b x:\`\u001b[31m\n!!c.d`, '', 0]);
});

test('numbers lines, names files, obeys the flags about colour', async () => {
  workplace.write('s/a.hero', script);
  workplace.write('s/b.md', '# title\n');
  expect((await workplace.hero(['cat', '-n', 's'])).stdout).toBe(
    "s/a.hero\n\n1  !!vm.start id:10 name:'a\tb' // why\n2      job.retry:3\n\ns/b.md\n\n1  # title\n",
  );
  const forced = { env: { FORCE_COLOR: '1' } };
  expect((await workplace.hero(['cat', 's/a.hero'], forced)).stdout).toContain('\u001b[35mjob.retry\u001b[39m');
  expect((await workplace.hero(['cat', '--no-color', 's/a.hero'], forced)).stdout).toBe(script);
});

test('a terminal gets colours, unless NO_COLOR', async () => {
  const path = workplace.write('a.hero', script);
  const show = async (env: Record<string, string>) => {
    const program = runInPty(heroFile, ['cat', path], { columns: 60, rows: 10 }, env);
    const { exitCode, text } = await program.ended;
    expect(exitCode).toBe(0);
    expect(text.trimEnd().split('\n')).toEqual(["!!vm.start id:10 name:'a        b' // why", '    job.retry:3']);
    return program.bytes();
  };
  expect(await show({})).toContain('\u001b[34mid\u001b[39m');
  expect(await show({ NO_COLOR: '1' })).not.toContain('\u001b[3');
});

test('a page for browsers', async () => {
  workplace.write('a.hero', script);
  const { stdout, code } = await workplace.hero(['cat', '--html', 'a.hero']);
  expect(stdout).toMatch(/^<!doctype html>[\s\S]*<span class="job-key">job\.retry<\/span>[\s\S]*<\/html>\n$/);
  expect(code).toBe(0);
});

test('what cannot be read is told, the rest is shown', async () => {
  workplace.write('a.hero', '!!a.b\n');
  workplace.write('bin.hero', Buffer.from([0x21, 0x21, 0xff, 0x00]));
  const { stdout, stderr, code } = await workplace.hero(['cat', 'missing.hero', 'a.hero', 'bin.hero']);
  expect(stdout).toBe('!!a.b\n');
  expect(stderr).toContain('cannot read missing.hero: no such file');
  expect(stderr).toContain('HS0010');
  expect(code).toBe(2);
  expect((await workplace.hero(['cat', 'missing.hero', '--html'])).stdout).toBe('');
});

test('in documents, fences alone if asked', async () => {
  workplace.write('a.md', '!!a.b x:1\n');
  const page = (md: string) => workplace.hero(['cat', '--html', '--md', md, 'a.md']);
  expect((await page('all')).stdout).toContain('class="actor"');
  expect((await page('fenced')).stdout).not.toContain('class="actor"');
});
