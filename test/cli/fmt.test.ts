// `hero fmt` from outside.

import { statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

const untidy = '!!vm.Start   id: 10\n\tname: "x"\n';
const tidy = '!!vm.start id:10\n    name:x\n';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('writes what is not laid out, names it, keeps its rights, and leaves the rest alone', async () => {
  workplace.write('s/a.hero', untidy, 0o755);
  workplace.write('s/b.hero', tidy);
  const { stdout, stderr, code } = await workplace.hero(['fmt', 's']);
  expect({ stdout, stderr, code }).toEqual({ stdout: 's/a.hero\n', stderr: 'ok  2 files  1 laid out anew\n', code: 0 });
  expect(workplace.read('s/a.hero')).toBe(tidy);
  expect(statSync(join(workplace.dir, 's/a.hero')).mode & 0o777).toBe(0o755);
  expect((await workplace.hero(['fmt', 's'])).stdout).toBe('');
});

test('follows a symbolic link to the file', async () => {
  workplace.write('real.hero', untidy);
  symlinkSync('real.hero', join(workplace.dir, 'link.hero'));
  await workplace.hero(['fmt', 'link.hero']);
  expect(workplace.read('real.hero')).toBe(tidy);
});

test('a script loses its byte order mark, a document keeps it', async () => {
  workplace.write('a.hero', `\ufeff${tidy}`);
  workplace.write('a.md', `\ufeff# Title\n\n${untidy}`);
  expect(await workplace.hero(['fmt', '--check', 'a.hero', 'a.md'])).toMatchObject({
    stdout: 'a.hero\na.md\n',
    code: 5,
  });
  await workplace.hero(['fmt', 'a.hero', 'a.md']);
  expect(workplace.read('a.hero')).toBe(tidy);
  expect(workplace.read('a.md')).toBe(`\ufeff# Title\n\n${tidy}`);
  expect((await workplace.hero(['fmt', '--check', 'a.hero', 'a.md'])).code).toBe(0);
});

test('--check and --diff write nothing', async () => {
  workplace.write('a.hero', untidy);
  const check = await workplace.hero(['fmt', '--check', 'a.hero']);
  expect({ stdout: check.stdout, code: check.code }).toEqual({ stdout: 'a.hero\n', code: 5 });
  const diff = await workplace.hero(['fmt', '--diff', 'a.hero']);
  expect(diff.code).toBe(0);
  expect(diff.stdout).toBe(`--- a.hero
+++ a.hero
@@ -1,2 +1,2 @@
-!!vm.Start   id: 10
-\tname: "x"
+!!vm.start id:10
+    name:x
`);
  expect(workplace.read('a.hero')).toBe(untidy);
});

test('standard input goes to standard output', async () => {
  const { stdout, stderr, code } = await workplace.hero(['fmt', '-'], { input: untidy });
  expect({ stdout, stderr, code }).toEqual({ stdout: tidy, stderr: '', code: 0 });
});

test('--sort and --expand, and why not', async () => {
  workplace.write(
    'a.hero',
    "!!user.define name:b\n!!service.action_define name:vm.x params.id:'x y'\n!!user.define name:a\n",
  );
  workplace.write('b.hero', '!!user.define name:b\n!!core.echo x\n');
  const check = await workplace.hero(['fmt', '--check', '--sort', '.']);
  expect({ stdout: check.stdout, code: check.code }).toEqual({ stdout: 'a.hero\n', code: 5 });
  expect(check.stderr).toContain('info[HS0225]: not sorted: core.echo defines nothing');
  expect((await workplace.hero(['fmt', '--sort', '--expand', '.'])).code).toBe(0);
  expect(workplace.read('a.hero')).toBe(
    '!!user.define name:a\n!!user.define name:b\n\n' +
      "!!service.action_define name:vm.x\n!!service.param_define name:vm.x.id description:'x y'\n",
  );
});

test('--migrate writes old spellings anew', async () => {
  const { stdout } = await workplace.hero(['fmt', '--migrate', '-'], { input: `!!select_circle name:"it's"\n` });
  expect(stdout).toBe(`!!circle.select name:'it\\'s'\n`);
});

test('tells of every problem, and lays out what is sound', async () => {
  workplace.write('a.hero', `!!a.b   x:1\n!!a.b   x:'never closed\n`);
  workplace.write('b.hero', 'binary \0');
  const { stdout, stderr, code } = await workplace.hero(['fmt', 'a.hero', 'b.hero', 'c.hero']);
  expect(stdout).toBe('a.hero\n');
  expect(stderr).toMatch(/HS0001.*HS0010.*HS0601/s);
  expect(code).toBe(2);
  expect(workplace.read('a.hero')).toBe(`!!a.b x:1\n!!a.b   x:'never closed\n`);
  expect(workplace.read('b.hero')).toBe('binary \0');
});

test('says in which folder there is nothing', async () => {
  workplace.write('empty/readme.txt', '');
  const { stderr, code } = await workplace.hero(['fmt', 'empty']);
  expect(stderr).toContain('HS0602');
  expect(code).toBe(2);
});

test('a file with a mistake is not called fine', async () => {
  workplace.write('bad.hero', "!!a.b x:'never\n!!c.d   y:1\n");
  const { code, stdout, stderr } = await workplace.hero(['fmt', 'bad.hero']);
  expect([code, stdout]).toEqual([3, 'bad.hero\n']);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('invalid  1 file  1 laid out anew  1 error');
});
