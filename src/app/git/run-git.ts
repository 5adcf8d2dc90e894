// One command of git, without a shell, without questions, and without protocols that start programs.

import { spawn } from 'node:child_process';
import type { Environment } from '../settings.ts';

export type GitEnd =
  | { kind: 'ended'; code: number; stdout: string; stderr: string }
  | { kind: 'missing' }
  /** Milliseconds after which it was killed. */
  | { kind: 'silent'; after: number };

/** How long one command may take, milliseconds. */
const patienceMs = 120_000;
/** Characters of output that are kept of each stream: room for the refs of large repositories. */
const maxOutput = 1024 * 1024;

/** A repository is text that somebody else wrote: nothing in it is to be run or to lead out of its folder. */
const careful = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // A link would be followed by whoever reads the scripts.
  'core.symlinks=false',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

export function runGit(args: readonly string[], env: Environment): Promise<GitEnd> {
  const child = spawn('git', [...careful, ...args], {
    env: {
      ...env,
      LC_ALL: 'C',
      GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
      GIT_TERMINAL_PROMPT: '0',
      GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
    },
    // In our own process group, so that Ctrl-C ends it too.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] = (texts[name] + text).slice(-maxOutput);
    });
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      // git ends its helpers for http and ssh when it is asked to.
      child.kill('SIGTERM');
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ kind: 'silent', after: patienceMs });
    }, patienceMs);
    child.once('error', () => {
      clearTimeout(timer);
      resolve({ kind: 'missing' });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ kind: 'ended', code: code ?? 1, ...texts });
    });
  });
}
