// docs/faults.md: it names all kinds of faults, and its commands are understood.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from '../../scripts/fault-matrix/kinds.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/faults.md'), 'utf8');
const [, block = ''] = /^```sh\n(.*?)^```/ms.exec(text) ?? [];

test('it has a row for each kind', () => {
  const rows = [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(kinds.map(({ name }) => name));
});

test.each(block.trim().split('\n'))('%s', (command) => {
  const [script, ...args] = command.split(' ');
  expect(script).toBe('scripts/test-faults');
  const main = join(root, 'scripts/fault-matrix/main.ts');
  const names = execFileSync(process.execPath, [main, ...args, '--list'], { encoding: 'utf8' });
  expect(names).toContain('kill-agent');
});
