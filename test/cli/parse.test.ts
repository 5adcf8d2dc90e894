// `hero parse` from outside: which actions it shows, and in which form.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
  place.write('inner.hero', '!!git.pull\n!!vm.start  id: 7\n');
  place.write(
    'x.hero',
    '// the code\n!!git.clone  url:\'https://x.y/z\' branch:"main"\n!!include inner.hero path:inner.hero\n',
  );
});
afterEach(() => place.remove());

test('finds actions in includes too, and writes them as HeroScript', async () => {
  const { stdout, stderr, code } = await place.hero(['parse', 'x.hero', '--find', 'git.*', '--export']);
  expect([stdout, stderr, code]).toEqual([
    "// the code\n!!git.clone branch:main url:'https://x.y/z'\n\n!!git.pull\n",
    '',
    0,
  ]);
  const json = await place.hero(['parse', 'x.hero', '--find', 'git.*', '--json']);
  expect(JSON.parse(json.stdout).actions.map((one: { action: string }) => one.action)).toEqual(['clone', 'pull']);
  const view = await place.hero(['parse', 'x.hero', '--find', '.start']);
  expect(view.stdout).toContain('!!vm.start');
  expect(view.stdout).not.toContain('git');
});

test('the hash of an action is that of what it says', async () => {
  const { stdout } = await place.hero(['parse', '-e', '!!a.b x:1 y:2', '-e', "!!A.B y:'2' x: 1", '--json', '--hash']);
  const { actions } = JSON.parse(stdout) as { actions: { hash: string }[] };
  expect(actions.map(({ hash }) => hash)).toEqual([actions[0]?.hash, actions[0]?.hash]);
  expect(actions[0]?.hash).toMatch(/^[0-9a-f]{40}$/);
  expect((await place.hero(['parse', '-e', '!!a.b', '--json'])).stdout).not.toContain('hash');
});
