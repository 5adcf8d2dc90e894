// Which processes count as gone.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { isProcessGone, processStart } from '../../src/agent/process-start.ts';
import { until } from '../setup/until.ts';

test('one that runs is there, and gone for whoever means another start of the same pid', () => {
  const start = processStart(process.pid) ?? '';
  expect(isProcessGone(process.pid, start)).toBe(false);
  expect(isProcessGone(process.pid, '')).toBe(false);
  expect(isProcessGone(process.pid, `${start}0`)).toBe(true);
});

test('one that has died is gone, also when its parent does not ask how', async () => {
  // The shell becomes a program that knows of no child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await new Promise<string[]>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', (...lines) => resolve(lines));
    });
    const child = Number(line);
    await until('the shell is gone', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    const start = processStart(child) ?? '';
    expect(isProcessGone(child, start)).toBe(false);
    process.kill(child, 'SIGKILL');
    await expect.poll(() => isProcessGone(child, start)).toBe(true);
    // It has its pid still.
    expect(processStart(child)).toBe(start);
  } finally {
    parent.kill('SIGKILL');
  }
});
