// Includes from checkouts of git repositories: addresses, places, branches. The repositories are real.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseGitUrl } from '../../src/script/git-checkout.ts';
import { loadScripts } from '../../src/script/load.ts';

describe('parseGitUrl', () => {
  const remote = 'https://github.com/me/tools';
  const repository = { host: 'github.com', account: 'me', name: 'tools', path: '', remote };
  test.each([
    ['https://github.com/me/tools', repository],
    ['https://github.com/me/tools.git/', { ...repository, remote: `${remote}.git` }],
    ['github.com/me/tools', repository],
    ['git@github.com:me/tools.git', { ...repository, remote: 'git@github.com:me/tools.git' }],
    ['ssh://git@GitHub.com:22/me/tools', { ...repository, remote: 'ssh://git@GitHub.com:22/me/tools' }],
    ['https://github.com/me/tools/tree/dev', { ...repository, branch: 'dev' }],
    ['https://github.com/me/tools/tree/dev/a/b.hero#L3', { ...repository, branch: 'dev', path: 'a/b.hero' }],
    ['https://github.com/me/tools/blob/dev/b.hero', { ...repository, branch: 'dev', path: 'b.hero' }],
    [
      'https://git.x.org/me/tools/src/branch/main/a',
      { ...repository, host: 'git.x.org', branch: 'main', path: 'a', remote: 'https://git.x.org/me/tools' },
    ],
    ['https://github.com/me', undefined],
    ['https://github.com/me/tools/issues/1', undefined],
    ['https://github.com/me/tools/tree/main/../../x', undefined],
    ['me/tools', undefined],
    ['', undefined],
  ])('%s', (text, address) => {
    expect(parseGitUrl(text)).toEqual(address);
  });
});

describe('includes by address', () => {
  const root = mkdtempSync(join(tmpdir(), 'hero-git-'));
  const checkout = join(root, 'github/me/tools');

  beforeAll(() => {
    for (const [file, text] of [
      ['scripts/a.hero', '!!a.a\n!!include path:../b.hero\n'],
      ['b.hero', '!!b.b\n'],
    ] as const) {
      mkdirSync(dirname(join(checkout, file)), { recursive: true });
      writeFileSync(join(checkout, file), text);
    }
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', checkout]);
    mkdirSync(join(root, 'git.x.org/me/other'), { recursive: true });
    writeFileSync(join(root, 'git.x.org/me/other/c.hero'), '!!c.c\n');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  async function include(params: string) {
    const text = `!!play.include ${params}\n`;
    const input = { kind: 'eval', text, name: '<eval>' } as const;
    const { scripts, diagnostics } = await loadScripts([input], { codeRoot: root });
    const [item] = scripts[0]?.items ?? [];
    const inner = item?.kind === 'include' ? item.scripts : [];
    return {
      names: inner.flatMap(({ script }) => script.actions.map(({ actor, action }) => `${actor}.${action}`)),
      problems: diagnostics.map(({ code, message, help }) => [code, message, help?.replaceAll(root, 'CODE')]),
    };
  }

  test('read what is checked out', async () => {
    expect(await include("git_url:'https://github.com/me/tools/tree/main/scripts'")).toEqual({
      names: ['a.a', 'core.include'],
      problems: [],
    });
    expect(await include('git_url:git@github.com:me/tools.git path:b.hero')).toEqual({ names: ['b.b'], problems: [] });
    expect(await include('url:https://git.x.org/me/other')).toEqual({ names: ['c.c'], problems: [] });
  });

  test('say what is not as the address says', async () => {
    const { problems: none } = await include('git_url:https://github.com/me/none');
    expect(none).toEqual([
      [
        'HS0218',
        `there is no checkout of me/none in ${root}`,
        'git clone https://github.com/me/none CODE/github/me/none, or let --allow-git fetch it',
      ],
    ]);
    const { problems: branch } = await include('git_url:https://github.com/me/tools/tree/dev');
    expect(branch).toEqual([
      [
        'HS0218',
        'the checkout of me/tools is on main, not on dev',
        'git -C CODE/github/me/tools switch dev, or let --allow-git fetch it',
      ],
    ]);
    expect((await include('git_url:https://github.com/me/tools path:../../x')).problems).toEqual([
      ['HS0218', '../../x is not in the repository', 'leave out the ..'],
    ]);
    expect((await include('git_url:tools')).problems).toEqual([
      ['HS0218', 'this is no address of a git repository', expect.stringContaining('https://github.com/')],
    ]);
    expect((await include('git_url:https://github.com/me/tools path:none.hero')).problems).toEqual([
      ['HS0218', expect.stringContaining('none.hero: no such file'), expect.any(String)],
    ]);
  });
});
