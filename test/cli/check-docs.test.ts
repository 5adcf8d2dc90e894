// The blocks of docs/check.md: files are written, commands are typed, and what they print is what the page shows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, Workplace } from '../setup/hero.ts';
import { blocksOfPage, typedLines, typeLine, writeScripts } from '../setup/typed-page.ts';

const blocks = blocksOfPage('check.md');

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
  writeScripts(blocks, place);
});
afterAll(() => place.remove());

test.each(typedLines(blocks))('%s', async (line, shown) => {
  expect(await typeLine(line, place)).toBe(shown);
});

test('the form of JSON', async () => {
  const [shown] = blocks.filter(({ language }) => language === 'json');
  const { diagnostics } = JSON.parse(await typeLine('hero check --json deploy.hero', place));
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
