// The live view while it lives, in a real pseudo terminal.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PtyProgram, runInPty } from '../../print/pty.ts';
import type { Size } from '../../print/show-screen.ts';

const player = join(import.meta.dirname, 'player.ts');
const wide = { columns: 80, rows: 24 };

async function start(args: string[], size: Size = wide, env: Record<string, string> = { NO_COLOR: '1' }) {
  const program = runInPty(player, args, size, env);
  await program.titled('ready');
  return program;
}

function next(program: PtyProgram): void {
  process.kill(program.pid, 'SIGUSR2');
}

describe('the live view', () => {
  test('draws the block anew in place, scene by scene', async () => {
    const program = await start(['two']);
    next(program);
    expect(await program.titled('scene 1')).toMatchInlineSnapshot(`
      "deploy.hero  2 actions  circle prod/default  as kristof 9f1c…7899

        ⠙ 日本語  vm_manager.start  name:東京  running    node1   12.1s / 10m
        · plain   vm_manager.start  id:2       waiting on 日本語

        0/2 done  1 running  0 failed                               12.1s  ^C cancel"
    `);
    next(program);
    expect(await program.titled('scene 2')).toMatchInlineSnapshot(`
      "deploy.hero  2 actions  circle prod/default  as kristof 9f1c…7899

        ⠙ 日本語  vm_manager.start  name:東京  running    node1   13.1s / 10m  42%  …
                  │ 進捗 🚀 done
        · plain   vm_manager.start  id:2       waiting on 日本語

        0/2 done  1 running  0 failed                               13.1s  ^C cancel"
    `);
    next(program);
    const { text, exitCode, cursorIsHidden } = await program.ended;
    expect(text).toMatchInlineSnapshot(`
      "deploy.hero  2 actions  circle prod/default  as kristof 9f1c…7899

        cancelling 1 running job  (^C again: do not wait for the end)
        ✖ 日本語  vm_manager.start  name:東京  cancelled  node1   13.1s
        ↷ plain   vm_manager.start  id:2       skipped: interrupted

      error[HS0405]: vm_manager.start was cancelled
        ┌─ deploy.hero:2
        = last log lines
            進捗 🚀 done
        = help: hero job logs 00000001  shows the whole log

      interrupted  1 cancelled  1 skipped  in 13.2s                       run 7c1e04"
    `);
    expect({ exitCode, cursorIsHidden }).toEqual({ exitCode: 0, cursorIsHidden: false });
  });

  test('thirty jobs on ten rows: never more than fit, what is over scrolls away', async () => {
    const program = await start(['thirty'], { columns: 80, rows: 10 });
    next(program);
    expect((await program.visible('scene 1')).join('\n')).toMatchInlineSnapshot(`
      "
        ⠋ #1    vm_manager.start  id:1   running    node1    2.0s / 10m
        ⠋ #2    vm_manager.start  id:2   running    node1    2.0s / 10m
                │ boot: waiting for cloud-init
        ⠋ #3    vm_manager.start  id:3   running    node1    2.0s / 10m
        · #4    vm_manager.start  id:4   waiting on #1
        … 26 more

        0/30 done  3 running  0 failed                               2.0s  ^C cancel
      "
    `);
    next(program);
    expect((await program.visible('scene 2')).join('\n')).toMatchInlineSnapshot(`
      "  ✔ #3    vm_manager.start  id:3              node1    1.4s
        ⠴ #2    vm_manager.start  id:2   running    node1    3.5s / 10m
                │ boot: waiting for cloud-init
        ⠴ #4    vm_manager.start  id:4   running    node1    1.5s / 10m
        · #5    vm_manager.start  id:5   waiting on #2
        ⠴ #6    vm_manager.start  id:6   running    node2    1.0s / 10m
        … 24 more

        2/30 done  3 running  0 failed                               3.5s  ^C cancel
      "
    `);
    next(program);
    const { text } = await program.ended;
    const rows = text.split('\n').filter((line) => line.startsWith('  '));
    expect(rows.map((line) => line.trim().split(/\s+/, 2).join(' '))).toEqual(
      [1, 3, 2, ...Array.from({ length: 27 }, (_, i) => i + 4)].map((n) => `✔ #${n}`),
    );
    expect(text.split('\n').slice(-2)).toEqual(['', expect.stringMatching(/^ok {2}30 of 30 in 9\.0s +run 7c1e04$/)]);
  });

  test('on 40 columns no line wraps', async () => {
    const program = await start(['thirty'], { columns: 40, rows: 10 });
    next(program);
    const lines = await program.visible('scene 1');
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "
        ⠋ #1    vm_manage…  running      2.0s
        ⠋ #2    vm_manage…  running      2.0s
                │ boot: waiting for cloud-in…
        ⠋ #3    vm_manage…  running      2.0s
        · #4    vm_manage…  waiting on #1
        … 26 more

        0/30 done  3 running  0 failed   2.0s
      "
    `);
    process.kill(program.pid, 'SIGKILL');
    await program.ended;
  });

  test('when the screen gets narrower and wider again, nothing of old frames is left', async () => {
    const program = await start(['two']);
    next(program);
    await program.titled('scene 1');
    next(program);
    await program.titled('scene 2');
    program.resize({ columns: 40, rows: 24 });
    expect(await program.titled('size 40x24')).toMatchInlineSnapshot(`
      "deploy.hero  2 actions  circle prod/defa
      ult  as kristof 9f1c…7899

        ⠙ 日…   vm_manage…  running     13.1s
                │ 進捗 🚀 done
        · pla…  vm_manage…  waiting on 日本語

        0/2 done  1 running  0 failed   13.1s"
    `);
    program.resize({ columns: 80, rows: 12 });
    expect(await program.titled('size 80x12')).toMatchInlineSnapshot(`
      "deploy.hero  2 actions  circle prod/default  as kristof 9f1c…7899

        ⠙ 日本語  vm_manager.start  name:東京  running    node1   13.1s / 10m  42%  …
                  │ 進捗 🚀 done
        · plain   vm_manager.start  id:2       waiting on 日本語

        0/2 done  1 running  0 failed                               13.1s  ^C cancel"
    `);
    process.kill(program.pid, 'SIGKILL');
    await program.ended;
  });

  test('Ctrl-C that nobody handles ends the program and gives the cursor back', async () => {
    const program = await start(['two']);
    next(program);
    await program.titled('scene 1');
    expect(program.bytes()).toContain('\u001b[?25l');
    program.type('\u0003');
    const { signal, cursorIsHidden } = await program.ended;
    expect({ signal, cursorIsHidden }).toEqual({ signal: 2, cursorIsHidden: false });
  });

  test('Ctrl-C that is handled leaves the block alive', async () => {
    const program = await start(['two', 'handles-ctrl-c']);
    next(program);
    await program.titled('scene 1');
    program.type('\u0003');
    await program.titled('ctrl-c');
    next(program);
    expect(await program.titled('scene 2')).toMatch(/日本語.*running/);
    next(program);
    await program.titled('scene 3');
    expect((await program.ended).cursorIsHidden).toBe(false);
  });

  test('colour is for terminals that want it', async () => {
    for (const [env, expected] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
      [{ TERM: 'dumb' }, false],
      [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true],
    ] as const) {
      const program = await start(['two'], wide, env);
      next(program);
      await program.titled('scene 1');
      expect([env, program.bytes().includes('\u001b[36m')]).toEqual([env, expected]);
      process.kill(program.pid, 'SIGKILL');
      await program.ended;
    }
  });
});
