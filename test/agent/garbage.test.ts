// What an execution leaves behind goes with the next collection of young garbage. What goes only with a full one makes
// each collection before that slow.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('an execution leaves only young garbage', async () => {
  const file = join(import.meta.dirname, 'many-executions.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  const grown = JSON.parse(stdout) as number[];
  expect(grown).toHaveLength(4);
  // What is kept of each shows every time; what V8 makes once, as compiled code, does not.
  expect(Math.min(...grown)).toBeLessThan(1_000_000);
});
