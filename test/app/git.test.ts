// `--allow-git`: repositories that are not on this machine, from a real git daemon and from files.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../setup/free-port.ts';
import { Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
let work: string;
beforeEach(() => {
  workplace = new Workplace();
  work = join(workplace.dir, 'work');
  git('init', '--quiet', '--initial-branch=main', work);
  git('-C', work, 'config', 'user.email', 'ann@example.org');
  git('-C', work, 'config', 'user.name', 'Ann');
  commit({ 'a.hero': '!!core.echo one\n!!include path:more/b.hero\n', 'more/b.hero': '!!core.echo two\n' });
  git('clone', '--quiet', '--bare', work, join(workplace.dir, 'srv/me/tools.git'));
  git('-C', work, 'remote', 'add', 'origin', join(workplace.dir, 'srv/me/tools.git'));
});
afterEach(() => workplace.remove());

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: workplace.env });
}

function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  git('-C', work, 'add', '--all');
  git('-C', work, 'commit', '--quiet', '-m', 'change');
  return git('-C', work, 'rev-parse', 'HEAD').trim();
}

const push = (...refs: string[]) => git('-C', work, 'push', '--quiet', 'origin', ...refs);
const cache = () => join(workplace.dir, 'home/.cache/herorunner/git');

/** Texts that the actions of the script say, or the problem. */
async function read(script: string, ...flags: string[]): Promise<string[]> {
  const { stdout, stderr } = await workplace.hero(['parse', '--json', ...flags, '-e', script]);
  const { actions, diagnostics } = JSON.parse(
    stdout || `{"actions":[],"diagnostics":[{"message":${JSON.stringify(stderr)}}]}`,
  );
  const problems = diagnostics.map(({ message, help }: { message: string; help?: string }) => `! ${message} (${help})`);
  if (problems.length > 0) return problems.map((text: string) => text.replaceAll(workplace.dir, 'DIR'));
  return actions
    .filter(({ action }: { action: string }) => action === 'echo')
    .map((one: { args: unknown[] }) => {
      const [arg] = one.args;
      return typeof arg === 'string' ? arg : (arg as { text: string }).text;
    });
}

