// The blocks of docs/check.md: files are written, commands are typed, and what they print is what the page shows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, Workplace } from '../setup/hero.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/check.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+) ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language, info, text]) => ({
  language,
  info: info ?? '',
  text: text ?? '',
}));

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
  for (const { language, info, text } of blocks) {
    if (language === 'heroscript') place.write(info.replace('file=', ''), text);
  }
});
afterAll(() => place.remove());

/** What a command prints on both outputs. */
async function type(line: string): Promise<string> {
  const [command, ...args] = line.trim().split(' ');
  expect(command).toBe('hero');
  const { stdout, stderr } = await ended(place.start(args));
  return stderr + stdout;
}

const typed = blocks.flatMap(({ language, text }, i) => (language === 'sh' ? [[text, blocks[i + 1]?.text]] : []));

test.each(typed)('%s', async (line = '', shown) => {
  expect(await type(line)).toBe(shown);
});

test('the form of JSON', async () => {
  const [shown] = blocks.filter(({ language }) => language === 'json');
  const { diagnostics } = JSON.parse(await type('hero check --json deploy.hero'));
  expect(JSON.parse(shown?.text ?? '')).toEqual(diagnostics[0]);
});

test('what services are told to run can be run', async () => {
  const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
  const commands = [...yaml.join('').matchAll(/(?:run|entry): (hero .*)/g)].map(([, command]) => command ?? '');
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    // A hook gets the files behind its words.
    const words = [...command.split(' ').slice(1), ...(command.endsWith(' .') ? [] : ['deploy.hero'])];
    const { code } = await ended(place.start(words));
    expect([command, code]).toEqual([command, command.includes('fmt') ? 5 : 3]);
  }
});

test('every flag is one', async () => {
  const { stdout } = await ended(place.start(['check', '--help']));
  for (const [flag] of (blocks[0]?.text ?? '').matchAll(/--[a-z-]+/g)) expect(stdout).toContain(flag);
});
