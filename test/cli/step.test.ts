// `hero run --step` in a real terminal: each answer, what it does to the jobs that wait, and editing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PtyProgram, runInPty } from '../print/pty.ts';
import { heroFile, Workplace } from '../setup/hero.ts';
import { blocksOfPage, writeScripts } from '../setup/typed-page.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** Every job writes its word to the file `ran`. */
const job = (word: string, more = '') => `!!osal.exec cmd:'echo ${word} >> ran' ${more}\n`;
const ran = () => readFileSync(join(workplace.dir, 'ran'), 'utf8').trim().split('\n').join(' ');

function step(script: string, flags: string[] = [], more: Record<string, string> = {}): PtyProgram {
  workplace.write('x.hero', script);
  const env = { ...(workplace.env as Record<string, string>), TERM: 'xterm-256color', ...more };
  return runInPty(heroFile, ['run', '--step', ...flags, 'x.hero'], { columns: 100, rows: 150 }, env, workplace.dir);
}

const asked = new WeakMap<PtyProgram, number>();

/** Waits for the next prompt, types behind it, and resolves with all that was on the screen; `label`: what it is about. */
async function answer(hero: PtyProgram, label: string, keys: string): Promise<string> {
  const count = (asked.get(hero) ?? 0) + 1;
  asked.set(hero, count);
  const question = label === '' ? '' : `\\n${label} {2}[^\\n]*\\d+ of \\d+\\n(?: {4}[^\\n]*\\n)+`;
  const text = await hero.shows(new RegExp(`(?:run it\\?[\\s\\S]*){${count - 1}}${question}run it\\?[^\\n]*\\s*$`));
  hero.type(`${keys}\r`);
  return text;
}

