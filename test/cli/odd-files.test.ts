// What every command that reads scripts says of paths and streams that are no script: one problem, its exit code, no trace.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { heroFile, Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  workplace.write('ok.hero', '!!core.echo text:printed\n');
});
afterEach(() => workplace.remove());

describe.each(['run', 'check', 'parse', 'cat', 'fmt'])('hero %s', (command) => {
  const paths: [what: string, path: string, reason: string][] = [
    ['an empty path', '', 'a path is empty'],
    ['a link to nothing', 'nothing.hero', 'leads to nothing'],
    ['a cycle of links', 'cycle.hero', 'form a cycle'],
    ['a name that is too long', `${'a'.repeat(300)}.hero`, 'its name is too long'],
    ['a name with a line break', 'no\nfile.hero', 'no␊file.hero: no such file'],
  ];
  test.each(paths)('%s', async (_, path, reason) => {
    symlinkSync('gone.hero', join(workplace.dir, 'nothing.hero'));
    symlinkSync('cycle.hero', join(workplace.dir, 'cycle.hero'));
    const { code, stderr, stdout } = await workplace.hero([command, path]);
    expect(stderr).toMatch(/^error\[HS0601\]/);
    expect(stderr).toContain(reason);
    expect(stderr + stdout).not.toMatch(/\n\s+at |printed/);
    expect(code).toBe(2);
  });

  function withStreams(streams: { stdin?: string; stdout?: string }, args: string[]) {
    const [stdin, stdout] = [openSync(streams.stdin ?? '/dev/null', 'r'), openSync(streams.stdout ?? '/dev/null', 'w')];
    try {
      const { status, stderr } = spawnSync(process.execPath, [heroFile, command, ...args], {
        cwd: workplace.dir,
        env: workplace.env,
        stdio: [stdin, stdout, 'pipe'],
        encoding: 'utf8',
      });
      return { code: status, stderr };
    } finally {
      closeSync(stdin);
      closeSync(stdout);
    }
  }

  test('a folder as standard input', () => {
    mkdirSync(join(workplace.dir, 'folder'));
    const { code, stderr } = withStreams({ stdin: join(workplace.dir, 'folder') }, ['-']);
    expect(stderr).toContain(`Usage: hero ${command}`);
    expect(code).toBe(2);
  });

  test.skipIf(!existsSync('/dev/full'))('a disk without room for the output', () => {
    const args = command === 'fmt' ? ['--diff'] : [];
    workplace.write('long.hero', '!!core.echo   text:printed\n');
    expect(withStreams({ stdout: '/dev/full' }, [...args, 'long.hero'])).toEqual({
      code: 74,
      stderr: expect.stringMatching(/hero: cannot write the output: no space is left\n$/),
    });
  });
});
