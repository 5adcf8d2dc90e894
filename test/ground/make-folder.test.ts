import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../src/ground/make-folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'hero-folder-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('makes a folder and those above it, with the rights that it is given', () => {
  makeFolder(join(dir, 'a/b/c'), 0o700);
  expect(statSync(join(dir, 'a/b/c')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700);
  makeFolder(join(dir, 'a/b'));
});

test.each([
  ['/proc/hero/a', 'ENOENT'],
  [join(dir, 'file'), 'EEXIST'],
  [join(dir, 'file/a'), 'EEXIST'],
])('throws where none can be made: %s', (path, code) => {
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code }));
});
