// Where colour is wanted, which glyphs, and what happens when the reader goes away.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeLook } from '../../src/print/style.ts';
import { memoryTerminal } from './memory-terminal.ts';

describe('colour', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ NO_COLOR: '1' }, true, undefined, false],
    [{ NO_COLOR: '' }, true, undefined, true],
    [{ TERM: 'dumb' }, true, undefined, false],
    [{ FORCE_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '0' }, true, undefined, false],
    [{ FORCE_COLOR: '1' }, true, true, false],
  ])('env %j, terminal %j, --no-color %j: %j', (env, isTTY, noColor, expected) => {
    expect(makeLook({ env, isTTY, ...(noColor === undefined ? {} : { noColor }) }).colour).toBe(expected);
  });
});

describe('glyphs', () => {
  test.each([
    [{}, false],
    [{ LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'C.utf8' }, false],
    [{ LANG: 'C' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, true],
    [{ LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'de_DE.UTF-8' }, false],
    [{ TERM: 'linux' }, true],
  ])('env %j: ASCII %j', (env, ascii) => {
    expect(makeLook({ env, isTTY: true }).ascii).toBe(ascii);
  });
});

test('a pipe has no edges, a terminal whose size nobody set has the usual ones', () => {
  expect(memoryTerminal().terminal.columns).toBe(Number.POSITIVE_INFINITY);
  const { terminal } = memoryTerminal({ columns: 0, rows: 0 });
  expect([terminal.columns, terminal.rows]).toEqual([80, 24]);
});

test('when the reader goes away, writes are dropped and the program ends as it would have', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'closed, flushed\n' });
});

test('flush waits until a slow reader has taken everything', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts'), 'once'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let size = 0;
  for await (const chunk of child.stdout) size += chunk.length;
  expect(size).toBe(4_000_001);
});
