// `hero parse` from outside: which actions it shows, and in which form.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  workplace.write('inner.hero', '!!git.pull\n!!vm.start  id: 7\n');
  workplace.write(
    'x.hero',
    '// the code\n!!git.clone  url:\'https://x.y/z\' branch:"main"\n!!include inner.hero path:inner.hero\n',
  );
});
afterEach(() => workplace.remove());

test('finds actions in includes too, and writes them as HeroScript', async () => {
  const { stdout, stderr, code } = await workplace.hero(['parse', 'x.hero', '--find', 'git.*', '--export']);
  expect([stdout, stderr, code]).toEqual([
    "// the code\n!!git.clone branch:main url:'https://x.y/z'\n\n!!git.pull\n",
    '',
    0,
  ]);
  const json = await workplace.hero(['parse', 'x.hero', '--find', 'git.*', '--json']);
  expect(JSON.parse(json.stdout).actions.map((one: { action: string }) => one.action)).toEqual(['clone', 'pull']);
  const view = await workplace.hero(['parse', 'x.hero', '--find', '.start']);
  expect(view.stdout).toContain('!!vm.start');
  expect(view.stdout).not.toContain('git');
  expect((await workplace.hero(['parse', '-e', '!!a.b', '--find', 'c.*'])).stdout).toBe('<eval>  0 of 1 action\n');
});

test('the hash of an action is that of what it says', async () => {
  const { stdout } = await workplace.hero([
    'parse',
    '-e',
    '!!a.b x:1 y:2',
    '-e',
    "!!A.B y:'2' x: 1",
    '--json',
    '--hash',
  ]);
  const { actions } = JSON.parse(stdout) as { actions: { hash: string }[] };
  expect(actions.map(({ hash }) => hash)).toEqual([actions[0]?.hash, actions[0]?.hash]);
  expect(actions[0]?.hash).toMatch(/^[0-9a-f]{40}$/);
  expect((await workplace.hero(['parse', '-e', '!!a.b', '--json'])).stdout).not.toContain('hash');
  const view = await workplace.hero(['parse', '-e', '!!a.b x:1 y:2', '--hash']);
  expect(view.stdout).toContain(`!!a.b  ${actions[0]?.hash}\n`);
  expect((await workplace.hero(['parse', '-e', '!!a.b', '--hash', '--export'])).code).toBe(2);
});

test('the tokens of a text', async () => {
  const { stdout, stderr, code } = await workplace.hero(['parse', '--tokens', 'x.hero']);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toBe(`x.hero
  LineComment           1:1     // the code
  Head                  2:1     !!git.clone
  Key                   2:14    url:
  Quote                 2:18    'https://x.y/z'
  Key                   2:34    branch:
  Quote                 2:41    "main"
  Head                  3:1     !!include
  Arg                   3:11    inner.hero
  Key                   3:22    path:
  Bare                  3:27    inner.hero
`);
});

test('its tree', async () => {
  const { stdout } = await workplace.hero(['parse', '--tree', '-'], { input: "!!a.b x:'one\n  two' y // z" });
  expect(stdout).toBe(`<stdin>
  action
    Head                1:1     !!a.b
    param
      Key               1:7     x:
      Quote             1:9     'one␊  two'
    Arg                 2:8     y
    Comment             2:10    // z
`);
});

test('both as JSON, of files, folders and documents, with what is wrong', async () => {
  workplace.write('play/a.hero', "!!a.b x:'open");
  workplace.write('play/b.md', '# Title\n\n```heroscript\n!!c.d\n```\n!!e.f\n');
  const { stdout, code } = await workplace.hero(['parse', '--tree', '--json', '--md', 'fenced', 'play']);
  expect(code).toBe(3);
  const { files, diagnostics } = JSON.parse(stdout);
  expect(files.map(({ file }: { file: string }) => file)).toEqual(['play/a.hero', 'play/b.md']);
  expect(files[0].sections).toMatchObject([{ kind: 'action', head: { text: '!!a.b', start: 0, line: 1, col: 1 } }]);
  expect(files[1].sections.filter(({ kind }: { kind: string }) => kind === 'action')).toHaveLength(1);
  expect(diagnostics).toMatchObject([{ code: 'HS0001', file: 'play/a.hero', line: 1, col: 9 }]);
  const tokens = JSON.parse((await workplace.hero(['parse', '--tokens', '--json', 'play/a.hero'])).stdout);
  expect(tokens.files[0].tokens[1]).toEqual({ type: 'Key', text: 'x:', before: ' ', start: 6, line: 1, col: 7 });
});

test('what does not go together, and a mode there is not', async () => {
  for (const flags of [
    ['--tokens', '--tree'],
    ['--tree', '--export'],
    ['--json', '--export'],
    ['--tokens', '--find', 'a'],
    ['--md', 'some'],
  ]) {
    expect((await workplace.hero(['parse', ...flags, 'x.hero'])).code).toBe(2);
  }
  const { stdout, stderr, code } = await workplace.hero(['parse', '--tokens', 'missing.hero']);
  expect([stdout, code]).toEqual(['', 2]);
  expect(stderr).toContain('HS0601');
});
