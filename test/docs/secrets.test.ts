// docs/secrets.md: its commands work, its scripts are fine or have the problem that they show.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { heroFile, Workplace } from '../setup/hero.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/secrets.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, info = '', text = '']) => ({
  language,
  info,
  text,
}));

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  workplace.write('actors/gate/open', '#!/bin/sh\n#: open the gate\n#: @param token string required secret\n', 0o755);
});
afterEach(() => workplace.remove());

test('the commands work one after the other', async () => {
  for (const { info, text } of blocks) {
    const name = /file=(\S+)/.exec(info)?.[1];
    if (name !== undefined) workplace.write(name, text);
  }
  workplace.write('bin/hero', `#!/bin/sh\nexec "${process.execPath}" "${heroFile}" "$@"\n`, 0o755);
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
  const env = { ...workplace.env, PATH: `${join(workplace.dir, 'bin')}:${workplace.env.PATH}` };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-ec', commands.join('\n')], { cwd: workplace.dir, env });
  expect(stdout).toContain('open with ***');
  expect(stdout).toMatch(/^GATE$/m);
  expect(stdout).not.toContain('hunter22');
});

test('the scripts have the problems that they show', async () => {
  const wrong = blocks.filter(({ info }) => /(error|warning)=/.test(info));
  expect(wrong).toHaveLength(2);
  for (const { info, text } of wrong) {
    const [, severity, code] = /(error|warning)=(HS\d+)/.exec(info) ?? [];
    const { stdout, stderr } = await workplace.hero(['check', '-'], { input: text });
    expect(stdout + stderr).toContain(`${severity}[${code}]`);
  }
});
