// docs/decisions/README.md: every decision once, under its own title.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('the list of decisions is complete', () => {
  const files = readdirSync(folder).filter((name) => name !== 'README.md');
  const titles = files.map((name) => {
    const [, number = '', title = ''] = /^# 0*(\d+)[.:] (.*)\n/.exec(read(name)) ?? [];
    expect(name).toMatch(new RegExp(`^0*${number}-[a-z-]+\\.md$`));
    return `[${number}. ${title}](${name})`;
  });
  const listed = read('README.md').match(/\[\d+\. [^\]]*\]\([^)]*\)/g) ?? [];
  expect([...listed].sort()).toEqual(titles.sort());
});
