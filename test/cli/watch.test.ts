// `--watch` from the outside: real files are saved in the ways editors do, in a terminal and through pipes.

import type { ChildProcess } from 'node:child_process';
import { renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runInPty } from '../print/pty.ts';
import { heroFile, jsonLines, Workplace } from '../setup/hero.ts';

/** Whatever is written is looked at by then: what does not begin a round until then begins none. */
const noticedMs = 1_500;

let workplace: Workplace;
const started: ChildProcess[] = [];
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  workplace.remove();
});

/** A command with both outputs in pipes. */
function watching(...args: string[]) {
  const child = workplace.start(args);
  started.push(child);
  let [stdout, stderr] = ['', ''];
  let wake = () => {};
  const add = (text: string, isError: boolean) => {
    if (isError) stderr += text;
    else stdout += text;
    wake();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => add(text, false));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => add(text, true));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const rounds = () => stderr.match(/watching \d+ files?;/g)?.length ?? 0;
  return {
    child,
    out: () => stdout,
    err: () => stderr,
    /** Resolves when so many rounds have ended. */
    async round(count: number): Promise<void> {
      while (rounds() < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async until(pattern: RegExp): Promise<void> {
      while (!pattern.test(stderr + stdout)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    rounds,
    async end(signal: NodeJS.Signals): Promise<number | null> {
      child.kill(signal);
      return ended;
    },
  };
}

/** As many editors save: a new file takes the place of the old one. */
function saveByRename(name: string, text: string): void {
  workplace.write(`${name}~`, text);
  renameSync(join(workplace.dir, `${name}~`), join(workplace.dir, name));
}

const verdicts = (out: string) =>
  out.split('\n').flatMap((line) => line.match(/^(ok|invalid) {2}.*?(?= {6}|$)/)?.[0] ?? []);

describe('hero check --watch', () => {
  test('checks on save, by writing, by renaming, of includes, of what comes and goes', async () => {
    workplace.write('main.hero', '!!include path:inc.hero\n!!include path:lib/late.hero\n');
    workplace.write('inc.hero', '!!core.echo text:a\n');
    const hero = watching('check', '--watch', 'main.hero');
    await hero.round(1);
    workplace.write('lib/late.hero', '!!core.echo text:b\n');
    await hero.round(2);
    saveByRename('inc.hero', '!!core.ecko\n');
    await hero.round(3);
    saveByRename('inc.hero', '!!core.echo text:a\n!!core.echo text:c\n');
    await hero.round(4);
    rmSync(join(workplace.dir, 'lib'), { recursive: true });
    await hero.round(5);
    workplace.write('lib/late.hero', '!!core.echo text:b\n!!core.echo text:b\n');
    await hero.round(6);
    unlinkSync(join(workplace.dir, 'main.hero'));
    await hero.round(7);
    workplace.write('main.hero', '!!core.echo text:alone\n');
    await hero.round(8);
    // Not included any more.
    workplace.write('inc.hero', '!!core.ecko\n');
    await delay(noticedMs);
    expect(hero.rounds()).toBe(8);
    expect(await hero.end('SIGINT')).toBe(130);
    expect(verdicts(hero.out())).toEqual([
      'invalid  1 error',
      'ok  1 file  2 actions',
      'invalid  1 error',
      'ok  1 file  3 actions',
      'invalid  1 error',
      'ok  1 file  4 actions',
      'invalid  1 error',
      'ok  1 file  1 action',
    ]);
    expect(hero.out()).not.toContain('\u001b');
    expect(hero.err()).toMatch(/\d\d:\d\d:\d\d {2}lib\/late\.hero changed\n/);
    expect(hero.err()).not.toContain('\u001b');
  });

  test('a burst of writes is one save', async () => {
    workplace.write('main.hero', '!!core.echo text:a\n');
    const hero = watching('check', '--watch', 'main.hero');
    await hero.round(1);
    for (let i = 0; i < 20; i += 1) {
      workplace.write('main.hero', `!!core.echo text:a${i}\n`);
      await delay(40);
    }
    await hero.round(2);
    await delay(noticedMs);
    expect(hero.rounds()).toBe(2);
    expect(await hero.end('SIGTERM')).toBe(143);
  });

  test('folders, values from files and own actors count too; other files do not', async () => {
    workplace.write('scripts/a.hero', "!!core.echo text:'${WHO}'\n");
    workplace.write('vars', 'WHO=ann\n');
    const hero = watching('check', '--watch', '--var-file', 'vars', 'scripts');
    await hero.round(1);
    workplace.write('scripts/sub/b.hero', '!!disk.usage\n');
    await hero.round(2);
    workplace.write('actors/disk/usage', '#!/bin/sh\n#: room\n', 0o755);
    await hero.round(3);
    workplace.write('vars', 'WHOM=ann\n');
    await hero.round(4);
    workplace.write('scripts/notes.txt', 'nothing');
    workplace.write('other.hero', '!!core.ecko\n');
    await delay(noticedMs);
    expect(hero.rounds()).toBe(4);
    await hero.end('SIGINT');
    expect(verdicts(hero.out())).toEqual([
      'ok  1 file  1 action',
      'invalid  1 error',
      'ok  2 files  2 actions',
      'invalid  1 error',
    ]);
  });

  test('a module of an actor is read anew', async () => {
    const module = (action: string) =>
      `import { defineAction, defineActor } from 'herorunner';\nimport { run } from './_run.ts';\nexport default defineActor({ name: 'own', description: '', actions: { ${action}: defineAction({ description: '', params: {}, run }) } });\n`;
    workplace.write('actors/_run.ts', "export const run = async () => 'ran';\n");
    workplace.write('actors/own.ts', module('go'));
    workplace.write('main.hero', '!!own.walk\n');
    const hero = watching('check', '--watch', 'main.hero');
    await hero.round(1);
    workplace.write('actors/own.ts', module('walk'));
    await hero.round(2);
    workplace.write('actors/_run.ts', 'export const other = 1;\n');
    await hero.round(3);
    await hero.end('SIGINT');
    expect(verdicts(hero.out())).toEqual(['invalid  1 error', 'ok  1 file  1 action', 'invalid  1 error']);
  });

  test('--json prints one object a round and nothing else on stdout', async () => {
    workplace.write('main.hero', '!!core.ecko\n');
    const hero = watching('check', '--json', '--watch', 'main.hero');
    await hero.round(1);
    workplace.write('main.hero', '!!core.echo text:a\n');
    await hero.round(2);
    await hero.end('SIGINT');
    expect(jsonLines(hero.out())).toMatchObject([{ diagnostics: [{ code: 'HS0202' }] }, { diagnostics: [] }]);
  });

  test('a mistake in the command is told at once', async () => {
    for (const words of [
      ['check', '--watch', '-'],
      ['run', '--watch', '-e', '!!core.echo text:a'],
      ['check', '--watch'],
    ]) {
      const { code, stderr } = await workplace.hero(words, { input: '!!core.echo text:a\n' });
      expect([code, stderr]).toEqual([2, expect.stringContaining('--watch watches files and folders')]);
    }
    const { code, stderr } = await workplace.hero(['run', '--watch=run', '--detach', 'x.hero']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('leave out --detach')]);
  });
});

describe('in a terminal', () => {
  const open = (...args: string[]) => {
    const env = { ...(workplace.env as Record<string, string>), TERM: 'xterm-256color' };
    return runInPty(heroFile, args, { columns: 80, rows: 24 }, env, workplace.dir);
  };

  test('only the last check is on the screen; ^C ends with 130', async () => {
    workplace.write('main.hero', '!!core.ecko\n');
    const hero = open('check', '--watch', 'main.hero');
    await hero.shows(/HS0202[\s\S]*invalid {2}1 error[\s\S]*watching 1 file; \^C ends/);
    saveByRename('main.hero', '!!core.echo text:a\n');
    await hero.shows(
      /^\d\d:\d\d:\d\d {2}main\.hero changed\nok {2}1 file {2}1 action\n\d\d:\d\d:\d\d {2}watching 1 file; \^C ends\n/,
    );
    hero.type('\u0003');
    const { exitCode, cursorIsHidden } = await hero.ended;
    expect([exitCode, cursorIsHidden]).toEqual([130, false]);
  });

  test('--watch=run cancels the run, says what is another, and runs again', async () => {
    workplace.write('main.hero', '!!core.sleep duration:60s job.name:long\n!!core.echo text:same\n');
    const hero = open('run', '--watch=run', 'main.hero');
    await hero.shows(/long +core\.sleep.*running/);
    workplace.write(
      'main.hero',
      '!!core.sleep duration:10ms job.name:long\n!!core.echo text:same\n!!core.echo text:more\n',
    );
    const text = await hero.shows(/ok {2}3 of 3[\s\S]*watching 1 file/);
    expect(text).toMatch(
      /main\.hero changed\nchanged {2}long {2}core\.sleep {2}main\.hero:1\nnew {6}#3 {2}core\.echo {2}main\.hero:3\n/,
    );
    workplace.write('main.hero', '!!core.sleep duration:60s job.name:long\n!!core.echo text:same\n');
    await hero.shows(/long +core\.sleep.*running/);
    hero.type('\u0003');
    const { exitCode, cursorIsHidden, text: last } = await hero.ended;
    expect([exitCode, cursorIsHidden]).toEqual([130, false]);
    expect(last).toContain('interrupted  1 cancelled  1 skipped');
    const { stdout } = await workplace.hero(['job', 'ls', '--all', '--json']);
    const jobs = JSON.parse(stdout) as { action: string; outcome: { outcome: string } }[];
    expect(
      jobs
        .filter(({ action }) => action === 'sleep')
        .map(({ outcome }) => outcome.outcome)
        .sort(),
    ).toEqual(['cancelled', 'cancelled', 'ok']);
  });
});

describe('hero run --watch', () => {
  test('runs once as asked, then checks only', async () => {
    workplace.write('main.hero', "!!osal.exec cmd:'echo run >> ran; sleep 1'\n");
    const hero = watching('main.hero', '--watch', '--format', 'plain');
    await hero.until(/running/);
    // What runs is not cancelled for a check.
    workplace.write('main.hero', "!!osal.exec cmd:'echo again >> ran'\n!!core.echo text:b\n");
    await hero.until(/2 jobs would be submitted[\s\S]*/);
    await hero.round(1);
    workplace.write('main.hero', '!!core.ecko\n');
    await hero.round(2);
    expect(await hero.end('SIGINT')).toBe(130);
    expect(hero.out()).toMatch(/ok=1[\s\S]*2 jobs would be submitted[\s\S]*invalid {2}1 error/);
    const { stdout } = await workplace.hero(['run', '-q', '-e', "!!osal.exec cmd:'cat ran'"]);
    expect(JSON.parse(stdout)).toMatchObject({ stdout: 'run' });
  });

  test('=run runs again after a failure and after a mistake', async () => {
    workplace.write('main.hero', '!!core.fail code:3 message:no\n');
    const hero = watching('run', '--json', '--watch=run', 'main.hero');
    await hero.round(1);
    workplace.write('main.hero', '!!core.ecko\n');
    await hero.round(2);
    workplace.write('main.hero', '!!core.echo text:at-last\n');
    await hero.round(3);
    await hero.end('SIGINT');
    const ends = jsonLines(hero.out()).filter(({ type }) => type === 'run_end');
    expect(ends.map(({ exit }) => exit)).toEqual([1, 3, 0]);
  });
});
