// docs/schedules.md: its scripts are kept or refused as it says, and its commands work.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ended, heroFile, Workplace } from '../setup/hero.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/schedules.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, info = '', text = '']) => ({
  language,
  info,
  text,
}));
const scripts = blocks.filter(({ language }) => language === 'heroscript');

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('the scripts are kept, or have the problem that is named', async () => {
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  for (const { info, text } of scripts) {
    const { code, stderr, stdout } = await workplace.hero(['run', '-'], { input: text });
    const problem = /error=(HS\d+)/.exec(info)?.[1];
    if (problem === undefined) expect([stderr, code]).toEqual(['', 0]);
    else expect([code, stderr]).toEqual([3, expect.stringContaining(`error[${problem}]`)]);
    if (problem === undefined) expect(stdout).toContain('schedule nightly new');
  }
});

test('the commands work one after the other', async () => {
  const script = scripts.find(({ info }) => info === 'file=nightly.hero');
  workplace.write('nightly.hero', script?.text ?? '');
  workplace.write('bin/hero', `#!/bin/sh\nexec "${process.execPath}" "${heroFile}" "$@"\n`, 0o755);
  const lines = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
  const shell = spawn('/bin/sh', ['-ec', lines.join('\n')], {
    cwd: workplace.dir,
    env: { ...workplace.env, PATH: `${join(workplace.dir, 'bin')}:${workplace.env.PATH}` },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // What it has left in the background holds its output.
  const endGroup = () => process.kill(-(shell.pid ?? 0), 'SIGKILL');
  shell.once('exit', endGroup);
  const { code, stdout, stderr } = await ended(shell);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/nightly +0 3 \* \* \* +Europe\/Brussels/);
  expect(stdout).toMatch(/^ *times +0 3 \* \* \* in Europe\/Brussels$/m);
  expect(stderr).toContain('hourly is removed');
  expect(stdout).toMatch(/✔ ok +backup/);
}, 30_000);
