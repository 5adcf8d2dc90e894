// scripts/test-faults says what it can do, and in one line what is wrong with a flag.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../scripts/fault-matrix/main.ts');

function call(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.split('\n') };
}

test('--help names every flag', () => {
  const { status, stdout, stderr } = call('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: [''] });
  for (const flag of ['only', 'jobs', 'times', 'seconds', 'parallel', 'seed', 'keep', 'list']) {
    expect(stdout).toContain(`--${flag} `);
  }
});

test.each([
  [['--sead', '1'], "error: unknown option '--sead'"],
  [['--only', 'outage,kil-agent'], "There is no kind 'kil-agent'; did you mean kill-agent?"],
  [['--jobs', '1e3'], 'It is no whole number from 1 to 1000000.'],
  [['--parallel', '0'], 'It is no whole number from 1 to 64.'],
  [['outage'], 'error: too many arguments'],
])('%j', (args, message) => {
  const { status, stdout, stderr } = call(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr[0]).toContain(message);
  expect(stderr.join('\n')).not.toContain('    at ');
});
