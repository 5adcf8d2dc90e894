// The blocks of docs/run.md: files are written, commands are typed, and what they print is what the page shows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';
import { blocksOfPage, typedLines, typeLine, writeScripts } from '../setup/typed-page.ts';

const blocks = blocksOfPage('run.md');

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
  writeScripts(blocks, place);
});
afterAll(() => place.remove());

test.each(typedLines(blocks))('%s', async (line, shown) => {
  expect(await typeLine(line, place)).toBe(shown);
});
