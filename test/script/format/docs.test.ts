// The page about the layout: each block becomes the one below it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Source } from '../../../src/diagnostics/source.ts';
import { attributeEntries } from '../../../src/plan/attributes.ts';
import { formatSource } from '../../../src/script/format/format.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/fmt.md'), 'utf8');
const blocks = [...page.matchAll(/^```heroscript (?:before|after) ?(\w*)\n(.*?)^```$/gms)].map(
  ([, flag = '', text = '']) => ({ flag, text }),
);

test.each(blocks.filter((_, i) => i % 2 === 0).map((before, i) => [before, blocks[2 * i + 1]] as const))(
  'block %#',
  (before, after) => {
    const jobOrder = attributeEntries.map(({ name }) => name);
    const options = { jobOrder, sort: before.flag === 'sort', expand: before.flag === 'expand' };
    expect(after?.flag).toBe(before.flag);
    expect(formatSource(new Source('a.hero', before.text), options).text).toBe(after?.text);
  },
);

test('all blocks are tried', () => {
  expect(blocks.length).toBe(page.match(/^```heroscript/gm)?.length);
});
