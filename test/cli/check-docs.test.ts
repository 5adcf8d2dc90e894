// The blocks of docs/check.md: files are written, commands are typed, and what they print is what the page shows.

import { expect, test } from 'vitest';
import { ended } from '../setup/hero.ts';
import { blocksOfPage, testTypedLines, typeLine } from '../setup/typed-page.ts';

const blocks = blocksOfPage('check.md');
const place = testTypedLines(blocks);

test('the form of JSON', async () => {
  const [shown] = blocks.filter(({ language }) => language === 'json');
  const { diagnostics } = JSON.parse(await typeLine('hero check --json deploy.hero', place()));
  expect(JSON.parse(shown?.text ?? '')).toEqual(diagnostics[0]);
});

test('what services are told to run can be run', async () => {
  const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
  const commands = [...yaml.join('').matchAll(/(?:run|entry): (hero .*)/g)].map(([, command]) => command ?? '');
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    // A hook gets the files behind its words.
    const words = [...command.split(' ').slice(1), ...(command.endsWith(' .') ? [] : ['deploy.hero'])];
    const { code } = await ended(place().start(words));
    expect([command, code]).toEqual([command, command.includes('fmt') ? 5 : 3]);
  }
});

test('every flag is one', async () => {
  const { stdout } = await ended(place().start(['check', '--help']));
  for (const [flag] of (blocks[0]?.text ?? '').matchAll(/--[a-z-]+/g)) expect(stdout).toContain(flag);
});