describe('from a server', () => {
  let server: ChildProcess;
  let url: string;
  beforeEach(async () => {
    const port = await freePort();
    const base = `--base-path=${join(workplace.dir, 'srv')}`;
    server = spawn('git', ['daemon', '--reuseaddr', '--export-all', '--listen=127.0.0.1', `--port=${port}`, base], {
      stdio: 'ignore',
      detached: true,
    });
    url = `git://127.0.0.1:${port}/me/tools.git`;
    await until('the git daemon answers', () => answers(url));
  });
  afterEach(() => stop());

  function stop(): void {
    if (server.pid !== undefined && server.signalCode === null) process.kill(-server.pid, 'SIGKILL');
  }

  test('only with the flag, and from the cache once a commit is there', async () => {
    const script = `!!include git_url:'${url}/tree/main/a.hero'`;
    const [refused] = await read(script);
    expect(refused).toContain('there is no checkout of me/tools in ');
    expect(refused).toContain('or let --allow-git fetch it');
    expect(existsSync(cache())).toBe(false);
    expect(await read(script, '--allow-git')).toEqual(['one', 'two']);
    const kept = join(cache(), '127.0.0.1/me/tools');
    expect(readdirSync(kept)).toEqual([git('-C', work, 'rev-parse', 'HEAD').trim()]);
    // What was fetched before counts only with the flag.
    expect((await read(script))[0]).toContain('there is no checkout');

    const run = await workplace.hero(['run', '--allow-git', '-e', script]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain('two');
    const check = await workplace.hero(['check', '--allow-git', '-e', script]);
    expect(check.code, check.stdout + check.stderr).toBe(0);
  });

  test('exactly the branch, tag or commit', async () => {
    const first = git('-C', work, 'rev-parse', 'HEAD').trim();
    git('-C', work, 'tag', '-a', 'v1', '-m', 'first');
    git('-C', work, 'switch', '--quiet', '-c', 'dev');
    const second = commit({ 'a.hero': '!!core.echo dev\n' });
    const third = commit({ 'a.hero': '!!core.echo later\n' });
    push('v1', 'dev');
    const at = (ref: string) => read(`!!include git_url:'${url}/tree/${ref}/a.hero'`, '--allow-git');
    expect(await at('v1')).toEqual(['one', 'two']);
    expect(await at('dev')).toEqual(['later']);
    expect(await at(second)).toEqual(['dev']);
    expect(readdirSync(join(cache(), '127.0.0.1/me/tools')).sort()).toEqual([first, second, third].sort());

    commit({ 'a.hero': '!!core.echo newest\n' });
    push('dev');
    expect(await at('dev')).toEqual(['newest']);
    // A commit that is there needs nobody.
    stop();
    await until('the git daemon is gone', () => !answers(url));
    expect(await at(second)).toEqual(['dev']);
    expect((await at('dev'))[0]).toMatch(/^! me\/tools cannot be fetched: unable to connect to 127\.0\.0\.1/);
  });

  test('in a repository with thousands of refs, too', async () => {
    const head = git('-C', work, 'rev-parse', 'HEAD').trim();
    const many = Array.from({ length: 2_000 }, (_, i) => `${head} refs/tags/nightly-build-number-${i}\n`).join('');
    writeFileSync(join(workplace.dir, 'srv/me/tools.git/packed-refs'), `${head} refs/heads/main\n${many}`);
    expect(await read(`!!include git_url:'${url}' path:a.hero`, '--allow-git')).toEqual(['one', 'two']);
    expect(await read(`!!include git_url:'${url}/tree/main/a.hero'`, '--allow-git')).toEqual(['one', 'two']);
    expect((await read(`!!include git_url:'${url}/tree/mian/a.hero'`, '--allow-git'))[0]).toContain(
      'did you mean main?',
    );
  });

  test('what is not there is said', async () => {
    expect(await read(`!!include git_url:'${url}/tree/mian/a.hero'`, '--allow-git')).toEqual([
      '! me/tools has no branch, tag or commit mian (did you mean main?)',
    ]);
    expect(await read(`!!include git_url:'${url}/tree/--upload-pack=x/a.hero'`, '--allow-git')).toEqual([
      '! me/tools has no branch, tag or commit --upload-pack=x (it has main)',
    ]);
    const [commitless] = await read(`!!include git_url:'${url}/tree/${'0'.repeat(39)}1/a.hero'`, '--allow-git');
    expect(commitless).toMatch(/^! me\/tools cannot be fetched: /);
    const [none] = await read(`!!include git_url:'${url.replace('tools', 'none')}'`, '--allow-git');
    expect(none).toMatch(/^! me\/none cannot be fetched: /);
    const [file] = await read(`!!include git_url:'${url}/tree/main/x.hero'`, '--allow-git');
    expect(file).toMatch(/x\.hero: no such file/);
    for (const bad of ['ext::sh -c touch% x', 'file:///etc/passwd', '--upload-pack=touch x', '../srv/me/tools.git']) {
      expect((await read(`!!include git_url:'${bad}'`, '--allow-git'))[0]).toContain('no address of a git repository');
    }
    expect(readdirSync(join(cache(), '127.0.0.1/me/tools'))).toHaveLength(1);
  });

  test('without git', async () => {
    const env = { PATH: join(workplace.dir, 'empty') };
    const { stdout } = await workplace.hero(['parse', '--json', '--allow-git', '-e', `!!include git_url:'${url}'`], {
      env,
    });
    expect(JSON.parse(stdout).diagnostics).toMatchObject([
      { message: 'me/tools cannot be fetched: there is no git on this machine', help: 'install git' },
    ]);
  });

  test('several processes at the same time get the same', async () => {
    const script = `!!include git_url:'${url}/tree/main/a.hero'\n!!include git_url:'${url}' path:more/b.hero`;
    const all = await Promise.all([1, 2, 3, 4].map(() => read(script, '--allow-git')));
    expect(all).toEqual(Array(4).fill(['one', 'two', 'two']));
    expect(readdirSync(join(cache(), '127.0.0.1/me/tools'))).toHaveLength(1);
  });

  test('a link of the repository leads nowhere, and --fix leaves what was fetched alone', async () => {
    workplace.write('outside.hero', '!!core.echo outside\n');
    execFileSync('ln', ['-s', join(workplace.dir, 'outside.hero'), join(work, 'link.hero')]);
    commit({ 'old.hero': '!!select_circle prod\n!!core.echo x\n' });
    push('main');
    expect(await read(`!!include git_url:'${url}' path:link.hero`, '--allow-git')).not.toEqual(['outside']);
    const fix = await workplace.hero([
      'check',
      '--fix',
      '--allow-git',
      '-e',
      `!!include git_url:'${url}' path:old.hero`,
    ]);
    expect(fix.stdout + fix.stderr).toContain('HS0217');
    expect(await read(`!!include git_url:'${url}' path:old.hero`, '--allow-git')).toEqual(['x']);
    const [hash = ''] = readdirSync(join(cache(), '127.0.0.1/me/tools'));
    expect(git('-C', join(cache(), '127.0.0.1/me/tools', hash), 'status', '--porcelain', 'old.hero')).toBe('');
  });
});

test('a checkout below the code root is taken first; one on another branch is not', async () => {
  workplace.write('home/.gitconfig', `[url "file://${workplace.dir}/srv/"]\n\tinsteadOf = https://git.example.org/\n`);
  git(
    'clone',
    '--quiet',
    'https://git.example.org/me/tools.git',
    join(workplace.dir, 'home/code/git.example.org/me/tools'),
  );
  workplace.write('home/code/git.example.org/me/tools/a.hero', '!!core.echo mine\n');
  git('-C', work, 'switch', '--quiet', '-c', 'dev');
  commit({ 'a.hero': '!!core.echo dev\n' });
  push('dev');
  const at = (ref: string, ...flags: string[]) =>
    read(`!!include git_url:'https://git.example.org/me/tools/tree/${ref}/a.hero'`, ...flags);
  expect(await at('main', '--allow-git')).toEqual(['mine']);
  expect((await at('dev'))[0]).toContain('the checkout of me/tools is on main, not on dev');
  expect(await at('dev', '--allow-git')).toEqual(['dev']);
});

function answers(url: string): boolean {
  try {
    git('ls-remote', url);
    return true;
  } catch {
    return false;
  }
}
