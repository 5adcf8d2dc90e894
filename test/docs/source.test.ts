// docs/source.md: what it names is there, and no room of the source is left out.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/source.md'), 'utf8');
const named = [...page.matchAll(/`((?:src|grammar|test)\/[\w./-]*)`/g)].map(([, path = '']) => path);

test('what it names is there', () => {
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every room of the source is in it', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`);
  const visited = new Set(named.map((path) => path.split('/').slice(0, 2).join('/')));
  expect(rooms.filter((room) => !visited.has(room))).toEqual([]);
});
