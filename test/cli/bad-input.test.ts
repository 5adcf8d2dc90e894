// What a person can get wrong with `hero run`: each gets its diagnostic and exit code, and nothing is half done.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonLines, Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** A good job before the bad part, so that "nothing was submitted" can be seen. */
const good = "!!core.echo text:'first'\n";

async function jobCount(): Promise<number> {
  const { stdout } = await workplace.hero(['job', 'ls', '--all', '--json']);
  return stdout.startsWith('[') ? (JSON.parse(stdout) as unknown[]).length : 0;
}

test.each([
  ['agent lss', "unknown command 'lss'; did you mean ls?"],
  ['agent frob', "unknown command 'frob'; hero agent --help lists the commands"],
  ['runner frob', "unexpected argument 'frob'"],
  ['job get a b', "unexpected argument 'b'"],
  ['stats all', "unexpected argument 'all'"],
])('hero %s does not do something else', async (line, told) => {
  const { code, stdout, stderr } = await workplace.hero(line.split(' '));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(`error: ${told}\n`);
});

test.each(['store', 'actors', 'secrets'])('an empty --%s is not taken for one that is left out', async (flag) => {
  const { code, stdout, stderr } = await workplace.hero(['run', `--${flag}`, '', '-e', good]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('is invalid. it is empty; leave the flag out for the usual one.');
  expect(await jobCount()).toBe(0);
});

describe('scripts', () => {
  const cases: [name: string, text: string, code: string, workplace: string, words: RegExp][] = [
    ['unclosed quote', `${good}!!core.echo text:'never ends\n`, 'HS0001', 'x.hero:2:18', /never closed/],
    ['unknown actor', `${good}!!cora.echo text:a\n`, 'HS0201', 'x.hero:2:3', /did you mean core/],
    ['unknown action', `${good}!!core.ecko text:a\n`, 'HS0202', 'x.hero:2:8', /did you mean echo/],
    ['unknown param', `${good}!!core.echo txt:a\n`, 'HS0203', 'x.hero:2:13', /did you mean text/],
    ['missing param', `${good}!!osal.exec\n`, 'HS0204', 'x.hero:2:3', /cmd/],
    ['wrong type', `${good}!!core.fail code:many message:x\n`, 'HS0205', 'x.hero:2:18', /whole number|integer/],
    [
      'circle of job.after',
      `${good}!!core.echo text:a job.name:a job.after:b\n!!core.echo text:b job.name:b job.after:a\n`,
      'HS0213',
      'x.hero:',
      /a.*b|b.*a/,
    ],
    ['unknown label', `${good}!!core.echo text:a job.after:nobody\n`, 'HS0212', 'x.hero:2:30', /nobody/],
    [
      'duplicate label',
      `!!core.echo text:a job.name:twice\n!!core.echo text:b job.name:twice\n`,
      'HS0214',
      'x.hero:2:29',
      /twice/,
    ],
    ['timeout above u16', `${good}!!core.echo text:a job.timeout:65536\n`, 'HS0216', 'x.hero:2:32', /65535/],
    ['unknown attribute', `${good}!!core.echo text:a job.retries:3\n`, 'HS0211', 'x.hero:2:20', /did you mean/],
    ['unresolved placeholder', `${good}!!core.echo text:'\${NAME}'\n`, 'HS0210', 'x.hero:2:19', /NAME/],
    ['a script of 1 MiB and 1 byte', `// ${'x'.repeat(1024 * 1024 - 2)}`, 'HS0016', 'x.hero', /1 MiB|1048576/],
    ['10,001 actions', '!!core.echo text:a\n'.repeat(10_001), 'HS0016', 'x.hero:10001:1', /10,?000/],
    ['a binary file', '\u0000\u0001ELF', 'HS0010', 'x.hero', /not (a )?text/i],
  ];
  for (const [name, text, code, where, words] of cases) {
    test(name, async () => {
      workplace.write('x.hero', text);
      const run = await workplace.hero(['run', 'x.hero']);
      expect(run.stderr).toContain(`error[${code}]`);
      expect(run.stderr).toContain(where);
      expect(run.stderr).toMatch(words);
      expect(run.stderr).not.toMatch(/\n\s+at /);
      expect(run.code).toBe(3);
      expect(await jobCount()).toBe(0);

      const json = await workplace.hero(['run', '--json', 'x.hero']);
      const events = jsonLines(json.stdout);
      expect(json.code).toBe(3);
      expect(events).toContainEqual(expect.objectContaining({ type: 'diagnostic', code, severity: 'error' }));
      expect(events.at(-1)).toMatchObject({ type: 'run_end', exit: 3 });
    });
  }

  test('all mistakes of a script are told at once', async () => {
    workplace.write(
      'x.hero',
      `!!cora.echo text:a\n!!core.echo txt:a\n!!core.echo text:'open\n!!core.sleep duration:soon\n`,
    );
    const { stderr, code } = await workplace.hero(['run', 'x.hero']);
    for (const expected of ['HS0201', 'HS0203', 'HS0001', 'HS0205']) expect(stderr).toContain(expected);
    expect(code).toBe(3);
  });
});

describe('inputs', () => {
  test('a file that is not there', async () => {
    const { stderr, code } = await workplace.hero(['run', 'missing.hero']);
    expect(stderr).toContain('error[HS0601]');
    expect(stderr).toContain('missing.hero');
    expect(code).toBe(2);
  });

  test('a folder without scripts', async () => {
    mkdirSync(join(workplace.dir, 'empty'));
    const { stderr, code } = await workplace.hero(['run', 'empty']);
    expect(stderr).toContain('error[HS0602]');
    expect(code).toBe(2);
  });

  test('a script without actions', async () => {
    workplace.write('x.hero', '// nothing\n');
    const { stderr, code } = await workplace.hero(['run', 'x.hero']);
    expect(stderr).toContain('error[HS0603]');
    expect(code).toBe(2);
  });

  test('an unknown flag and an unknown command', async () => {
    const flag = await workplace.hero(['run', '--dri-run', 'x.hero']);
    expect(flag.stderr).toContain('--dry-run');
    expect(flag.code).toBe(2);
    const command = await workplace.hero(['rum']);
    expect(command.stderr).toMatch(/unknown command|did you mean/i);
    expect(command.code).toBe(2);
  });
});

describe('stores', () => {
  async function refused(store: string): Promise<string> {
    workplace.write('x.hero', good);
    const { stderr, stdout, code } = await workplace.hero(['run', '--store', store, 'x.hero']);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).not.toContain(' ok ');
    expect(code).toBe(7);
    return stderr;
  }

  test('a path that cannot be written', async () => {
    workplace.write('file', 'text');
    expect(await refused('sqlite:file/jobs.db')).toContain('error[HS0701]');
  });

  test('a text file in place of a database', async () => {
    workplace.write('jobs.db', 'this is no database, whatever its name says\n'.repeat(50));
    expect(await refused('sqlite:jobs.db')).toContain('error[HS0702]');
  });

  test('a damaged database', async () => {
    workplace.write('x.hero', good);
    expect((await workplace.hero(['run', '--store', 'sqlite:jobs.db', 'x.hero'])).code).toBe(0);
    const path = join(workplace.dir, 'jobs.db');
    const { readFileSync, writeFileSync, rmSync } = await import('node:fs');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 100, Math.min(bytes.length, 8192));
    writeFileSync(path, bytes);
    for (const side of ['-wal', '-shm']) rmSync(path + side, { force: true });
    expect(await refused('sqlite:jobs.db')).toContain('error[HS0702]');
  });

  test('a database of a newer version', async () => {
    workplace.write('x.hero', good);
    expect((await workplace.hero(['run', '--store', 'sqlite:jobs.db', 'x.hero'])).code).toBe(0);
    const database = new DatabaseSync(join(workplace.dir, 'jobs.db'));
    database.exec('pragma user_version = 9999');
    database.close();
    expect(await refused('sqlite:jobs.db')).toContain('error[HS0703]');
  });

  test('an address of an unknown kind', async () => {
    workplace.write('x.hero', good);
    const { stderr, code } = await workplace.hero(['run', '--store', 'postgres://x', 'x.hero']);
    expect(stderr).toContain('error[HS0704]');
    expect(code).toBe(2);
    expect(existsSync(workplace.storePath)).toBe(false);
  });
});