describe('answers', () => {
  test('what is asked says what will be run, with access, agents and results', async () => {
    const hero = step(
      `${job('one', 'job.name:first job.retry:2')}!!core.echo text:'\${job.first.status} it is' job.after:first\n`,
    );
    const first = await answer(hero, 'first', 'y');
    expect(first).toContain(`first  osal.exec  x.hero:1  1 of 2
    cmd: echo one >> ran
    access   your key is a root key
    agents   local
    timeout  1h  tries 3  after –
run it? yes / no / edit / all / quit / ?`);
    expect(await answer(hero, '#2', 'y')).toContain('    text: ok it is\n');
    const { exitCode, text, cursorIsHidden } = await hero.ended;
    expect([exitCode, cursorIsHidden]).toEqual([0, false]);
    expect(text).toMatch(/✔ first +osal\.exec[\s\S]*✔ #2 +core\.echo[\s\S]*ok {2}2 of 2/);
  });

  test('no leaves an action out, and with it what names it; what only stands below goes on', async () => {
    const hero = step(
      [
        job('a', 'job.name:a'),
        job('b', 'job.name:b'),
        job('c', 'job.name:c'),
        job('d', 'job.after:b'),
        `!!core.echo text:'\${job.b.stdout}' job.after:''\n`,
        job('f', 'job.name:f'),
        `!!play.echo content:'at the end'\n`,
        `!!play.echo content:'\${job.b.status}'\n`,
      ].join(''),
    );
    await answer(hero, 'a', 'y');
    await answer(hero, 'b', 'n');
    // It stood below b, so now it waits for a.
    expect(await answer(hero, 'c', 'y')).toMatch(/\nc {2}osal[\s\S]*after a\n/);
    await answer(hero, 'f', 'yes');
    const { exitCode, text } = await hero.ended;
    expect(exitCode).toBe(0);
    expect(ran()).toBe('a c f');
    expect(text).toMatch(/b .*skipped: left out/);
    expect(text).toMatch(/#4 .*skipped: b left out/);
    expect(text).toMatch(/#5 .*skipped: b left out/);
    expect(text).toContain('at the end');
    expect(text).toContain('3 ok  3 skipped');
  });

  test('all runs the rest without asking, results included; what is left out stays out', async () => {
    const hero = step(
      [
        job('a', 'job.name:a'),
        job('b', 'job.name:b'),
        `!!osal.exec cmd:'echo c; echo c >> ran' job.name:c\n`,
        `!!osal.exec cmd:'echo "\${job.c.stdout}d" >> ran' job.after:'a,c'\n`,
        job('e', 'job.after:a'),
      ].join(''),
    );
    await answer(hero, 'a', 'n');
    await answer(hero, 'b', 'a');
    const { exitCode, text } = await hero.ended;
    expect(exitCode).toBe(0);
    expect(ran()).toBe('b c');
    expect(text).toContain('2 ok  3 skipped');
    const other = step(
      `${job('x')}!!osal.exec cmd:'echo y; echo y >> ran' job.name:y\n!!osal.exec cmd:'echo "\${job.y.stdout}z" >> ran'\n`,
    );
    await answer(other, '#1', 'a');
    expect((await other.ended).exitCode).toBe(0);
    expect(ran()).toBe('b c x y yz');
  });

  test('quit leaves out all that is left, and so does the end of the input', async () => {
    for (const keys of ['q', '\u0004']) {
      const hero = step(job('one') + job('two') + job('three'));
      await answer(hero, '#1', 'y');
      await answer(hero, '#2', keys);
      const { exitCode, text } = await hero.ended;
      expect(exitCode).toBe(0);
      expect(text).toContain('1 ok  2 skipped');
    }
    expect(ran()).toBe('one one');
  });

  test('anything else is told what there is, and asked again', async () => {
    const hero = step(job('one'));
    await answer(hero, '#1', 'perhaps');
    expect(await answer(hero, '', 'y')).toMatch(
      /y {2}run it\nn {2}leave it out[\s\S]*q {2}leave out all[^\n]*\nrun it\?/,
    );
    expect((await hero.ended).exitCode).toBe(0);
  });

  test('^C ends with 130 and leaves out what was not run', async () => {
    const hero = step(job('one') + job('two'));
    await answer(hero, '#1', 'y');
    await hero.shows(/#2 {2}osal[\s\S]*run it\?[^\n]*\s*$/);
    hero.type('\u0003');
    const { exitCode, text, cursorIsHidden } = await hero.ended;
    expect([exitCode, cursorIsHidden]).toEqual([130, false]);
    expect(text).toContain('interrupted  1 ok  1 skipped');
    expect(ran()).toBe('one');
  });

  test('a failure ends the run; with --keep-going what depends on it is skipped', async () => {
    const script = `!!core.fail code:3 message:no job.name:bad\n${job('two', "job.after:''")}${job('three', 'job.after:bad')}`;
    const stopped = step(script);
    await answer(stopped, 'bad', 'y');
    expect(await stopped.ended).toMatchObject({ exitCode: 1, text: expect.stringContaining('1 failed  2 skipped') });
    const going = step(script, ['--keep-going']);
    await answer(going, 'bad', 'y');
    await answer(going, '#2', 'y');
    expect(await going.ended).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('1 ok  1 failed  1 skipped'),
    });
    expect(ran()).toBe('two');
    // What was never submitted cannot be waited for in the store.
    const further = `${script}${job('four', 'job.after:#3')}${job('five', "job.after:''")}`;
    const rest = step(further, ['--keep-going']);
    await answer(rest, 'bad', 'y');
    await answer(rest, '#2', 'a');
    expect(await rest.ended).toMatchObject({ exitCode: 1, text: expect.stringContaining('2 ok  1 failed  2 skipped') });
    // These two wait for nothing, so either may be first.
    expect(['two two five', 'two five two']).toContain(ran());
  });

  test('--from and --only choose what is asked for', async () => {
    const hero = step(`${job('a', 'job.name:a') + job('b', 'job.name:b')}!!core.echo text:c\n${job('d')}`, [
      '--from',
      'b',
      '--only',
      'osal',
    ]);
    await answer(hero, 'b', 'y');
    expect(await answer(hero, '#4', 'y')).toContain('x.hero:4  2 of 2\n');
    expect((await hero.ended).exitCode).toBe(0);
    expect(ran()).toBe('b d');
    const named = step(`!!core.echo text:c job.name:c\n${job('e', "job.after:'c'")}`, ['--only', 'osal']);
    await answer(named, '#2', 'y');
    expect((await named.ended).exitCode).toBe(0);
    expect(ran()).toBe('b d e');
  });
});

test('the page about it shows a question as it is', async () => {
  const blocks = blocksOfPage('run.md');
  const shown = blocks.find(({ text }) => text.includes('run it?'))?.text.trimEnd() ?? 'nothing';
  writeScripts(blocks, workplace);
  const env = { ...(workplace.env as Record<string, string>), TERM: 'xterm-256color' };
  const args = ['run', '--step', '--set', 'SITE=docs', 'site.hero'];
  const hero = runInPty(heroFile, args, { columns: 100, rows: 150 }, env, workplace.dir);
  await answer(hero, 'build', 'y');
  await answer(hero, 'pages', 'y');
  expect(await answer(hero, 'report', 'q')).toContain(shown);
  expect((await hero.ended).text).toContain('2 ok  1 skipped');
});

describe('edit', () => {
  /** An editor that takes the lines of these files one after the other. */
  function editor(...texts: string[]): Record<string, string> {
    for (const [index, text] of texts.entries()) workplace.write(`edit${index}`, text);
    workplace.write('count', '0');
    workplace.write(
      'editor',
      `#!/bin/sh\nn=$(cat count); cat "$2" > seen$n; cat "edit$n" > "$2"; echo $((n + 1)) > count; ls -l "$2" >> rights\n`,
      0o755,
    );
    return { EDITOR: `${join(workplace.dir, 'editor')} --wait`, VISUAL: '' };
  }

  test('opens the text, reads it again in its place, and asks again', async () => {
    workplace.write('lib.hero', "!!osal.exec cmd:'echo {WORD} >> ran' job.name:said\n");
    const hero = step(
      `!!select_circle prod\n!!include path:lib.hero replace:'WORD:one'\n!!include path:lib.hero replace:'WORD:two'\n`,
      [],
      editor("!!osal.exec cmd:'echo {WORD} {WORD} >> ran'\n    job.name:said job.timeout:5s\n"),
    );
    await answer(hero, 'said', 'e');
    expect(await answer(hero, 'said', 'y')).toMatch(/cmd: echo one one >> ran\n[\s\S]*timeout {2}5s/);
    // The second time the file is included it is as it was.
    expect(await answer(hero, 'said', 'y')).toMatch(/lib\.hero:1 {2}2 of 2\n {4}cmd: echo two >> ran\n/);
    const { exitCode, text } = await hero.ended;
    expect(exitCode).toBe(0);
    // What is odd in a place that is not edited is told before.
    expect(text.match(/HS0217/g)).toHaveLength(1);
    expect(ran()).toBe('one one two');
    expect(readFileSync(join(workplace.dir, 'seen0'), 'utf8')).toBe(
      "!!osal.exec cmd:'echo {WORD} >> ran' job.name:said\n",
    );
    expect(readFileSync(join(workplace.dir, 'rights'), 'utf8')).toMatch(/^-rw-------/);
    const { stdout } = await workplace.hero(['job', 'ls', '--all', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { circle: 'prod', timeout: 3600 },
      { circle: 'prod', timeout: 5 },
    ]);
  });

  test('a mistake is told in its place, changes nothing, and the text is not lost', async () => {
    const hero = step(
      job('one') + job('two', 'job.name:two'),
      [],
      editor(
        "!!osal.exec cmd:'echo 2 >> ran'\n    job.timeout:soon\n",
        '!!osal.exec cmd:x\n!!core.echo text:y\n',
        '',
        job('2'),
      ),
    );
    await answer(hero, '#1', 'y');
    await answer(hero, 'two', 'e');
    const text = await answer(hero, 'two', 'e');
    expect(text).toMatch(/nothing is changed\ntwo {2}osal/);
    expect(text).toMatch(/error\[HS0215\]: .*\n +┌─ x\.hero:3:17\n/);
    expect(text).toContain('3 │     job.timeout:soon');
    expect(await answer(hero, 'two', 'e')).toContain('the text has to be one action; nothing is changed\n');
    expect(readFileSync(join(workplace.dir, 'seen1'), 'utf8')).toContain('job.timeout:soon');
    expect(await answer(hero, 'two', 'e')).toMatch(/has to be one action[\s\S]*has to be one action/);
    await answer(hero, '#2', 'y');
    expect((await hero.ended).exitCode).toBe(0);
    expect(ran()).toBe('one 2');
  });

  test('another actor, a result, and one that has to wait now', async () => {
    workplace.write('actors/disk/usage', '#!/bin/sh\n#: room\necho own >> ran\n', 0o755);
    const hero = step(
      job('a', 'job.name:a') + job('b', 'job.name:b') + job('c', "job.name:c job.after:''"),
      [],
      editor('!!disk.usage job.name:a\n', "!!osal.exec cmd:'echo ${job.c.status} >> ran' job.name:b\n"),
    );
    await answer(hero, 'a', 'e');
    expect(await answer(hero, 'a', 'y')).toMatch(/disk\.usage/);
    await answer(hero, 'b', 'e');
    await answer(hero, 'c', 'y');
    expect(await answer(hero, 'b', 'y')).toContain('cmd: echo ok >> ran');
    expect((await hero.ended).exitCode).toBe(0);
    expect(ran()).toBe('own c ok');
  });

  test('a key that is written in an edit holds', async () => {
    const keyed = job('once', "job.key:once job.after:''");
    const hero = step(job('one'), [], editor(keyed));
    await answer(hero, '#1', 'e');
    await answer(hero, '#1', 'y');
    expect((await hero.ended).exitCode).toBe(0);
    const { code, stderr } = await workplace.hero(['run', '-e', keyed]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('HS0410')]);
    expect(ran()).toBe('once');
  });

  test('an editor that fails changes nothing', async () => {
    const hero = step(job('one'), [], { EDITOR: 'false', VISUAL: '' });
    await answer(hero, '#1', 'e');
    expect(await answer(hero, '', 'y')).toContain('the editor false ended with 1; nothing is changed\n');
    expect((await hero.ended).exitCode).toBe(0);
  });
});

test('needs a terminal, and nothing else that decides', async () => {
  workplace.write('x.hero', job('one'));
  const wrong = async (...flags: string[]) => {
    const { code, stderr, stdout } = await workplace.hero(['run', '--step', ...flags]);
    expect([code, stdout]).toEqual([2, '']);
    return stderr;
  };
  expect(await wrong('x.hero')).toContain('standard input is no terminal');
  expect(await wrong('--dry-run', 'x.hero')).toContain('--step and --dry-run exclude one another');
  expect(await wrong('--detach', 'x.hero')).toContain('--step and --detach');
  expect(await wrong('--watch=run', 'x.hero')).toContain('--step and --watch');
  expect(await wrong('-')).toContain('no script can come from there');
  expect(() => ran()).toThrow();
});
