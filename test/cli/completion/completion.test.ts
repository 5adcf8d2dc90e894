// Completion from outside: the words for a place in the line, and that real shells show them.

import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heroFile, Workplace } from '../../setup/hero.ts';

const workplace = new Workplace();
// On a busy machine nothing is found as soon as a person wants to see it.
workplace.env.HERO_COMPLETION_MS = '60000';
const bin = join(workplace.dir, 'bin');
let job = '';

beforeAll(async () => {
  mkdirSync(bin);
  writeFileSync(join(bin, 'hero'), `#!/bin/sh\nexec '${process.execPath}' '${heroFile}' "$@"\n`);
  chmodSync(join(bin, 'hero'), 0o755);
  workplace.write('deploy.hero', '!!core.echo text:hi job.name:greet\n');
  workplace.write('actors/disk/usage', '#!/bin/sh\n#: how much room a folder takes\n', 0o755);
  await workplace.hero(['run', 'deploy.hero', '-q']);
  const { stdout } = await workplace.hero(['job', 'ls', '--all', '--json']);
  job = (JSON.parse(stdout) as { guid: string }[])[0]?.guid.slice(-8) ?? '';
});
afterAll(() => workplace.remove());

/** The candidates, without their descriptions. */
async function complete(...words: string[]): Promise<string[]> {
  const { stdout, stderr, code } = await workplace.hero(['__complete', '--', ...words]);
  expect([stderr, code]).toEqual(['', 0]);
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
}

test('commands, and files that could be scripts', async () => {
  expect(await complete('che')).toEqual(['check', ':files']);
  expect(await complete('job', 'wa')).toEqual(['watch']);
  expect(await complete('run', '')).toEqual([':files']);
  expect(await complete('')).not.toContain('__complete');
});

test('commands and topics there is help on', async () => {
  expect(await complete('help', 'c')).toEqual(['check', 'cat', 'completion', 'compat']);
  expect(await complete('help', 'job', 'wa')).toEqual(['watch']);
  expect(await complete('help', 'nothing', '')).toEqual([]);
});

test('flags that are not given yet, and their values', async () => {
  expect(await complete('job', 'ls', '--s')).toEqual(['--state', '--store']);
  expect(await complete('job', 'ls', '--all', '--a')).toEqual([]);
  expect(await complete('run', '--set', 'a=b', '--set')).toEqual(['--set']);
  expect(await complete('run', '--format', 'j')).toEqual(['json', 'junit']);
  expect(await complete('run', '--format=j')).toEqual(['--format=json', '--format=junit']);
  // A value that may be left out stands behind `=` only; the next word is a file.
  expect(await complete('run', '--dry-run=')).toEqual(['--dry-run=server', '--dry-run=client']);
  expect(await complete('run', '--dry-run', '')).toEqual([':files']);
  expect(await complete('run', '--watch=')).toEqual(['--watch=check', '--watch=run']);
  expect(await complete('check', '--wat')).toEqual(['--watch']);
  expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('labels and actions of the scripts in the line', async () => {
  expect(await complete('run', 'deploy.hero', '--from', '')).toEqual(['greet']);
  expect(await complete('run', 'deploy.hero', '--only', 'co')).toEqual(['core.echo']);
  expect(await complete('run', '--from', '')).toEqual([]);
});

test('jobs, runs, agents, actors and their actions', async () => {
  expect(job).toMatch(/^[0-9a-f]{8}$/);
  expect(await complete('job', 'logs', '')).toEqual([job]);
  expect(await complete('job', 'watch', '')).toHaveLength(2);
  expect(await complete('agent', 'rm', '')).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/)]);
  expect(await complete('actor', 'show', 'di')).toEqual(['disk', 'disk.usage']);
});

test('what takes too long is left out, and nobody waits for it', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const env = { HERO_STORE: `redis://127.0.0.1:${port}`, HERO_COMPLETION_MS: '50' };
  const began = performance.now();
  const { stdout, stderr, code } = await workplace.hero(['__complete', '--', 'job', 'logs', ''], { env });
  expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: '', code: 0 });
  // The store itself is given up after three seconds.
  expect(performance.now() - began).toBeLessThan(2_500);
  silent.close();
});

test('silent where nothing is known', async () => {
  expect(await complete('nothing', 'at', 'all')).toEqual([]);
  expect(await complete('job', 'logs', job, '')).toEqual([]);
  const { stdout, stderr, code } = await workplace.hero(['__complete', '--', 'job', 'logs', ''], {
    env: { HERO_STORE: 'sqlite:/proc/none.db' },
  });
  expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: '', code: 0 });
});

const env = { ...workplace.env, PATH: `${bin}:${process.env.PATH}`, TERM: 'dumb' };

function has(shell: string): boolean {
  const there = spawnSync(shell, ['--version']).status === 0;
  if (!there) console.log(`skipped: no ${shell}`);
  return there;
}

function inShell(shell: string, args: string[]): string[] {
  return execFileSync(shell, args, { cwd: workplace.dir, env, encoding: 'utf8' }).trim().split('\n');
}

/** What bash would offer for these words, the last one being typed. */
function inBash(...words: string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `eval "$(hero completion bash)"; COMP_WORDS=(hero ${quoted}); COMP_CWORD=${words.length}; _hero; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return inShell('bash', ['--norc', '-c', script]);
}

test.skipIf(!has('bash'))('bash', () => {
  expect(inBash('job', 'wa')).toEqual(['watch']);
  expect(inBash('run', 'dep')).toEqual(['deploy.hero']);
  expect(inBash('job', 'logs', '')).toEqual([job]);
  expect(inBash('run', '--format', '=', 'js')).toEqual(['json']);
  expect(inBash('job', 'ls', '--state', '=')).toContain('running');
});

test.skipIf(!has('fish'))('fish', () => {
  const inFish = (line: string) => inShell('fish', ['-c', `hero completion fish | source; complete -C '${line}'`]);
  expect(inFish('hero job wa')).toEqual(['watch\tfollow a job, or all jobs of a run, to the end']);
  expect(inFish('hero run dep')).toEqual(['deploy.hero']);
  expect(inFish('hero run --format js')).toEqual(['json']);
});

test.skipIf(!has('zsh'))('zsh', () => {
  // What its own functions would show is asked of them by stand-ins, as a shell without a terminal shows nothing.
  const script = `compdef() { : }
_files() { print -r -- files }
_describe() { print -rl -- "\${(@P)2}" }
eval "$(hero completion zsh)"
complete_line() { words=("$@"); CURRENT=$#words; _hero }
complete_line hero job wa; complete_line hero run --format js; complete_line hero run dep`;
  expect(inShell('zsh', ['-f', '-c', script])).toEqual([
    'watch:follow a job, or all jobs of a run, to the end',
    'json:',
    'files',
  ]);
});
