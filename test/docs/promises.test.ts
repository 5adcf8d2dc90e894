// docs/promises.md: every promise names tests, and they are there.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'promises.md'), 'utf8');
const promises = page.split(/^(?=\*\*\d+\. )/m).slice(1);

test('there are twenty', () => {
  expect(promises.map((text) => Number(/\d+/.exec(text)?.[0]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test.each(promises.map((text) => [text.slice(2, text.indexOf('**', 2)), text]))('%s', (_, text) => {
  const cited = [...text.matchAll(/\]\((\.\.\/test\/[^)]+)\): "([^"]+)"/g)];
  expect(cited.length).toBeGreaterThan(0);
  for (const [, file = '', name = ''] of cited) expect(readFileSync(join(docs, file), 'utf8'), file).toContain(name);
});