describe('names and values of the command line', () => {
  const cases: [args: string[], code: string][] = [
    [['run', '--job', 'timeout=soon', 'x.hero'], 'HS0215'],
    [['run', '--job', 'timeout=100000', 'x.hero'], 'HS0216'],
    [['run', '--job', 'tiemout=3', 'x.hero'], 'HS0211'],
    [['run', '--circle', 'a/b', 'x.hero'], 'HS0205'],
    [['actor', 'show', 'nobody'], 'HS0201'],
    [['actor', 'show', 'core.ecko'], 'HS0202'],
  ];
  test.each(cases)('%j is a mistake of use', async (args, code) => {
    workplace.write('x.hero', good);
    const { code: exit, stderr } = await workplace.hero(args);
    expect(stderr).toContain(`error[${code}]`);
    expect(exit).toBe(2);
    expect(await jobCount()).toBe(0);
  });
});

test('an actor that cannot be loaded is not unknown, too', async () => {
  workplace.write('actors/broken.ts', 'export default (');
  workplace.write('actors/worse/index.ts', 'export default (');
  const { code, stderr } = await workplace.hero(['run', '-e', '!!broken.do', '-e', '!!worse.do', '-e', '!!other.do']);
  expect(code).toBe(3);
  expect(stderr.match(/HS0\d+(?=\]:)/g)?.sort()).toEqual(['HS0201', 'HS0605', 'HS0605']);
  expect(stderr).toContain('there is no actor other');
});

test('an actor that cannot be loaded hides no other one', async () => {
  workplace.write('actors/broken.ts', 'export default (');
  const listed = await workplace.hero(['actor', 'ls', '--json']);
  expect(listed.code).toBe(3);
  expect(listed.stderr).toContain('HS0605');
  expect(JSON.parse(listed.stdout).map(({ name }: { name: string }) => name)).toEqual(['core', 'http', 'osal']);
  const shown = await workplace.hero(['actor', 'show', 'core.echo', '--json']);
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  rmSync(join(workplace.dir, 'actors/broken.ts'));
  expect((await workplace.hero(['actor', 'show', 'cor'])).stderr).toContain('did you mean core?');
  expect((await workplace.hero(['actor', 'show', 'nothing'])).stderr).toContain('hero actor ls  lists them');
  workplace.write('actors/broken.ts', 'export default (');
  const broken = await workplace.hero(['actor', 'show', 'broken']);
  expect(broken.code).toBe(3);
  expect(broken.stderr.match(/HS0\d+(?=\]:)/g)).toEqual(['HS0605']);
});
