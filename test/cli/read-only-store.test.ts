// Commands on a store file that their user may read, and may not change.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ended, ended, heroFile, Workplace } from '../setup/hero.ts';

const nobody = 65_534;

let workplace: Workplace;
let guid: string;
let folder: string;
let file: string;
beforeEach(async () => {
  workplace = new Workplace();
  folder = join(workplace.dir, 'kept here?');
  file = join(folder, 'jobs.db');
  const { code, stdout } = await workplace.hero([
    'run',
    '-e',
    '!!core.echo text:hi',
    '--json',
    '--store',
    `sqlite:${file}`,
  ]);
  expect(code, stdout).toBe(0);
  guid = /"guid":"([^"]+)"/.exec(stdout)?.[1] ?? '';
  chmodSync(workplace.dir, 0o755);
});
afterEach(() => {
  chmodSync(folder, 0o755);
  workplace.remove();
});

/** As a user without rights. */
function asNobody(...args: string[]): Promise<Ended> {
  return ended(
    spawn(process.execPath, [heroFile, ...args, '--store', `sqlite:${file}`], {
      cwd: '/',
      env: { PATH: process.env.PATH, HOME: '/nonexistent' },
      uid: nobody,
      gid: nobody,
    }),
  );
}

// Only root can become another user; for root no file is read only.
describe.runIf(process.getuid?.() === 0)('as another user', () => {
  const places: [string, number][] = [
    ['a folder that may not be written', 0o755],
    ['a folder that may be written', 0o777],
  ];

  test.each(places)('reading commands read, in %s', async (_, mode) => {
    chmodSync(file, 0o444);
    chmodSync(folder, mode);
    const before = readFileSync(file);
    const reading = [
      ['job', 'ls', '--all'],
      ['job', 'get', guid],
      ['job', 'why', guid],
      ['job', 'logs', guid],
      ['stats'],
      ['agent', 'ls'],
      ['actor', 'ls'],
      ['limit', 'ls'],
      ['schedule', 'ls'],
    ];
    for (const words of reading) {
      const { code, stdout, stderr } = await asNobody(...words);
      expect({ words, code, stderr: stderr.replace(/^no (limits|schedules).*\n$/, '') }).toEqual({
        words,
        code: 0,
        stderr: '',
      });
      if (words[0] === 'job') expect(stdout).toMatch(/ok|hi/);
    }
    const doctor = await asNobody('doctor');
    expect(doctor.stdout).toContain('1 ok');
    expect(doctor.stdout).toContain('it takes no jobs from you: you may only read it');
    // Nothing that its owner would stumble over.
    expect(readdirSync(folder)).toEqual(['jobs.db']);
    expect(readFileSync(file)).toEqual(before);
  });

  test('commands that change or wait say what is missing', async () => {
    chmodSync(file, 0o444);
    chmodSync(folder, 0o755);
    for (const words of [
      ['job', 'cancel', guid],
      ['job', 'prune', '--older', '1h'],
      ['limit', 'set', 'store', '1GB'],
    ]) {
      const { code, stderr } = await asNobody(...words);
      expect({ words, code }).toEqual({ words, code: 7 });
      expect(stderr).toContain(`error[HS0701]: cannot write ${file}`);
    }
    const { stderr } = await asNobody('job', 'logs', '--follow', guid);
    expect(stderr).toContain(`error[HS0701]: cannot follow ${file}, which may only be read`);
  });

  test('what another process has just written is read too', async () => {
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
    const writer = new DatabaseSync(file);
    try {
      writer.exec("update job set run = 'fresh'");
      expect(existsSync(`${file}-wal`)).toBe(true);
      expect((await asNobody('job', 'ls', '--all')).stdout).toContain('fresh');
    } finally {
      writer.close();
    }
  });

  test('a file that may not even be read', async () => {
    chmodSync(folder, 0o755);
    const { stderr } = await asNobody('job', 'ls');
    expect(stderr).toContain(`error[HS0701]: cannot read ${file}`);
  });
});
